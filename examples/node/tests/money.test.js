import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, parseAmount } from '../public/money.js';

for (const [text, cents] of Object.entries({
  12: 1200,
  12.5: 1250,
  '12,50': 1250,
  ' € 1 200.05 ': 120_005,
  0.01: 1,
  1000000: 100_000_000,
})) {
  test(`"${text}" is ${cents} cents`, () => assert.deepEqual(parseAmount(text), { cents }));
}

for (const text of ['', ' ', '0', '0.00', '-1', '1,200', '1.005', '1.2.3', 'ten', '1e3', '1000000.01', '٣']) {
  test(`"${text}" is refused with a reason`, () => assert.match(parseAmount(text).problem ?? '', /\.$/));
}

test('cents as text', () => {
  assert.deepEqual([0, 5, 123_456, -99].map(formatCents), ['€0.00', '€0.05', '€1,234.56', '−€0.99']);
});
