import { expect, test } from 'vitest';
import { longestGapSeconds } from '../../src/services/cron-gap.ts';

const hour = 3_600;

test.each([
  ['* * * * *', 60],
  ['0 3 * * *', 24 * hour],
  ['*/20 0-6 * * *', 17 * hour + 20 * 60],
  ['30 2 * * mon,thu', 4 * 24 * hour],
  ['0 5 * * sun', 7 * 24 * hour],
  ['0 5 * * 7', 7 * 24 * hour],
  // From the first of July to the first of August, as of two other pairs of months.
  ['0 3 1 * *', 31 * 24 * hour],
  ['0 3 */2 * *', 48 * hour],
  // One of the two is enough when both are restricted.
  ['0 3 1,15 * mon', 7 * 24 * hour],
  ['0 3 1 1 *', 366 * 24 * hour],
  ['0 3 29 2 *', (4 * 365 + 1) * 24 * hour],
])('%s', (schedule, seconds) => {
  expect(longestGapSeconds(schedule)).toBe(seconds);
});
