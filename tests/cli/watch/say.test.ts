import { expect, test } from 'vitest';
import { sayAge, sayRate, sayShare } from '../../../src/cli/watch/say.ts';

test.each([
  [5, '5 s'],
  [600, '10 min'],
  [7_200, '2 h'],
  [200_000, '2 d'],
  [-1, '0 s'],
])('an age of %i s is %s', (seconds, text) => {
  expect(sayAge(seconds)).toBe(text);
});

test.each([
  [0, '0', '0 %'],
  [0.0004, '0.0', '0.04 %'],
  [0.12, '0.1', '12 %'],
])('%f as a rate is %s, as a share %s', (value, rate, share) => {
  expect([sayRate(value), sayShare(value)]).toEqual([rate, share]);
});
