import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { hostTls, hostTlsParts } from '../../src/services/host-tls.ts';
import { renderStateScript } from '../../src/services/keepalived/render-state.ts';
import { knotMetrics } from '../../src/services/knot/metrics.ts';
import { textfileMetricsDirectory } from '../../src/services/local-endpoints.ts';
import { samplePlatform } from '../platform/sample.ts';

// Scripts that hosts run, tried here with other directories and with programs that say what the real ones said.

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'smartx-scripts-'));
  await mkdir(join(directory, 'bin'));
});
afterAll(() => rm(directory, { recursive: true }));

async function program(path: string, content: string): Promise<string> {
  const file = join(directory, path);
  await writeFile(file, content.replaceAll(textfileMetricsDirectory, directory));
  await chmod(file, 0o755);
  return file;
}

const run = async (file: string, ...argv: readonly string[]) =>
  promisify(execFile)(file, argv, { env: { PATH: `${join(directory, 'bin')}:${process.env.PATH}` } });

describe('counters of Knot', () => {
  const told = async (knotc: string) => {
    await program('bin/knotc', `#!/bin/sh\n${knotc}`);
    // One turn: the pause ends it.
    await program('bin/sleep', '#!/bin/sh\nkill $PPID\n');
    const script = await program('knot-metrics', knotMetrics.files[0]!.content);
    await run(script).catch(() => undefined);
    return readFile(join(directory, 'knot.prom'), 'utf8').catch(() => undefined);
  };

  test('are told as metrics', async () => {
    const said = `case $3 in
stats) printf '%s\\n' 'server.zone-count = 1' 'mod-stats.request-protocol[udp4] = 9' 'mod-stats.request-protocol[tcp4] = 2' 'mod-stats.response-code[NOERROR] = 11' ;;
zone-status) echo '[foobar.com.] role: master | serial: 1764195000' ;;
esac
`;
    const lines = (await told(said))!.split('\n').filter((line) => !line.startsWith('#') && line !== '');
    expect(lines.sort()).toEqual([
      'smartx_knot_queries_total{protocol="tcp4"} 2',
      'smartx_knot_queries_total{protocol="udp4"} 9',
      'smartx_knot_responses_total{code="NOERROR"} 11',
      'smartx_knot_zone_serial{zone="foobar.com"} 1764195000',
    ]);
  });

  test('a zone that is not there yet has no serial', async () => {
    const text = await told("[ $3 = stats ] || echo '[foobar.com.] role: slave | serial: -'\n");
    expect(text).not.toContain('smartx_knot_zone_serial{');
  });

  test('of a server that does not answer are not told any more', async () => {
    expect(await told('exit 1\n')).toBeUndefined();
  });
});

test.each([
  ['MASTER', 1],
  ['BACKUP', 0],
  ['FAULT', -1],
  ['STOP', -1],
])('%s of the virtual address is told as %d', async (state, value) => {
  await run(await program('vrrp-state', renderStateScript()), 'INSTANCE', 'site', state, '254');
  const text = await readFile(join(directory, 'vrrp.prom'), 'utf8');
  expect(text).toContain(`\nsmartx_vrrp_state{name="site"} ${value}\n`);
});

describe('an exporter starts as strict as it can be', () => {
  const platform = samplePlatform();
  const { files } = hostTlsParts(platform, platform.hosts[0]!, placeholderMaterials(platform));

  test.each([
    ['client_allowed_sans web.config.file', '--web.config.file=/etc/smartx/tls/web.yml'],
    ['web.config.file', '--web.config.file=/etc/smartx/tls/web-of-any-host.yml'],
    [
      'web.secured-metrics',
      '--web.secured-metrics --web.ssl-server-cert=/etc/smartx/tls/host.crt --web.ssl-server-key=/etc/smartx/tls/host.key',
    ],
  ])('one that knows %s', async (known, options) => {
    const exporter = await program('exporter', `#!/bin/sh\n# ${known}\necho "$@"\n`);
    const start = await program('start', files.find(({ path }) => path === hostTls.startExporter)!.content);
    expect((await run(start, exporter, '--one')).stdout).toBe(`--one ${options}\n`);
  });
});
