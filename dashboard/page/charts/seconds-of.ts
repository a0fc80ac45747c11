import type { Mark } from '../../../src/overview/marks.ts';

/** When it was, unix seconds. */
export function secondsOf({ at }: Mark): number {
  return Date.parse(at) / 1000;
}
