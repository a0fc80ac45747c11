/** Runs of one measurement, told as the smallest, the middle and the largest: a mean hides what a noisy machine did. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { min: at(0), median, max: at(sorted.length - 1) };
}

/** `12.3 / 13.0 / 15.2 s` */
export function renderSpread({ min, median, max }: Spread, unit: string, digits = 1): string {
  return `${[min, median, max].map((value) => value.toFixed(digits)).join(' / ')} ${unit}`;
}
