import { containsGtidSet, type GtidSet, parseGtidSet, unionGtidSets } from '../gtid-set.ts';
import type { Catalogue } from './catalogue.ts';
import type { FullManifest, LogManifest } from './documents.ts';
import { logsOfLife, splitIntoLives } from './lives.ts';

/** A full backup, and the binary logs that follow it without a gap, in the order in which they are applied. */
export interface Chain {
  full: FullManifest;
  logs: LogManifest[];
  /** All transactions that are in it. */
  gtids: GtidSet;
  /** The first log that cannot follow, since transactions before it are missing. */
  gap: LogManifest | undefined;
}

/**
 * A log that was closed this long before a full backup has nothing that the backup lacks: no healthy secondary is so far
 * behind.
 */
const LAG_MS = 3_600_000;

/**
 * Follows a full backup to the log that is the last one wanted, or as far as logs go. The logs of several members lie in
 * the order of their closing, which need not be that of their transactions: one that cannot follow yet waits for others.
 */
export function followLogs(
  full: FullManifest,
  logs: readonly LogManifest[],
  isLast: (log: LogManifest) => boolean = () => false,
): Chain {
  const chain: Chain = { full, logs: [], gtids: parseGtidSet(full.gtids), gap: undefined };
  let waiting: LogManifest[] = [];
  for (const log of logs.filter(({ when }) => Date.parse(when) > Date.parse(full.when) - LAG_MS)) {
    if (!canFollow(chain, log)) {
      // From before the backup, it may be of an earlier life of the database: no gap, and nothing to try again.
      if (Date.parse(log.when) > Date.parse(full.when)) waiting.push(log);
      continue;
    }
    for (let next: LogManifest | undefined = log; next !== undefined; next = takeNext()) {
      const before = { ...chain };
      append(chain, next);
      if (!isLast(next)) continue;
      const missing = waiting.find((one) => one !== next && !isIn(chain, one));
      // Closed earlier, so that what it has may be wanted, and nothing may come after the last log.
      return missing === undefined ? chain : { ...before, gap: missing };
    }
  }
  chain.gap = waiting[0];
  return chain;

  function takeNext(): LogManifest | undefined {
    waiting = waiting.filter((one) => !isIn(chain, one));
    const next = waiting.find((one) => canFollow(chain, one));
    waiting = waiting.filter((one) => one !== next);
    return next;
  }
}

function isIn({ gtids }: Chain, log: LogManifest): boolean {
  return containsGtidSet(gtids, parseGtidSet(log.gtids));
}

function canFollow(chain: Chain, log: LogManifest): boolean {
  return isIn(chain, log) || containsGtidSet(chain.gtids, parseGtidSet(log.previous));
}

function append(chain: Chain, log: LogManifest): void {
  if (isIn(chain, log)) return;
  chain.logs = [...chain.logs, log];
  chain.gtids = unionGtidSets([chain.gtids, parseGtidSet(log.gtids)]);
}

/** The chain that leads to a moment, from a full backup before it. Undefined when there is none. */
export function chainTo({ fulls, logs, checks }: Catalogue, time: Date): Chain | undefined {
  const before = fulls.filter(({ when }) => Date.parse(when) <= time.getTime());
  // Whatever comes in a later file was committed after this one was closed.
  const isLast = ({ when }: LogManifest) => Date.parse(when) >= time.getTime();
  return chooseSound(before, checks, (full) => followLogs(full, logsOfLife(full, { fulls, logs }), isLast));
}

/**
 * The chain whose last log has the transaction, from a full backup without it; undefined where every backup has it
 * already. Numbers of transactions tell nothing about their order, files of one member do.
 */
export function chainBefore({ fulls, logs, checks }: Catalogue, transaction: GtidSet): Chain | undefined {
  const has = ({ gtids }: FullManifest | LogManifest) => containsGtidSet(parseGtidSet(gtids), transaction);
  const without = fulls.filter((one) => !has(one));
  return chooseSound(without, checks, (full) => followLogs(full, logsOfLife(full, { fulls, logs }), has));
}

/** Whether its last log has the transaction. */
export function reaches({ logs }: Chain, transaction: GtidSet): boolean {
  const last = logs.at(-1);
  return last !== undefined && containsGtidSet(parseGtidSet(last.gtids), transaction);
}

/** All transactions that the newest full backup and its logs have, one known to be bad aside; undefined without any. */
export function coveredBy({ fulls, logs, checks }: Catalogue): GtidSet | undefined {
  const full = sameDatabase(fulls).find((one) => !isBad(one, checks));
  return full === undefined ? undefined : followLogs(full, logsOfLife(full, { fulls, logs })).gtids;
}

type Checks = Catalogue['checks'];

/**
 * The chain from the newest of these full backups. Where the newest are known to be bad, from an older one, provided
 * that its logs lead without a gap to all that the bad ones had; otherwise from the newest, which will then be refused.
 */
function chooseSound(
  fulls: readonly FullManifest[],
  checks: Checks,
  follow: (full: FullManifest) => Chain,
): Chain | undefined {
  const [newest, ...older] = sameDatabase(fulls);
  if (newest === undefined) return undefined;
  if (!isBad(newest, checks)) return follow(newest);
  const wanted = parseGtidSet(newest.gtids);
  for (const full of older.filter((one) => !isBad(one, checks))) {
    const chain = follow(full);
    if (chain.gap === undefined && containsGtidSet(chain.gtids, wanted)) return chain;
  }
  return follow(newest);
}

/** The newest first, of the life of the database that the newest one is of. */
function sameDatabase(fulls: readonly FullManifest[]): FullManifest[] {
  return (splitIntoLives(fulls).at(-1) ?? []).toReversed();
}

function isBad({ name }: FullManifest, checks: Checks): boolean {
  const check = checks.get(name);
  return check !== undefined && !check.good && check.fullGood !== true;
}
