import type { ProblemCode } from '../problems/problem.ts';
import { bad, good, type Reading, show } from './reading.ts';

const unitBytes: Readonly<Record<string, number>> = {
  KiB: 1_024,
  MiB: 1_024 ** 2,
  GiB: 1_024 ** 3,
};

/** Reads `512KiB`, `128MiB` or `2GiB` as bytes. */
export function parseSize(value: unknown): Reading<number> {
  const match = typeof value === 'string' ? /^([1-9]\d{0,6})(KiB|MiB|GiB)$/.exec(value) : null;
  const unit = unitBytes[match?.[2] ?? ''];
  if (match === null || unit === undefined) {
    return bad(
      'SIZE_INVALID',
      `${show(value)} is not a size.`,
      "Write a whole number and a unit, one of KiB, MiB or GiB: '128MiB'.",
    );
  }
  return good(Number(match[1]) * unit);
}

/** The shortest exact form: 134,217,728 is `128MiB`. */
export function renderSize(bytes: number): string {
  const unit = ['GiB', 'MiB', 'KiB'].find((candidate) => bytes % unitBytes[candidate]! === 0);
  return unit === undefined ? `${bytes} bytes` : `${bytes / unitBytes[unit]!}${unit}`;
}

/** @param whatFor the reason after the size: `are too little for the logs of a host` */
export function checkSizeMin(
  size: Reading<number>,
  { bytesMin, code, whatFor }: { readonly bytesMin: number; readonly code: ProblemCode; readonly whatFor: string },
): Reading<number> {
  if (!size.ok || size.value >= bytesMin) return size;
  return bad(code, `${renderSize(size.value)} ${whatFor}.`, `Write at least '${renderSize(bytesMin)}'.`);
}
