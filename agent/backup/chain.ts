import { containsGtidSet, type GtidSet, parseGtidSet, unionGtidSets } from '../gtid-set.ts';
import type { Catalogue } from './catalogue.ts';
import type { FullManifest, LogManifest } from './documents.ts';

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
 * behind. It may be of an earlier life of the database, whose transactions had the same numbers.
 */
const LAG_MS = 3_600_000;

/** Follows a full backup to the log that is the last one wanted, or as far as logs go. */
export function followLogs(
  full: FullManifest,
  logs: readonly LogManifest[],
  isLast: (log: LogManifest) => boolean = () => false,
): Chain {
  const chain: Chain = { full, logs: [], gtids: parseGtidSet(full.gtids), gap: undefined };
  for (const log of logs.filter(({ when }) => Date.parse(when) > Date.parse(full.when) - LAG_MS)) {
    const own = parseGtidSet(log.gtids);
    if (!containsGtidSet(chain.gtids, own)) {
      if (!containsGtidSet(chain.gtids, parseGtidSet(log.previous))) {
        chain.gap = log;
        break;
      }
      chain.logs.push(log);
      chain.gtids = unionGtidSets([chain.gtids, own]);
    }
    if (isLast(log)) break;
  }
  return chain;
}

/** The chain that leads to a moment, from a full backup before it. Undefined when there is none. */
export function chainTo({ fulls, logs, checks }: Catalogue, time: Date): Chain | undefined {
  const before = fulls.filter(({ when }) => Date.parse(when) <= time.getTime());
  // Whatever comes in a later file was committed after this one was closed.
  const isLast = ({ when }: LogManifest) => Date.parse(when) >= time.getTime();
  return chooseSound(before, checks, (full) => followLogs(full, logs, isLast));
}

/**
 * The chain whose last log has the transaction, from a full backup without it; undefined where every backup has it
 * already. Numbers of transactions tell nothing about their order, files of one member do.
 */
export function chainBefore({ fulls, logs, checks }: Catalogue, transaction: GtidSet): Chain | undefined {
  const has = ({ gtids }: FullManifest | LogManifest) => containsGtidSet(parseGtidSet(gtids), transaction);
  const without = fulls.filter((one) => !has(one));
  return chooseSound(without, checks, (full) => followLogs(full, logs, has));
}

/** Whether its last log has the transaction. */
export function reaches({ logs }: Chain, transaction: GtidSet): boolean {
  const last = logs.at(-1);
  return last !== undefined && containsGtidSet(parseGtidSet(last.gtids), transaction);
}

/** All transactions that the newest full backup and its logs have, one known to be bad aside; undefined without any. */
export function coveredBy({ fulls, logs, checks }: Catalogue): GtidSet | undefined {
  const full = sameDatabase(fulls).find((one) => !isBad(one, checks));
  return full === undefined ? undefined : followLogs(full, logs).gtids;
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

/**
 * The newest first, as far back as each has all that the one before it had. A database that was built anew counts from
 * one again, and what was backed up before that is of another one.
 */
function sameDatabase(fulls: readonly FullManifest[]): FullManifest[] {
  const backwards = fulls.toReversed();
  const end = backwards.findIndex((full, index) => {
    const next = backwards[index - 1];
    return next !== undefined && !containsGtidSet(parseGtidSet(next.gtids), parseGtidSet(full.gtids));
  });
  return end === -1 ? backwards : backwards.slice(0, end);
}

function isBad({ name }: FullManifest, checks: Checks): boolean {
  const check = checks.get(name);
  return check !== undefined && !check.good && check.fullGood !== true;
}
