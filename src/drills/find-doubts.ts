import type { Measurement } from './measurement.ts';
import { sayDuration } from './say-duration.ts';

/** A generator that was late by less than this changes no verdict: objectives of time begin at 500 ms. */
const LATE_MS_MIN = 100;

/**
 * Why the figures of a drill may tell of more than its fault. They count as they are, since users would have felt them;
 * whoever wonders about a missed objective looks here first.
 */
export function findDoubts({ before }: Measurement, lateMsMax: number): readonly string[] {
  const failed = before.failed === 1 ? '1 request' : `${before.failed} requests`;
  const doubts: (string | false)[] = [
    before.failed > 0 && `${failed} failed before the fault: something else was wrong already.`,
    lateMsMax >= LATE_MS_MIN &&
      `The load generator was up to ${sayDuration(lateMsMax)} late: this machine was too busy, and times are longer for it.`,
  ];
  return doubts.filter((doubt) => doubt !== false);
}
