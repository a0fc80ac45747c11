/** From a value to its place in percent of the plot; places have two decimals, so that a page stays small. */
export type Scale = (value: number) => number;

/** Time from the left, 0 to 100. */
export function timeScale(totalMs: number): Scale {
  return (ms) => place((Math.min(Math.max(ms, 0), totalMs) / totalMs) * 100);
}

/** Counts from below: 0 has the place 100. */
export function countScale(max: number): Scale {
  return (count) => place(100 - (Math.min(count, max) / max) * 100);
}

/** Latencies from below, each decade as high as the others. What is below the first decade lies on its edge. */
export function latencyScale({ fromMs, toMs }: Decades): Scale {
  const low = Math.log10(fromMs);
  const span = Math.log10(toMs) - low;
  return (ms) => place(100 - ((Math.log10(Math.min(Math.max(ms, fromMs), toMs)) - low) / span) * 100);
}

export interface Decades {
  /** Powers of ten, milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whole decades around all latencies, within 0.1 ms and 100 s; 1 ms to 1 s where there are none. */
export function decadesAround(latenciesMs: readonly number[]): Decades {
  const known = latenciesMs.filter((ms) => ms > 0);
  if (known.length === 0) return { fromMs: 1, toMs: 1000 };
  const low = known.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  const high = known.reduce((most, ms) => Math.max(most, ms), 0);
  const from = Math.min(Math.max(Math.floor(Math.log10(low)), -1), 4);
  const to = Math.min(Math.max(Math.ceil(Math.log10(high)), from + 1), 5);
  return { fromMs: 10 ** from, toMs: 10 ** to };
}

/** Each power of ten, milliseconds. */
export function decadeTicks({ fromMs, toMs }: Decades): readonly number[] {
  const first = Math.round(Math.log10(fromMs));
  const last = Math.round(Math.log10(toMs));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

/** Whole seconds, round numbers, few enough for a telephone. */
export function secondTicks(totalMs: number): readonly number[] {
  const seconds = totalMs / 1000;
  const step = roundSteps.find((each) => seconds / each <= ticksMax) ?? Math.ceil(seconds / ticksMax / 600) * 600;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
}

/** From 0 to a round number that is not below the largest count. */
export function countTicks(max: number): readonly number[] {
  const rough = Math.max(max, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? power * 10);
  return Array.from({ length: Math.ceil(Math.max(max, 1) / step) + 1 }, (_, index) => index * step);
}

const ticksMax = 7;
const roundSteps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600];

function place(percent: number): number {
  return Math.round(percent * 100) / 100;
}
