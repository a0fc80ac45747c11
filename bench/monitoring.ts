// What monitoring costs the platform that it watches: `npm run bench -- monitoring [ROUNDS]`. The same lab with the daemons
// of monitoring off and on in turn, the other way round in every second round: exporters, Prometheus, whatever collects logs
// and shows pages. Prints min / median / max, and differences and ratios pair by pair. Needs root.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadDeclaration } from '../src/cli/load-declaration.ts';
import { latencyOf } from '../src/drills/measure/latency.ts';
import { clientCommand } from '../src/lab/lab.ts';
import { askLedger } from '../src/load/ask-ledger.ts';
import { reachLab } from '../src/operations/drill/reach.ts';
import { openAccounts, siteOf } from '../src/operations/drill/site.ts';
import { pathsOf } from '../src/operations/environment-paths.ts';
import { declaredUnits } from '../src/operations/read-status.ts';
import { transportOf } from '../src/operations/transport-of.ts';
import { drilledApp } from '../src/platform/chosen-apps.ts';
import { time } from './command.ts';
import { type Compared, compare, type Rates, ratesBetween, sumOf, type Usage } from './monitoring/compare.ts';
import { type HostUnits, isForMonitoring, switchDaemons } from './monitoring/daemons.ts';
import { type Loaded, push, steadyLoad } from './monitoring/loads.ts';
import { readUsage } from './monitoring/read-usage.ts';
import { renderSpread, type Spread } from './spread.ts';

const lab = 'benchmon';
const rounds = Number(process.argv[2] ?? 3);
const smartx = join(import.meta.dirname, '../smartx');
const config = join(import.meta.dirname, 'monitoring/smartx.config.ts');
const seconds = { settle: 8, idle: 15, steady: 20, push: 8 } as const;
const ratePerSecond = 50;
const users = 16;

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt.abort());
const { signal } = interrupt;

type Turn = 'off' | 'on';

/** One turn's figures. */
interface Figures {
  readonly idle: Readonly<Record<string, Rates>>;
  readonly steady: Readonly<Record<string, Rates>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
  readonly answersPerSecond: number;
}

console.log(`${availableParallelism()} cores run all hosts, the users and this; ${rounds} rounds of off and on`);
try {
  await time([smartx, 'up', '--yes', '--config', config, '--env', lab], { signal });
  report(await measure());
} catch (error) {
  if (!signal.aborted) throw error;
  console.error('Stopped, and nothing is left of the lab.');
  process.exitCode = 130;
} finally {
  await time([smartx, 'down', '--yes', '--config', config, '--env', lab]);
}

async function measure(): Promise<Readonly<Record<Turn, readonly Figures[]>>> {
  const { platform, directory } = await loadDeclaration({
    environment: lab,
    configFile: config,
    directory: process.cwd(),
  });
  const reach = reachLab(platform, await transportOf(platform), directory);
  const site = siteOf(platform, drilledApp(platform), pathsOf(platform).caFile);
  const ask = () => askLedger(site, 'bench', (argv) => clientCommand(lab, argv));
  await openAccounts(reach, site, (await ask()).accounts.length);
  const { accounts } = await ask();
  const loaded: Loaded = { site, lab, virtualAddress: platform.virtualAddress, accounts, signal };
  const units: readonly HostUnits[] = platform.hosts.map((host) => ({
    host: host.name,
    units: declaredUnits(platform, host)
      // What runs once and ends is not there to be stopped.
      .filter(({ kind }) => kind !== 'oneshot')
      .map(({ name }) => name)
      .filter(isForMonitoring),
  }));
  const hosts = platform.hosts.map(({ name }) => name);
  const figures: Record<Turn, Figures[]> = { off: [], on: [] };
  for (let round = 0; round < rounds; round++) {
    for (const turn of round % 2 === 0 ? (['off', 'on'] as const) : (['on', 'off'] as const)) {
      await switchDaemons(lab, units, turn);
      figures[turn].push(await takeTurn(loaded, hosts, `bench${round}${turn}`));
    }
  }
  return figures;
}

async function takeTurn(loaded: Loaded, hosts: readonly string[], run: string): Promise<Figures> {
  const look = () => readUsage(lab, hosts);
  const pause = (length: number) => sleep(length * 1_000, undefined, { signal });
  await pause(seconds.settle);
  const before = await look();
  await pause(seconds.idle);
  const idle = ratesBetween(before, await look());
  const moments: Usage[] = [];
  const moment = async () => void moments.push(await look());
  const records = await steadyLoad(loaded, { run, ratePerSecond, seconds: seconds.steady, moment });
  const [first, last] = moments;
  if (first === undefined || last === undefined) throw new Error('the load ended before it was measured');
  const latency = latencyOf(records);
  if (latency === null) throw new Error('no request succeeded');
  return {
    idle,
    steady: ratesBetween(first, last),
    p50Ms: latency.p50Ms,
    p99Ms: latency.p99Ms,
    failed: records.filter(({ outcome }) => outcome !== 'ok').length,
    answersPerSecond: await push(loaded, users, seconds.push),
  };
}

function report({ off, on }: Readonly<Record<Turn, readonly Figures[]>>): void {
  const each = (value: (figures: Figures) => number) => compare(off.map(value), on.map(value));
  const hosts = Object.keys(on[0]?.idle ?? {});
  const mebi = 2 ** 20;
  console.log('all hosts, nobody asks                    off                     on                      on - off');
  tell(
    'CPU, percent of a core',
    each(({ idle }) => sumOf(idle, 'cores') * 100),
  );
  tell(
    'memory of processes, MiB',
    each(({ idle }) => sumOf(idle, 'memoryBytes') / mebi),
    0,
  );
  tell(
    'sent, KiB/s',
    each(({ idle }) => sumOf(idle, 'sentBytesPerSecond') / 1_024),
  );
  console.log(`all hosts, ${ratePerSecond} requests/s`);
  tell(
    'CPU, percent of a core',
    each(({ steady }) => sumOf(steady, 'cores') * 100),
  );
  tell(
    'sent, KiB/s',
    each(({ steady }) => sumOf(steady, 'sentBytesPerSecond') / 1_024),
  );
  tell(
    'latency p50, ms',
    each(({ p50Ms }) => p50Ms),
  );
  tell(
    'latency p99, ms',
    each(({ p99Ms }) => p99Ms),
  );
  tell(
    'failed requests',
    each(({ failed }) => failed),
    0,
  );
  console.log(`${users} users as fast as they are answered`);
  tell(
    'answers/s',
    each(({ answersPerSecond }) => answersPerSecond),
    0,
  );
  console.log(`each host, ${ratePerSecond} requests/s: CPU in percent of a core, memory in MiB, sent in KiB/s`);
  for (const host of hosts) {
    const of = (what: keyof Rates, scale: number) => each(({ steady }) => (steady[host]?.[what] ?? Number.NaN) * scale);
    tell(`${host} CPU`, of('cores', 100));
    tell(`${host} memory`, of('memoryBytes', 1 / mebi), 0);
    tell(`${host} sent`, of('sentBytesPerSecond', 1 / 1_024));
  }
}

function tell(what: string, { off, on, more, ratio }: Compared, digits = 1): void {
  const show = (spread: Spread) => renderSpread(spread, '', digits).trim().padEnd(22);
  const times = ratio === undefined ? '' : `  ${renderSpread(ratio, 'x', 2)}`;
  console.log(`  ${what.padEnd(36)}  ${show(off)}  ${show(on)}  ${show(more)}${times}`);
}
