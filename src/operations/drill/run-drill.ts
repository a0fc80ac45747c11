import { randomUUID } from 'node:crypto';
import type { Drill } from '../../drills/drill.ts';
import { type DrillReport, reportDrill } from '../../drills/report.ts';
import { clientCommand } from '../../lab/lab.ts';
import { askLedger } from '../../load/ask-ledger.ts';
import { defaultVisitors, type LoadConfig, ledgerMix, type Site } from '../../load/load-config.ts';
import type { RequestRecord } from '../../load/request-record.ts';
import { type RunningLoad, startLoad } from '../../load/start-load.ts';
import type { App } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { breakAndHeal } from './break-and-heal.ts';
import { checkBooks } from './check-books.ts';
import type { OnDrillEvent } from './drill-events.ts';
import { describeFault, prepareFault } from './faults.ts';
import { pauseUnderLoad } from './pause-under-load.ts';
import type { DrillReach } from './reach.ts';
import { readHealth } from './read-health.ts';
import { openAccounts } from './site.ts';
import { waitForLogs } from './wait-for-logs.ts';
import { waitForMonitoring } from './wait-for-monitoring.ts';
import { waitForRedundancy } from './wait-for-redundancy.ts';
import { watchPrimaries } from './watch-primaries.ts';

export interface RunDrill {
  readonly drill: Drill;
  readonly reach: DrillReach;
  /** The application that the load goes to. */
  readonly app: App;
  readonly site: Site;
  /** Where the faults are written down while they are there. */
  readonly recordFile: string;
  /** Id of the run. */
  readonly run: string;
  readonly ratePerSecond: number;
  /** How long the fault lasts, seconds. */
  readonly faultSeconds: number;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: OnDrillEvent;
}

/** What a drill works with; a test puts something else in its place. */
export interface DrillTools {
  readonly startLoad: typeof startLoad;
  readonly askLedger: typeof askLedger;
  readonly openAccounts: typeof openAccounts;
  readonly readHealth: typeof readHealth;
  readonly waitForRedundancy: typeof waitForRedundancy;
  readonly waitForMonitoring: typeof waitForMonitoring;
  readonly waitForLogs: typeof waitForLogs;
  readonly watchPrimaries: typeof watchPrimaries;
  /** Of the load before the fault, milliseconds. */
  readonly beforeMs: number;
  /** Of the load after everything is there again, milliseconds. */
  readonly afterMs: number;
}

export const realTools: DrillTools = {
  startLoad,
  askLedger,
  openAccounts,
  readHealth,
  waitForRedundancy,
  waitForMonitoring,
  waitForLogs,
  watchPrimaries,
  beforeMs: 10_000,
  afterMs: 5_000,
};

export interface DrilledOnce {
  readonly report: DrillReport;
  /** Every request of the load. */
  readonly records: readonly RequestRecord[];
}

/** The load ends by itself after this time, whoever forgets it. More than the waits of a drill come to. */
const LOAD_SECONDS_MAX = 900;

/**
 * Does one drill, from the check that all is well to the report. What it breaks is healed when it returns, whatever
 * happens on the way.
 * @throws Failure; the signal's reason when it was aborted.
 */
export async function runDrill(request: RunDrill, tools: DrillTools = realTools): Promise<DrilledOnce> {
  const { drill, reach, app, site, onEvent, signal, ratePerSecond } = request;
  const { platform } = reach;
  onEvent({ kind: 'step', step: 'check' });
  const { active, complaints } = await tools.readHealth(reach);
  if (active === undefined || complaints.length > 0) throw notWell(complaints);
  const faults = drill.faults(platform, { ...active, app, uuid: randomUUID() });
  const loadRun = nameOfLoad(request);
  const wrap = (argv: readonly string[]) => clientCommand(platform.environment, argv);
  const ask = () => tools.askLedger(site, loadRun, wrap);
  const { accounts: present } = await orNotBegun(ask());
  await tools.openAccounts(reach, site, present.length);
  for (const fault of faults) await prepareFault(fault, reach);
  const books = await orNotBegun(ask());
  signal?.throwIfAborted();

  const records: RequestRecord[] = [];
  const startedAt = request.now().toISOString();
  const onRecord = (record: RequestRecord) => {
    records.push(record);
    onEvent({ kind: 'request', record });
  };
  const config = configOf(request, loadRun, books.accounts);
  const load = await orNotBegun(tools.startLoad({ config, wrap, onRecord }));
  onEvent({ kind: 'loadBegan', now: load.now });
  const watch = isWatched(drill) ? tools.watchPrimaries(reach) : undefined;
  try {
    const { phases, stillBroken } = await breakUnderLoad({ ...request, faults, startedAt }, load, tools);
    const primariesMax = await watch?.stop();
    load.stop();
    const { lateMsMax } = await load.ended;
    onEvent({ kind: 'loadEnded' });
    onEvent({ kind: 'step', step: 'ledger' });
    const { findings, troubles } = await checkBooks(records, books.sums, ask);
    const report = reportDrill({
      drill,
      startedAt,
      rate: ratePerSecond,
      faults: faults.map(describeFault),
      records,
      phases,
      ledger: findings,
      primariesMax,
      lateMsMax,
      stillBroken: [...stillBroken, ...troubles],
    });
    return { report, records };
  } finally {
    load.stop();
    await watch?.stop();
  }
}

interface BreakUnderLoad extends RunDrill {
  readonly faults: ReturnType<Drill['faults']>;
  readonly startedAt: string;
}

/** Before, fault, healing, after: all while the load runs. Returns when each of them was. */
async function breakUnderLoad(request: BreakUnderLoad, load: RunningLoad, tools: DrillTools) {
  const { drill, reach, recordFile, run, faults, faultSeconds, signal, onEvent, startedAt } = request;
  const pause = (ms: number) => pauseUnderLoad(ms, load, signal);
  const mark = (text: string): number => {
    const atMs = load.now();
    onEvent({ kind: 'mark', atMs, text });
    return atMs;
  };
  await pause(tools.beforeMs);
  let healedAtMs = 0;
  const away = { from: request.now(), to: request.now() };
  const faultAtMs = mark(faults.map(describeFault).join(', '));
  await breakAndHeal({
    record: { run, drill: drill.name, since: startedAt, faults },
    recordFile,
    reach,
    whileBroken: () => pause(faultSeconds * 1_000),
    onHeal: (inOrder) => {
      if (!inOrder) onEvent({ kind: 'healing' });
      healedAtMs = mark('healing');
      away.to = request.now();
    },
  });
  const back = await markOrTell(tools.waitForRedundancy(reach, signal), () => mark('everything is there twice again'));
  const watched = !drill.waitsForMonitoring
    ? []
    : [
        await markOrTell(tools.waitForMonitoring(reach, signal), () => mark('everything is measured again')),
        await markOrTell(tools.waitForLogs(reach, away, signal), () => mark('every request of meanwhile is logged')),
      ];
  await pause(tools.afterMs);
  const stillBroken = [back, ...watched].flatMap((part) => part.stillBroken);
  return { phases: { faultAtMs, healedAtMs, redundantAtMs: back.atMs, endMs: load.now() }, stillBroken };
}

/** When it came back; or, as part of the report, that it did not. */
async function markOrTell(waiting: Promise<unknown>, mark: () => number) {
  try {
    await waiting;
    return { atMs: mark(), stillBroken: [] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { atMs: null, stillBroken: [`${error.reason}.`] };
  }
}

function configOf({ site, ratePerSecond }: RunDrill, run: string, accounts: readonly number[]): LoadConfig {
  const common = { site, run, ratePerSecond, accounts, mix: ledgerMix, visitors: defaultVisitors };
  return { ...common, secondsMax: LOAD_SECONDS_MAX };
}

/** Keys of one load are never those of another one: the id of the run is unique, and so is the drill within it. */
function nameOfLoad({ run, drill }: RunDrill): string {
  return `${run}${drill.name}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 40);
}

function isWatched({ objectives }: Drill): boolean {
  return objectives.some(({ kind }) => kind === 'primariesMax');
}

/** What the load says when it cannot begin is about the site, and no mistake of ours. */
function orNotBegun<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw new Failure({
      step: 'begin the drill',
      reason: error instanceof Error ? error.message : String(error),
      changed: 'Nothing was broken.',
      next: '`smartx up` brings the newest release and the addresses of the outside client.',
    });
  });
}

function notWell(complaints: readonly string[]): Failure {
  return new Failure({
    step: 'begin the drill',
    reason: `the platform is not well: ${complaints.join('; ')}`,
    changed: 'Nothing was broken.',
    next: '`smartx up` makes everything as declared; `smartx status` shows what is not active.',
  });
}
