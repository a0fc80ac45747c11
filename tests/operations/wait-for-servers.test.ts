import { expect, test } from 'vitest';
import { judgeServers, waitForServers } from '../../src/operations/wait-for-servers.ts';
import { usualInterfaces } from '../../src/platform/platform.ts';
import { parseServersDown, serverStatisticsScript } from '../../src/services/haproxy/server-states.ts';
import { recordedTransport } from '../../src/transport/recorded.ts';
import { TransportFailure } from '../../src/transport/transport-failure.ts';
import { samplePlatform } from '../platform/sample.ts';

const lost = (host: string) =>
  new TransportFailure({ host, kind: 'unreachable', reason: 'connection refused', command: [], stderrTail: '' });

/** As HAProxy prints it, without most of its columns. */
const statistics = (...rows: readonly string[]) => ['# pxname,svname,scur,status', ...rows, '', ''].join('\n');
const row = (server: string, status: string, backend = 'web') => `${backend},${server},0,${status}`;

test('servers that are not up are named', () => {
  expect(parseServersDown(statistics(row('web-1', 'UP'), row('web-2', 'DOWN')))).toEqual(['web/web-2']);
  expect(parseServersDown(statistics(row('web-1', 'UP 1/3')))).toEqual([]);
  expect(parseServersDown(statistics(row('web-2', 'MAINT'), row('web-1', 'DRAIN')))).toEqual([
    'web/web-1',
    'web/web-2',
  ]);
  expect(parseServersDown(statistics(row('web-1', 'DOWN 1/2')))).toEqual(['web/web-1']);
});

test('what an application does not need is not its business, and a host that is away is no news', () => {
  const down = statistics(row('web-2', 'DOWN'), row('web-2', 'DOWN', 'web_api'));
  expect(judgeServers('lb-1', down)).toEqual(['web/web-2 is down for lb-1', 'web_api/web-2 is down for lb-1']);
  expect(judgeServers('lb-1', down, { backends: ['web'] })).toEqual(['web/web-2 is down for lb-1']);
  expect(judgeServers('lb-1', down, { absent: new Set(['web-2']) })).toEqual([]);
});

test('an answer without servers says nothing about them', () => {
  expect(parseServersDown('')).toBeUndefined();
  expect(parseServersDown(statistics())).toBeUndefined();
  expect(parseServersDown('Unknown command\n')).toBeUndefined();
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
    return { stdout: statistics(row('web-1', host === 'lb-2' && asked < 6 ? 'DOWN' : 'UP')) };
  });
  await waitForServers({ platform, transport });
  expect(transport.calls.map((call) => call.host)).toEqual(['lb-1', 'lb-2', 'lb-1', 'lb-2', 'lb-1', 'lb-2']);
  expect(transport.calls[0]?.argv.at(-1)).toBe(serverStatisticsScript);
});
