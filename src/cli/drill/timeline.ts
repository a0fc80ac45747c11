import { percentile } from '../../drills/measure/latency.ts';
import type { RequestRecord } from '../../load/request-record.ts';
import type { Output } from '../invocation.ts';
import { renderSecond, type TimelineSecond } from './render-second.ts';

/**
 * The load as it runs, a line a second: on a terminal and in a log alike, because a line that is written stays. It shows
 * what became known in each second; the report afterwards tells it by the moment at which requests were due.
 */
export interface Timeline {
  /** A request's outcome has come. One that comes late counts for the second that is not written yet. */
  readonly record: (record: Pick<RequestRecord, 'dueMs' | 'endMs' | 'outcome'>) => void;
  /** Something happened, to be said beside its second: `lb-1 loses its power`. */
  readonly mark: (atMs: number, text: string) => void;
  /** Writes all seconds that are over for good. To be called a few times a second; time stands in milliseconds of the load. */
  readonly advance: (nowMs: number) => void;
  /** Writes what is left. */
  readonly end: () => void;
}

/** How long a second waits for the records that are still on their way from the generator. */
const deliveryMs = 200;

/**
 * @param rate requests a second
 * @param columns width of the terminal
 */
export function startTimeline(out: Pick<Output, 'print' | 'paint' | 'columns'>, rate: number): Timeline {
  const open = new Map<number, { ok: number[]; failed: number; marks: string[] }>();
  let next = 0;
  const at = (ms: number) => {
    const second = Math.max(next, Math.floor(ms / 1000));
    const found = open.get(second) ?? { ok: [], failed: 0, marks: [] };
    open.set(second, found);
    return found;
  };
  const write = () => {
    const { ok = [], failed = 0, marks = [] } = open.get(next) ?? {};
    out.print(renderSecond(summarize(next, ok, failed, marks), { ...out, rate }));
    open.delete(next);
    next += 1;
  };
  return {
    record: ({ dueMs, endMs, outcome }) => {
      if (outcome === 'ok') at(endMs).ok.push(endMs - dueMs);
      else at(endMs).failed += 1;
    },
    mark: (atMs, text) => void at(atMs).marks.push(text),
    advance: (nowMs) => {
      while ((next + 1) * 1000 + deliveryMs <= nowMs) write();
    },
    end: () => {
      while (open.size > 0) write();
    },
  };
}

function summarize(second: number, latencies: number[], failed: number, marks: readonly string[]): TimelineSecond {
  const sorted = Float64Array.from(latencies).sort();
  const p99Ms = sorted.length === 0 ? undefined : percentile(sorted, 99);
  return { second, ok: sorted.length, failed, p99Ms, marks };
}
