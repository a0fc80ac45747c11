import { expect, test } from 'vitest';
import { judgeServers, parseServersDown, waitForServers } from '../../src/operations/wait-for-servers.ts';
import { usualInterfaces } from '../../src/platform/platform.ts';
import { recordedTransport } from '../../src/transport/recorded.ts';
import { TransportFailure } from '../../src/transport/transport-failure.ts';
import { samplePlatform } from '../platform/sample.ts';

const lost = (host: string) =>
  new TransportFailure({ host, kind: 'unreachable', reason: 'connection refused', command: [], stderrTail: '' });

const status = (server: string, up: 0 | 1) =>
  [
    `haproxy_server_status{proxy="web",server="${server}",state="DOWN"} ${1 - up}`,
    `haproxy_server_status{proxy="web",server="${server}",state="UP"} ${up}`,
  ].join('\n');

test('servers that are not up are named', () => {
  expect(parseServersDown(`# HELP x\n${status('web-1', 1)}\n${status('web-2', 0)}\n`)).toEqual(['web/web-2']);
  expect(parseServersDown(`${status('web-1', 1)}\n`)).toEqual([]);
  expect(parseServersDown('haproxy_server_status{state="UP",server="web-1",proxy="web"} 0')).toEqual(['web/web-1']);
});

test('what an application does not need is not its business, and a host that is away is no news', () => {
  const down = status('web-2', 0);
  const metrics = `${down}\n${down.replaceAll('"web"', '"web_api"')}\n`;
  expect(judgeServers('lb-1', metrics)).toEqual(['web/web-2 is down for lb-1', 'web_api/web-2 is down for lb-1']);
  expect(judgeServers('lb-1', metrics, { backends: ['web'] })).toEqual(['web/web-2 is down for lb-1']);
  expect(judgeServers('lb-1', metrics, { absent: new Set(['web-2']) })).toEqual([]);
});

test('an answer without servers says nothing about them', () => {
  expect(parseServersDown('')).toBeUndefined();
  expect(parseServersDown('# HELP haproxy_server_status\n')).toBeUndefined();
});

test('it waits until every load balancer takes every server for up', async () => {
  const platform = {
    ...samplePlatform(),
    hosts: ['lb-1', 'lb-2'].map((name) => ({
      name,
      roles: ['loadBalancer'] as const,
      privateAddress: '10.0.0.1',
      publicAddress: undefined,
      interfaces: usualInterfaces,
      ssh: undefined,
    })),
  };
  let asked = 0;
  const transport = recordedTransport(({ host }) => {
    asked += 1;
    if (asked === 1) return { exitCode: 7 };
    if (asked === 2) return lost(host);
    return { stdout: status('web-1', host === 'lb-2' && asked < 6 ? 0 : 1) };
  });
  await waitForServers({ platform, transport });
  expect(transport.calls.map((call) => call.host)).toEqual(['lb-1', 'lb-2', 'lb-1', 'lb-2', 'lb-1', 'lb-2']);
  expect(transport.calls[0]?.argv.at(-1)).toBe('http://10.0.0.1:8405/metrics?scope=server');
});
