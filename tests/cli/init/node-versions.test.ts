import { expect, test } from 'vitest';
import { allowsNode24 } from '../../../src/cli/init/node-versions.ts';

test.each([
  '*',
  '>=18',
  '>= 18.0.0',
  '^24',
  '24.x',
  '18 || 20 || 24',
  '>=22 <25',
  '18 - 24',
  '>=18.17 <=24',
  'lts/*',
  '',
])('%j allows Node 24', (range) => expect(allowsNode24(range)).toBe(true));

test.each(['^20', '22.x', '>=18 <23', '18 - 22', '18 || 20', '>24', '<24', '>=26'])('%j does not', (range) =>
  expect(allowsNode24(range)).toBe(false),
);
