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

/** The chain that leads to a moment: from the newest full backup before it. Undefined when there is none. */
export function chainTo({ fulls, logs }: Catalogue, time: Date): Chain | undefined {
  const full = fulls.filter(({ when }) => Date.parse(when) <= time.getTime()).at(-1);
  // Whatever comes in a later file was committed after this one was closed.
  const isLast = ({ when }: LogManifest) => Date.parse(when) >= time.getTime();
  return full === undefined ? undefined : followLogs(full, logs, isLast);
}

/**
 * The chain whose last log has the transaction, from the newest full backup without it; undefined where every backup has
 * it already. Numbers of transactions tell nothing about their order, files of one member do.
 */
export function chainBefore({ fulls, logs }: Catalogue, transaction: GtidSet): Chain | undefined {
  const has = ({ gtids }: FullManifest | LogManifest) => containsGtidSet(parseGtidSet(gtids), transaction);
  const full = fulls.filter((one) => !has(one)).at(-1);
  return full === undefined ? undefined : followLogs(full, logs, has);
}

/** All transactions that the newest full backup and its logs have; undefined without any. */
export function coveredBy({ fulls, logs }: Catalogue): GtidSet | undefined {
  const full = fulls.at(-1);
  return full === undefined ? undefined : followLogs(full, logs).gtids;
}
