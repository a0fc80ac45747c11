import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rollingRestart } from '../../src/operations/rolling-restart.ts';
import type { HostPlan, UnitAction } from '../../src/plan/plan.ts';
import { serverStatisticsScript } from '../../src/services/haproxy/server-states.ts';
import { recordedTransport } from '../../src/transport/recorded.ts';
import { samplePlatform } from '../platform/sample.ts';

const app = { directory: 'app', start: 'node main.ts' };
const platform = samplePlatform({ apps: { www: app, api: { ...app, hostname: 'api' } } });
const stateDirectory = await mkdtemp(join(tmpdir(), 'smartx-rolling-'));
afterAll(() => rm(stateDirectory, { recursive: true }));

const backends = ['web_www', 'web_www_alive', 'web_api', 'web_api_alive'];
/** Nobody has the root of the site: its files are nobody's. */
const rootless = samplePlatform({ apps: { www: { ...app, path: '/www/' }, api: { ...app, hostname: 'api' } } });

/** Load balancers that take every server for up, but for those named as `backend/server`. */
function balancers(down: readonly string[]) {
  const rows = [...backends, 'web_alive']
    .flatMap((proxy) => ['web-1', 'web-2'].map((server) => ({ proxy, server })))
    .map(({ proxy, server }) => `${proxy},${server},0,${down.includes(`${proxy}/${server}`) ? 'DOWN' : 'UP'},\n`);
  const stdout = `# pxname,svname,scur,status,\n${rows.join('')}`;
  return recordedTransport(({ argv }) => (argv.at(-1) === serverStatisticsScript ? { stdout } : {}));
}

function planOf(...units: readonly (readonly [string, UnitAction])[]): HostPlan {
  const steps = units.map(([unit, action]) => ({
    ...({ kind: 'unit', unit, action, order: 60, waits: true, reason: 'it changes' } as const),
    disruption: action === 'restart' ? ('restart' as const) : ('reload' as const),
  }));
  return { host: 'web-1', steps, loads: [], basedOn: 'earlier' };
}

/** What load balancers were told, in order, and when the work was done. */
async function told(plan: HostPlan, down: readonly string[] = [], of = platform): Promise<string[]> {
  const transport = balancers(down);
  const story: string[] = [];
  let heard = 0;
  const listen = () => {
    const scripts = transport.calls.slice(heard).map(({ argv }) => argv.at(-1) ?? '');
    heard = transport.calls.length;
    story.push(...scripts.flatMap((script) => script.match(/set server \S+ state \w+/g) ?? []));
  };
  await rollingRestart({ platform: of, transport, stateDirectory, signal: AbortSignal.timeout(500) })(
    plan,
    async () => {
      listen();
      story.push('work');
    },
  );
  listen();
  expect(await readdir(stateDirectory)).toEqual([]);
  return [...new Set(story)];
}

const setServers = (state: string, names: readonly string[]) =>
  names.map((name) => `set server ${name}/web-1 state ${state}`);

test('only the application that restarts is set aside on its host, and given back', async () => {
  const own = ['web_www', 'web_www_alive'];
  expect(await told(planOf(['app-www.service', 'restart'], ['nginx.service', 'reload']))).toEqual([
    ...setServers('drain', own),
    'work',
    ...setServers('ready', own),
  ]);
});

test('all of them are, where something restarts that all of them need', async () => {
  const story = await told(planOf(['app-www.service', 'restart'], ['smartx-database-router.service', 'restart']));
  expect([...story].sort()).toEqual(
    [...setServers('drain', backends), ...setServers('ready', backends), 'work'].sort(),
  );
});

test('another application that is not up there is no reason to restart this one under load', async () => {
  expect(await told(planOf(['app-www.service', 'restart']), ['web_api/web-2'])).toContain(
    'set server web_www/web-1 state drain',
  );
});

test('files of the site that no application has are served elsewhere while Nginx restarts', async () => {
  const all = [...backends, 'web_alive'];
  const story = await told(planOf(['nginx.service', 'restart']), [], rootless);
  expect([...story].sort()).toEqual([...setServers('drain', all), ...setServers('ready', all), 'work'].sort());
  expect(await told(planOf(['app-www.service', 'restart']), [], rootless)).not.toContain(
    'set server web_alive/web-1 state drain',
  );
});

test('Nginx waits for somebody else who serves those files', async () => {
  const waiting = told(planOf(['nginx.service', 'restart']), ['web_alive/web-2'], rootless);
  await expect(waiting).rejects.toThrow('aborted');
});
