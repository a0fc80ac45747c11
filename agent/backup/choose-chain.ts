import { type GtidSet, parseGtidSet } from '../gtid-set.ts';
import { type Catalogue, readCatalogue } from './catalogue.ts';
import { type Chain, chainBefore, chainTo, reaches } from './chain.ts';
import { noSuchBackup } from './check.ts';
import type { BackupConfig } from './config.ts';
import { logsOfLife } from './lives.ts';
import type { Store } from './store.ts';
import { takeLogs } from './take-logs.ts';
import type { Tell } from './tell.ts';
import { waitForTransactions } from './wait-for-transactions.ts';

/**
 * A full backup as it is; everything up to a moment; everything that came before one transaction. The latter two begin
 * with the full backup that is named, or else with the newest that serves.
 */
export type Wanted = { name: string } | { time: Date; from?: string } | { before: string; from?: string };

export interface Asked {
  wanted: Wanted;
  /** All that had been committed anywhere in the group when a moment was asked for. */
  committed: string | undefined;
}

/** How long this member may take to catch up with what the group had committed. */
const CATCH_UP_LIMIT_S = 600;
const KNOWN_LIMIT_S = 60;

/** What has to be restored. Binary logs that are still missing in the store are written to it first. */
export async function chooseChain(config: BackupConfig, store: Store, asked: Asked, tell: Tell): Promise<Chain> {
  const { wanted, committed } = asked;
  if ('time' in wanted) return chooseChainTo(config, store, wanted, committed, tell);
  if ('before' in wanted) return chooseChainBefore(config, store, wanted, tell);
  const full = findFull(await readCatalogue(store), wanted.name);
  return { full, logs: [], gtids: parseGtidSet(full.gtids), gap: undefined };
}

async function chooseChainTo(
  config: BackupConfig,
  store: Store,
  { time, from }: { time: Date; from?: string },
  committed: string | undefined,
  tell: Tell,
): Promise<Chain> {
  if (time.getTime() > Date.now()) throw new Error(`${time.toISOString()} has not come yet`);
  if (committed !== undefined) await catchUp(config, committed, tell);
  // What was written a moment ago is in the open log.
  const { fullDue } = await takeLogs(config, store, tell);
  const catalogue = narrow(await readCatalogue(store), from);
  const chain = chainTo(catalogue, time);
  if (chain === undefined)
    throw new Error(`${from ?? 'no backup'} is ${from ? 'not ' : ''}as old as ${time.toISOString()}`);
  const reached = chain.logs.at(-1)?.when ?? chain.full.when;
  if (Date.parse(reached) >= time.getTime()) return chain;
  if (chain.gap !== undefined) throw new Error(`binary logs are missing between ${reached} and ${chain.gap.when}`);
  if (fullDue !== undefined) throw new Error(`the binary logs reach until ${reached} only: ${fullDue}`);
  return chain;
}

/** A secondary applies later than the primary commits, and what it lacks would silently be left out. */
async function catchUp({ socketPath }: BackupConfig, committed: string, tell: Tell): Promise<void> {
  tell('waiting until this member has all that was committed');
  await waitForTransactions(socketPath, committed, CATCH_UP_LIMIT_S, (missing) => {
    return `this member lags behind: after ${CATCH_UP_LIMIT_S} s it still lacks ${missing}, which may belong to the data that are wanted`;
  });
}

async function chooseChainBefore(
  config: BackupConfig,
  store: Store,
  { before, from }: { before: string; from?: string },
  tell: Tell,
): Promise<Chain> {
  const transaction = parseTransaction(before);
  const look = async () => chainBefore(narrow(await readCatalogue(store), from), transaction);
  // In the store already, it need not be here: the database may have been built anew since.
  const known = await look();
  if (known !== undefined && reaches(known, transaction)) return known;
  // Another member may have committed it, and this one not yet.
  await waitForTransactions(
    config.socketPath,
    before,
    KNOWN_LIMIT_S,
    () => `there is no transaction ${before} on this host`,
  );
  const { fullDue } = await takeLogs(config, store, tell);
  const chain = await look();
  if (chain === undefined) throw new Error(`${from ?? 'no backup here'} is ${from ? 'not ' : ''}older than ${before}`);
  if (reaches(chain, transaction)) return chain;
  const reached = chain.logs.at(-1)?.when ?? chain.full.when;
  if (chain.gap !== undefined) throw new Error(`binary logs are missing between ${reached} and ${chain.gap.when}`);
  throw new Error(`the binary logs reach until ${reached} and do not have ${before}${fullDue ? `: ${fullDue}` : ''}`);
}

/** With a name, that full backup is the only one there is to begin with. */
function narrow(catalogue: Catalogue, from: string | undefined): Catalogue {
  if (from === undefined) return catalogue;
  const full = findFull(catalogue, from);
  return { ...catalogue, fulls: [full], logs: logsOfLife(full, catalogue) };
}

function findFull({ fulls }: Catalogue, name: string) {
  const full = fulls.find((one) => one.name === name);
  if (full === undefined) throw new Error(noSuchBackup(name, fulls));
  return full;
}

/** One, not a set of several: what comes before it would be no question otherwise. */
function parseTransaction(text: string): GtidSet {
  const set = parseGtidSet(text);
  const [intervals = [], ...others] = [...set.values()];
  const [only, ...more] = intervals;
  if (only !== undefined && only.from === only.to && others.length + more.length === 0) return set;
  throw new Error(`${text} is not one transaction`);
}
