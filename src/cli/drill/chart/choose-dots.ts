import type { RequestRecord } from '../../../load/request-record.ts';

/** More dots than this lie on top of each other, and make the page heavy. */
export const dotsMax = 6000;

/**
 * All of them, or evenly every few of them where they are many; the slowest hundredth always, since they are what a
 * reader looks for.
 */
export function chooseDots(records: readonly RequestRecord[]): readonly RequestRecord[] {
  if (records.length <= dotsMax) return records;
  const taken = Float64Array.from(records, ({ dueMs, endMs }) => endMs - dueMs).sort();
  const slow = taken[Math.floor(taken.length * 0.99)]!;
  const stride = Math.ceil(records.length / dotsMax);
  return records.filter(({ dueMs, endMs }, index) => index % stride === 0 || endMs - dueMs > slow);
}
