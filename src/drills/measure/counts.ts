import { type RequestRecord, requestKinds } from '../../load/request-record.ts';
import type { Counts, FailureCount } from '../measurement.ts';

/** How many there were, and what became of them. */
export function countRequests(records: readonly RequestRecord[]): Counts {
  const ok = records.filter(({ outcome }) => outcome === 'ok').length;
  const resent = records.filter((record) => record.resent).length;
  return { requests: records.length, ok, failed: records.length - ok, resent };
}

/** Failures by kind of request, then by their name. */
export function countFailures(records: readonly RequestRecord[]): readonly FailureCount[] {
  return requestKinds.flatMap((kind) => {
    const counts = new Map<FailureCount['outcome'], number>();
    for (const { outcome, kind: own } of records) {
      if (own === kind && outcome !== 'ok') counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([outcome, count]) => ({ kind, outcome, count }));
  });
}

/** Safe to send twice: reading is (RFC 9110 section 9.2.2), and so is a write with a key that the application knows. */
export function isIdempotent({ kind, key }: RequestRecord): boolean {
  return kind !== 'write' || typeof key === 'string';
}
