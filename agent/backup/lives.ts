import { containsGtidSet, parseGtidSet } from '../gtid-set.ts';
import type { FullManifest, LogManifest } from './documents.ts';

/**
 * Full backups by the life of the database that they are of, oldest first. In one life each has all that the one before
 * it had; a database that was built anew counts its transactions from one again, and they are others.
 */
export function splitIntoLives(fulls: readonly FullManifest[]): FullManifest[][] {
  const lives: FullManifest[][] = [];
  for (const full of fulls) {
    const [life, last] = [lives.at(-1), lives.at(-1)?.at(-1)];
    const goesOn = last !== undefined && containsGtidSet(parseGtidSet(full.gtids), parseGtidSet(last.gtids));
    if (life !== undefined && goesOn) life.push(full);
    else lives.push([full]);
  }
  return lives;
}

/** When a life begins and when the next one does: its first full backup comes before all logs that are kept of it. */
export function spanOfLife(lives: readonly FullManifest[][], index: number): (log: LogManifest) => boolean {
  // Nothing was kept of an earlier one.
  const from = index === 0 ? '' : lives[index]![0]!.when;
  const to = lives[index + 1]?.[0]?.when;
  return ({ when }) => when >= from && (to === undefined || when < to);
}

/** The logs of the life that a full backup is of: those of another one have the same numbers and other data. */
export function logsOfLife(
  full: FullManifest,
  { fulls, logs }: { readonly fulls: readonly FullManifest[]; readonly logs: readonly LogManifest[] },
): LogManifest[] {
  const lives = splitIntoLives(fulls);
  const own = lives.findIndex((life) => life.includes(full));
  return logs.filter(spanOfLife(lives, own));
}
