import { expect, test } from 'vitest';
import { sayAge, sayRate, sayShare, sayUptime } from '../../../src/cli/watch/say.ts';

test.each([
  [1, '100 %'],
  [0.99999, '99.999 %'],
  [0.9999999, '99.9999 %'],
  [0.9995, '99.95 %'],
  [0, '0.00 %'],
])('uptime %f is %s', (ratio, text) => {
  expect(sayUptime(ratio)).toBe(text);
});

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
