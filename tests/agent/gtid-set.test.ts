import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  containsGtidSet,
  formatGtidSet,
  type GtidSet,
  parseGtidSet,
  subtractGtidSets,
  unionGtidSets,
} from '../../agent/gtid-set.ts';

const A = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const B = '5f0d3a52-6a3c-4c49-9a55-000000000001';

describe('parseGtidSet', () => {
  test.each([
    ['', ''],
    [`${A}:7`, `${A}:7`],
    [`${A}:1-3:4-9`, `${A}:1-9`],
    [`${B}:9-12:1-3,\n${A}:5`, `${A}:5,${B}:1-3:9-12`],
    [`${A}:1-3,${A}:2-8`, `${A}:1-8`],
    [`${A.toUpperCase()}:1`, `${A}:1`],
    [`${A}:1-3:backup:1-5:8:Other:2`, `${A}:1-3,${A}:backup:1-5:8,${A}:other:2`],
    [`${A}:backup:1-5`, `${A}:backup:1-5`],
  ])('reads %j', (text, canonical) => {
    expect(formatGtidSet(parseGtidSet(text))).toBe(canonical);
  });

  test.each(['nonsense', A, `${A}:`, `${A}:0`, `${A}:5-3`, `${A}:1-x-y`, `${A}:9007199254740993`, `${A}:1;${B}:1`])(
    'refuses %j',
    (text) => {
      expect(() => parseGtidSet(text)).toThrow(/not a GTID/);
    },
  );
});

test('transactions of different tags are different transactions', () => {
  expect(containsGtidSet(parseGtidSet(`${A}:1-9`), parseGtidSet(`${A}:backup:1`))).toBe(false);
  expect(containsGtidSet(parseGtidSet(`${A}:1-9:backup:1-2`), parseGtidSet(`${A}:backup:1`))).toBe(true);
});

describe('laws, against sets of single transactions', () => {
  const source = fc.constantFrom(A, B, `${A}:tag`);
  const transaction = fc.tuple(source, fc.integer({ min: 1, max: 30 })).map(([from, number]) => `${from}:${number}`);
  const transactions = fc.array(transaction, { maxLength: 60 });
  const toSet = (list: readonly string[]): GtidSet => parseGtidSet(list.join(','));
  const enumerate = (set: GtidSet): Set<string> =>
    new Set(
      [...set].flatMap(([from, intervals]) =>
        intervals.flatMap((one) =>
          Array.from({ length: one.to - one.from + 1 }, (_, index) => `${from}:${one.from + index}`),
        ),
      ),
    );

  test('a set is what was put in, and prints as what it is', () => {
    fc.assert(
      fc.property(transactions, (list) => {
        const set = toSet(list);
        expect(enumerate(set)).toEqual(new Set(list));
        expect(parseGtidSet(formatGtidSet(set))).toEqual(set);
      }),
    );
  });

  test('contains, union and subtract agree with plain sets', () => {
    fc.assert(
      fc.property(transactions, transactions, (left, right) => {
        const [l, r] = [new Set(left), new Set(right)];
        const missing = left.filter((one) => !r.has(one));
        expect(containsGtidSet(toSet(left), toSet(right))).toBe(right.every((one) => l.has(one)));
        expect(enumerate(unionGtidSets([toSet(left), toSet(right)]))).toEqual(new Set([...left, ...right]));
        expect(enumerate(subtractGtidSets(toSet(left), toSet(right)))).toEqual(new Set(missing));
      }),
    );
  });
});
