/** `99.95 %`. Rounded down: 99.95 % that is not reached must not look as if it were, and no outage is rounded away. */
export function formatShare(share: number): string {
  const digits = share >= 0.99 ? 3 : 2;
  const scale = 10 ** digits;
  return `${Number((Math.floor(share * 100 * scale + 1e-6) / scale).toFixed(digits))} %`;
}
