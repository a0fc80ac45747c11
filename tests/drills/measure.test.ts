import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentile } from '../../src/drills/measure/latency.ts';
import { longestGap } from '../../src/drills/measure/longest-gap.ts';
import { type MeasureInput, measure } from '../../src/drills/measure.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';
import { primaryLost, riggedPhases, rigLoad } from './rigged-load.ts';

const ledger = { lost: [], duplicates: [], unexpected: [], balanced: true };
const measured = (records: readonly RequestRecord[], more: Partial<MeasureInput> = {}) =>
  measure({ records, phases: riggedPhases, ledger, primariesMax: 1, ...more });

const record = (dueMs: number, endMs: number, more: Partial<RequestRecord> = {}): RequestRecord => ({
  dueMs,
  endMs,
  kind: 'read',
  connection: 'new',
  outcome: 'ok',
  status: 200,
  key: undefined,
  resent: false,
  servedBy: undefined,
  ...more,
});

describe('a rigged loss of the primary', () => {
  const found = measured(rigLoad(primaryLost));

  test('counts', () => {
    expect(found).toMatchObject({ requests: 1800, ok: 1710, failed: 90, resent: 0, failedIdempotent: 90 });
    expect(found.kinds.write).toMatchObject({ requests: 540, ok: 450, failed: 90 });
    expect(found.kinds.read).toMatchObject({ requests: 900, ok: 900, failed: 0 });
    expect(found.failures).toEqual([
      { kind: 'write', outcome: 'serverError', count: 60 },
      { kind: 'write', outcome: 'timeout', count: 30 },
    ]);
  });

  test('phases', () => {
    expect([found.before, found.during, found.after].map(({ requests, failed }) => [requests, failed])).toEqual([
      [500, 0],
      [750, 90],
      [550, 0],
    ]);
    expect(found.redundantAfterMs).toBe(6500);
  });

  test('writes stopped for six seconds, reads for half of one', () => {
    expect(found.kinds.write.longestGap!.ms).toBeGreaterThan(6000);
    expect(found.kinds.write.longestGap!.ms).toBeLessThan(6300);
    expect(found.kinds.read.longestGap!.ms).toBeGreaterThan(480);
    expect(found.longestGap!.ms).toBeLessThan(found.kinds.read.longestGap!.ms);
    expect(found.writes).toMatchObject({ acknowledged: 450, lost: 0, duplicates: 0, stopped: true });
    expect(found.writes.resumedAfterMs).toBeGreaterThan(6000);
    expect(found.writes.resumedAfterMs).toBeLessThan(6200);
  });

  test('seconds by the moment at which requests were due', () => {
    expect(found.seconds).toHaveLength(36);
    expect(found.seconds[9]).toMatchObject({ second: 9, ok: 50, failed: 0 });
    expect(found.seconds[10]).toMatchObject({ second: 10, ok: 35, failed: 15 });
    expect(found.seconds[16]).toMatchObject({ second: 16, ok: 50, failed: 0 });
  });
});

describe('the longest gap', () => {
  test.each<[string, RequestRecord[], object | null]>([
    ['of nothing is unknown', [], null],
    ['of one success is its latency', [record(0, 30)], { ms: 30, fromMs: 0, toMs: 30, ended: true }],
    [
      'is between ends, whenever they were due',
      [record(0, 10), record(100, 900), record(200, 880)],
      { ms: 870, fromMs: 10, toMs: 880, ended: true },
    ],
    [
      'is not ended by a failure',
      [record(0, 10), record(100, 110, { outcome: 'reset' }), record(200, 210)],
      { ms: 200, fromMs: 10, toMs: 210, ended: true },
    ],
    [
      'lasts to the last failure when nothing comes back',
      [record(0, 10), record(100, 5100, { outcome: 'timeout' })],
      { ms: 5090, fromMs: 10, toMs: 5100, ended: false },
    ],
    [
      'is everything when nothing succeeded',
      [record(40, 60, { outcome: 'refused' }), record(80, 100, { outcome: 'refused' })],
      { ms: 60, fromMs: 40, toMs: 100, ended: false },
    ],
  ])('%s', (_name, records, expected) => {
    expect(longestGap(records)).toEqual(expected);
  });
});

test('writes that never stopped have nothing to resume, and those that never resumed say so', () => {
  const steady = measured(rigLoad({ seconds: 36, rate: 50, troubles: [] }));
  expect(steady.writes).toMatchObject({ stopped: false, resumedAfterMs: null });
  const forGood = measured(
    rigLoad({
      seconds: 36,
      rate: 50,
      troubles: [{ fromMs: 10_000, toMs: 36_000, kinds: ['write'], outcome: 'reset' }],
    }),
  );
  expect(forGood.writes).toMatchObject({ stopped: true, resumedAfterMs: null });
  expect(forGood.kinds.write.longestGap).toMatchObject({ ended: false });
});

test('a write without a key is not safe to repeat', () => {
  const failed = { kind: 'write', outcome: 'reset' } as const;
  expect(measured([record(0, 1, failed), record(2, 3, { ...failed, key: 'k' })]).failedIdempotent).toBe(1);
});

test('a ledger that could not be asked is unknown, not good', () => {
  const { writes } = measured([record(0, 1)], { ledger: undefined });
  expect(writes).toMatchObject({ lost: null, duplicates: null, unexpected: null, balanced: null });
});

describe('laws', () => {
  const outcomes = ['ok', 'reset', 'timeout', 'serverError'] as const;
  const someRecord = fc
    .tuple(
      fc.integer({ min: 0, max: 40_000 }),
      fc.integer({ min: 0, max: 6_000 }),
      fc.constantFrom(...outcomes),
      fc.constantFrom('static', 'read', 'write'),
      fc.boolean(),
    )
    .map(([dueMs, takesMs, outcome, kind, resent]) => record(dueMs, dueMs + takesMs, { outcome, kind, resent }));
  const someLoad = fc.array(someRecord, { maxLength: 200 });

  test('parts add up to the whole: phases, kinds, seconds and failures', () => {
    fc.assert(
      fc.property(someLoad, (records) => {
        const { requests, ok, failed, resent, before, during, after, kinds, seconds, failures } = measured(records);
        const whole = [requests, ok, failed, resent];
        for (const parts of [[before, during, after], Object.values(kinds)]) {
          expect([
            sum(parts.map((part) => part.requests)),
            sum(parts.map((part) => part.ok)),
            sum(parts.map((part) => part.failed)),
            sum(parts.map((part) => part.resent)),
          ]).toEqual(whole);
        }
        expect([sum(seconds.map((each) => each.ok)), sum(seconds.map((each) => each.failed))]).toEqual([ok, failed]);
        expect(sum(failures.map(({ count }) => count))).toBe(failed);
        expect(ok + failed).toBe(records.length);
      }),
    );
  });

  test('of latencies each is one that happened, in order, and the whole has the extremes of its parts', () => {
    fc.assert(
      fc.property(someLoad, (records) => {
        const { before, during, after, seconds } = measured(records);
        const taken = records.filter(({ outcome }) => outcome === 'ok').map(({ dueMs, endMs }) => endMs - dueMs);
        const known = [before, during, after].flatMap(({ latency }) => (latency === null ? [] : [latency]));
        for (const { minMs, p50Ms, p99Ms, maxMs } of known) {
          expect([minMs, p50Ms, p99Ms, maxMs]).toEqual([minMs, p50Ms, p99Ms, maxMs].toSorted((a, b) => a - b));
          for (const figure of [minMs, p50Ms, p99Ms, maxMs]) expect(taken).toContain(figure);
        }
        expect(Math.max(0, ...known.map(({ maxMs }) => maxMs))).toBe(Math.max(0, ...taken));
        expect(Math.max(0, ...seconds.map(({ latency }) => latency?.maxMs ?? 0))).toBe(Math.max(0, ...taken));
      }),
    );
  });

  test('no success lies within the longest gap, and one kind alone waits no shorter than all', () => {
    fc.assert(
      fc.property(someLoad, (records) => {
        const { longestGap: gap } = measured(records);
        if (gap === null) return;
        const ends = records.filter(({ outcome }) => outcome === 'ok').map(({ endMs }) => endMs);
        expect(ends.filter((endMs) => endMs > gap.fromMs && endMs < gap.toMs)).toEqual([]);
        const sorted = ends.toSorted((a, b) => a - b);
        for (let next = 1; next < sorted.length; next += 1) {
          expect(gap.ms).toBeGreaterThanOrEqual(sorted[next]! - sorted[next - 1]!);
        }
      }),
    );
  });

  test('the order of records does not matter', () => {
    fc.assert(
      fc.property(someLoad, (records) => {
        expect(measured(records.toReversed())).toEqual(measured(records));
      }),
    );
  });

  test('a percentile is not exceeded by its share, and the next smaller value is', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (some, percent) => {
        const sorted = some.toSorted((a, b) => a - b);
        const value = percentile(sorted, percent);
        const share = (limit: number) => sorted.filter((each) => each <= limit).length / sorted.length;
        expect(share(value)).toBeGreaterThanOrEqual(percent / 100);
        expect(share(value - 1)).toBeLessThan(percent / 100);
      }),
    );
  });

  function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
  }
});
