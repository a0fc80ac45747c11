import { bad, good, type Reading, show } from './reading.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Both ends are inclusive. `stepMs` is the smallest part that the daemon can count, 1 unless said. */
export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
  readonly stepMs?: number;
}

/** Reads `100ms`, `10s`, `5m`, `2h` or `30d` as milliseconds. */
export function parseDuration(value: unknown, range: DurationRange): Reading<number> {
  const match = typeof value === 'string' ? /^(\d{1,12})(ms|s|m|h|d)$/.exec(value) : null;
  const unit = unitMs[match?.[2] ?? ''];
  if (match === null || unit === undefined) {
    return bad(
      'DURATION_INVALID',
      `${show(value)} is not a duration.`,
      "Write a whole number and a unit, one of ms, s, m, h or d: '10s' or '5m'.",
    );
  }
  const ms = Number(match[1]) * unit;
  if (ms < range.minMs || ms > range.maxMs) {
    return bad(
      'DURATION_OUT_OF_RANGE',
      `${show(value)} is outside of what works here.`,
      `Write a duration from ${renderDuration(range.minMs)} to ${renderDuration(range.maxMs)}.`,
    );
  }
  const { stepMs = 1 } = range;
  if (ms % stepMs !== 0) {
    return bad(
      'DURATION_TOO_FINE',
      `${show(value)} is finer than what can be counted here.`,
      `Write a multiple of ${renderDuration(stepMs)}: '${renderDuration(Math.max(range.minMs, ms - (ms % stepMs)))}'.`,
    );
  }
  return good(ms);
}

/** The shortest exact form: 90,000 is `90s`, 120,000 is `2m`. */
export function renderDuration(ms: number): string {
  if (ms === 0) return '0s';
  const unit = ['d', 'h', 'm', 's'].find((candidate) => ms % unitMs[candidate]! === 0) ?? 'ms';
  return `${ms / unitMs[unit]!}${unit}`;
}
