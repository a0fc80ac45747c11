import type { RequestRecord } from '../../load/request-record.ts';
import type { Latency } from '../measurement.ts';
import { roundMs } from './round-ms.ts';

/** Of the successful ones, from the moment at which they were due; null when there are none. */
export function latencyOf(records: readonly RequestRecord[]): Latency | null {
  const sorted = Float64Array.from(
    records.filter(({ outcome }) => outcome === 'ok'),
    ({ dueMs, endMs }) => endMs - dueMs,
  ).sort();
  if (sorted.length === 0) return null;
  return {
    minMs: roundMs(sorted[0]!),
    p50Ms: roundMs(percentile(sorted, 50)),
    p99Ms: roundMs(percentile(sorted, 99)),
    maxMs: roundMs(sorted.at(-1)!),
  };
}

/**
 * By nearest rank: the smallest value that is not exceeded by `percent` of all. Nothing is made up between two values,
 * and of fewer than a hundred the 99th is the largest.
 * @param sorted ascending, not empty
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  const rank = Math.ceil((sorted.length * percent) / 100);
  return sorted[Math.max(rank, 1) - 1]!;
}
