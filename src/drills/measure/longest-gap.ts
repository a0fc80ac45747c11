import type { RequestRecord } from '../../load/request-record.ts';
import type { Gap } from '../measurement.ts';
import { roundMs } from './round-ms.ts';

/**
 * The longest time in which nobody was served: from the end of one successful request to the end of the next, over the
 * whole drill. Ends, because that is when a user has something in his hands; a request that was sent into the outage and
 * answered after it does not shorten it.
 *
 * At the edges: the time before the first success counts from the moment at which the first request was due. The time
 * after the last success counts to the end of the last request that failed after it, and where none failed the load was
 * simply over. Where nothing succeeded it is the whole time. A steady load has gaps of its own: at 50 requests a second
 * about 20 ms. Null when there was no request.
 */
export function longestGap(records: readonly RequestRecord[]): Gap | null {
  if (records.length === 0) return null;
  const ends = Float64Array.from(
    records.filter(({ outcome }) => outcome === 'ok'),
    ({ endMs }) => endMs,
  ).sort();
  let longest = { fromMs: firstDue(records), toMs: ends[0] ?? lastEnd(records), ended: ends.length > 0 };
  for (let next = 1; next < ends.length; next += 1) {
    longest = longer(longest, { fromMs: ends[next - 1]!, toMs: ends[next]!, ended: true });
  }
  if (ends.length > 0) longest = longer(longest, { fromMs: ends.at(-1)!, toMs: lastEnd(records), ended: false });
  const { fromMs, toMs, ended } = longest;
  return { ms: roundMs(toMs - fromMs), fromMs: roundMs(fromMs), toMs: roundMs(toMs), ended };
}

type Span = Omit<Gap, 'ms'>;

/** The first of two that are equal, so that the answer is always the same. */
function longer(a: Span, b: Span): Span {
  return b.toMs - b.fromMs > a.toMs - a.fromMs ? b : a;
}

function firstDue(records: readonly RequestRecord[]): number {
  return records.reduce((first, { dueMs }) => Math.min(first, dueMs), Number.POSITIVE_INFINITY);
}

function lastEnd(records: readonly RequestRecord[]): number {
  return records.reduce((last, { endMs }) => Math.max(last, endMs), Number.NEGATIVE_INFINITY);
}
