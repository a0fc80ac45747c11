import { openLocal } from '../database.ts';
import { containsGtidSet, type GtidSet, parseGtidSet } from '../gtid-set.ts';
import { switchover } from '../switchover.ts';
import { readCatalogue } from './catalogue.ts';
import { type Chain, chainBefore, chainTo } from './chain.ts';
import { noSuchBackup } from './check.ts';
import type { BackupConfig } from './config.ts';
import type { FullManifest } from './documents.ts';
import { halfWay, loadSchema } from './load-schema.ts';
import { applyLogs, type LogsEnd, restoreFull } from './prepare.ts';
import { emptyScratch, type ScratchServer } from './scratch.ts';
import type { Store } from './store.ts';
import { compareTables, countRows, readTables } from './tables.ts';
import { takeFull } from './take-full.ts';
import { takeLogs } from './take-logs.ts';
import type { Tell } from './tell.ts';
import { waitForTransaction } from './wait-for-transaction.ts';
import { lockWriters, unlockWriters } from './writers.ts';

export interface RestoreRequest {
  wanted: Wanted;
  identity: string;
}

/** A full backup as it is; everything up to a moment; everything that came before one transaction. */
export type Wanted = { name: string } | Exclude<LogsEnd, 'all'>;

export interface Restored {
  from: string;
  logs: number;
  tables: number;
  rows: number;
  /** The backup of the data that were replaced. */
  before: string;
}

/**
 * Replaces the application's schema. All that can go wrong with a backup goes wrong in the scratch instance, while the
 * live data are untouched; then writers are shut out, what there is now is backed up, and the data are loaded here as
 * ordinary transactions, so that every member of the group follows.
 */
export async function restore(
  config: BackupConfig,
  store: Store,
  request: RestoreRequest,
  tell: Tell,
): Promise<Restored> {
  const chain = await chooseChain(config, store, request.wanted, tell);
  await emptyScratch(config.scratchDirectory);
  // The backup of what there is now needs the scratch directory, too.
  const own = { ...config, scratchDirectory: restoreDirectory(config) };
  await emptyScratch(own.scratchDirectory);
  try {
    const scratch = await restoreFull(own, store, chain.full, request.identity, tell);
    try {
      const end = 'name' in request.wanted ? 'all' : request.wanted;
      await applyLogs(own, store, chain, request.identity, end, tell);
      return await replaceLive(config, store, chain, scratch, tell);
    } finally {
      await scratch.stop().catch(() => undefined);
    }
  } finally {
    await emptyScratch(own.scratchDirectory);
  }
}

/** Where the data to restore are made ready. */
export function restoreDirectory({ scratchDirectory }: BackupConfig): string {
  return `${scratchDirectory}-restore`;
}

async function chooseChain(config: BackupConfig, store: Store, wanted: Wanted, tell: Tell): Promise<Chain> {
  if ('name' in wanted) {
    const { fulls } = await readCatalogue(store);
    const full = fulls.find((one) => one.name === wanted.name);
    if (full === undefined) throw new Error(noSuchBackup(wanted.name, fulls));
    return { full, logs: [], gtids: new Map(), gap: undefined };
  }
  if ('before' in wanted) return chooseChainBefore(config, store, wanted.before, tell);
  if (wanted.time.getTime() > Date.now()) throw new Error(`${wanted.time.toISOString()} has not come yet`);
  // What was written a moment ago is in the open log.
  const { fullDue } = await takeLogs(config, store, tell);
  const catalogue = await readCatalogue(store);
  const chain = chainTo(catalogue, wanted.time);
  if (chain === undefined) throw new Error(`no backup is as old as ${wanted.time.toISOString()}`);
  const reached = chain.logs.at(-1)?.when ?? chain.full.when;
  if (Date.parse(reached) >= wanted.time.getTime()) return chain;
  if (chain.gap !== undefined) throw new Error(`binary logs are missing between ${reached} and ${chain.gap.when}`);
  if (fullDue !== undefined) throw new Error(`the binary logs reach until ${reached} only: ${fullDue}`);
  return chain;
}

async function chooseChainBefore(config: BackupConfig, store: Store, before: string, tell: Tell): Promise<Chain> {
  const transaction = parseTransaction(before);
  // Another member may have committed it, and this one not yet.
  await waitForTransaction(config.socketPath, before);
  const { fullDue } = await takeLogs(config, store, tell);
  const chain = chainBefore(await readCatalogue(store), transaction);
  if (chain === undefined) throw new Error(`no backup here is older than ${before}`);
  const last = chain.logs.at(-1);
  if (last !== undefined && containsGtidSet(parseGtidSet(last.gtids), transaction)) return chain;
  const reached = last?.when ?? chain.full.when;
  if (chain.gap !== undefined) throw new Error(`binary logs are missing between ${reached} and ${chain.gap.when}`);
  throw new Error(`the binary logs reach until ${reached} and do not have ${before}${fullDue ? `: ${fullDue}` : ''}`);
}

/** One, not a set of several: what comes before it would be no question otherwise. */
function parseTransaction(text: string): GtidSet {
  const set = parseGtidSet(text);
  const [intervals = [], ...others] = [...set.values()];
  const [only, ...more] = intervals;
  if (only !== undefined && only.from === only.to && others.length + more.length === 0) return set;
  throw new Error(`${text} is not one transaction`);
}

async function replaceLive(
  config: BackupConfig,
  store: Store,
  { full, logs }: Chain,
  scratch: ScratchServer,
  tell: Tell,
): Promise<Restored> {
  const wanted = await readTables(scratch.database, config.schema);
  if (wanted.length === 0) throw new Error(`the backup has no table of the schema ${config.schema}`);
  if (config.mode === 'group') tell(await switchover(config, config.self));
  const live = await openLocal(config.socketPath);
  try {
    tell(`${await lockWriters(live, config.schema)} accounts shut out of ${config.schema}`);
    let before: FullManifest;
    try {
      tell('backing up the data that will be replaced');
      before = await takeFull(config, store, tell);
    } catch (error) {
      await unlockWriters(live, config.schema);
      throw error;
    }
    await loadSchema(config, live, scratch, before, tell);
    const differences = compareTables(wanted, await readTables(live, config.schema));
    if (differences.length > 0) throw halfWay(before, `what was loaded differs: ${differences.join(', ')}`);
    await unlockWriters(live, config.schema);
    const rows = countRows(wanted);
    return { from: full.name, logs: logs.length, tables: wanted.length, rows, before: before.name };
  } finally {
    live.close();
  }
}
