import { expect, test } from 'vitest';
import { formatShare } from '../../src/overview/format-share.ts';

test.each([
  [1, '100 %'],
  [0.999, '99.9 %'],
  [0.999_99, '99.999 %'],
  [0.999_999_9, '99.999 %'],
  [0.999_62, '99.962 %'],
  [0.5, '50 %'],
  [0, '0 %'],
])('a share of %s never looks better than it is', (share, text) => {
  expect(formatShare(share)).toBe(text);
});
