import type { LogEntry } from './parse-entry.ts';

export interface HeldBack {
  /** @param nowMs of a clock that only goes forward */
  readonly add: (entry: LogEntry, nowMs: number) => void;
  /** What need not be held any longer, by time. */
  readonly release: (nowMs: number) => LogEntry[];
  /** All that is held, by time. */
  readonly drain: () => LogEntry[];
  readonly isEmpty: () => boolean;
}

/**
 * Holds each line for a while after it came, so that an older one of a slower host can still get before it. Nothing is
 * held longer: a line that comes later than that stands where it came.
 */
export function holdBack(holdMs: number): HeldBack {
  let held: { readonly entry: LogEntry; readonly cameMs: number }[] = [];
  const take = (untilMicros: number): LogEntry[] => {
    const due = held.filter(({ entry }) => entry.timeMicros <= untilMicros);
    held = held.filter(({ entry }) => entry.timeMicros > untilMicros);
    // Array.prototype.sort is stable: lines of the same time stay as they came.
    return due.map(({ entry }) => entry).sort((one, other) => one.timeMicros - other.timeMicros);
  };
  return {
    add: (entry, nowMs) => void held.push({ entry, cameMs: nowMs }),
    release(nowMs) {
      // Whatever is older than a line that must go now goes before it, even if it has just come.
      const due = held.filter(({ cameMs }) => nowMs - cameMs >= holdMs);
      return take(due.reduce((latest, { entry }) => Math.max(latest, entry.timeMicros), Number.NEGATIVE_INFINITY));
    },
    drain: () => take(Number.POSITIVE_INFINITY),
    isEmpty: () => held.length === 0,
  };
}
