/** To tenths of a millisecond: finer than anything that a user feels, coarse enough to read. */
export function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}
