import type { RequestRecord } from '../../load/request-record.ts';
import type { Second } from '../measurement.ts';
import { countRequests } from './counts.ts';
import { latencyOf } from './latency.ts';

/**
 * What became of the requests that were due in each second: what a user felt who came then, however late it was known.
 * A second without requests is there too, empty.
 */
export function bySecond(records: readonly RequestRecord[]): readonly Second[] {
  const buckets: RequestRecord[][] = [];
  for (const record of records) {
    const second = Math.max(0, Math.floor(record.dueMs / 1000));
    while (buckets.length <= second) buckets.push([]);
    buckets[second]!.push(record);
  }
  return buckets.map((some, second) => {
    const { ok, failed } = countRequests(some);
    return { second, ok, failed, latency: latencyOf(some) };
  });
}
