import { describe, expect, test } from 'vitest';
import { drills, findDrill } from '../../src/drills/catalogue.ts';
import { judgeObjectives } from '../../src/drills/judge-objectives.ts';
import { measure } from '../../src/drills/measure.ts';
import type { Objective } from '../../src/drills/objective.ts';
import { type ReportInput, reportDrill } from '../../src/drills/report.ts';
import { sayDuration } from '../../src/drills/say-duration.ts';
import { primaryLost, riggedPhases, rigLoad } from './rigged-load.ts';

const ledger = { lost: [], duplicates: [], unexpected: [], balanced: true };
const lost = measure({ records: rigLoad(primaryLost), phases: riggedPhases, ledger, primariesMax: 1 });
const broken = {
  ...lost,
  primariesMax: 2,
  writes: { ...lost.writes, lost: 3, duplicates: 1 },
};
const nothing = measure({ records: [], phases: riggedPhases, ledger: undefined, primariesMax: undefined });

const objectives: readonly Objective[] = [
  { kind: 'longestGapMsMax', of: 'write', limit: 8000 },
  { kind: 'longestGapMsMax', of: 'read', limit: 100 },
  { kind: 'longestGapMsMax', of: 'all', limit: 500 },
  { kind: 'failedMax', of: 'all', limit: 90 },
  { kind: 'failedMax', of: 'idempotent', limit: 0 },
  { kind: 'failedMax', of: 'read', limit: 0 },
  { kind: 'failedMax', of: 'static', limit: 0 },
  { kind: 'writesLostMax', limit: 0 },
  { kind: 'duplicatesMax', limit: 0 },
  { kind: 'primariesMax', limit: 1 },
];

describe('objectives', () => {
  test('are met or not, each with what was measured', () => {
    const verdicts = judgeObjectives(objectives, lost);
    expect(verdicts.map(({ met }) => met)).toEqual([true, false, true, true, false, true, true, true, true, true]);
    expect(verdicts.map(({ measured }) => measured).slice(3)).toEqual([90, 90, 0, 0, 0, 0, 1]);
    expect(verdicts.map(({ sentence }) => sentence)).toMatchInlineSnapshot(`
      [
        "The longest time without a successful write was 6.06 s (8 s allowed).",
        "The longest time without a successful read was 519 ms (100 ms allowed).",
        "The longest time without a successful request was 127 ms (500 ms allowed).",
        "90 requests failed (90 allowed).",
        "90 requests that are safe to repeat failed (none allowed).",
        "No read failed (none allowed).",
        "No static page failed (none allowed).",
        "None of 450 acknowledged writes was lost (none allowed).",
        "No write is in the ledger twice (none allowed).",
        "At most one member took writes at the same time (one allowed).",
      ]
    `);
  });

  test('what is lost, doubled or split is not met', () => {
    const verdicts = judgeObjectives(objectives.slice(-3), broken);
    expect(verdicts.map(({ met }) => met)).toEqual([false, false, false]);
    expect(verdicts.map(({ sentence }) => sentence)).toMatchInlineSnapshot(`
      [
        "3 of 450 acknowledged writes lost (none allowed).",
        "1 write is in the ledger twice (none allowed).",
        "At most 2 members took writes at the same time (one allowed).",
      ]
    `);
  });

  test('what was not measured is not met', () => {
    const verdicts = judgeObjectives(objectives, nothing);
    expect(verdicts.map(({ met, measured }) => [met, measured])).toEqual(objectives.map(() => [false, null]));
  });

  test('a limit that is just reached is met, and one tenth of a millisecond more is not', () => {
    const gap = { ms: 500, fromMs: 0, toMs: 500, ended: true };
    const judge = (ms: number) =>
      judgeObjectives([{ kind: 'longestGapMsMax', of: 'all', limit: 500 }], { ...lost, longestGap: { ...gap, ms } });
    expect([judge(500)[0]!.met, judge(500.1)[0]!.met]).toEqual([true, false]);
  });
});

describe('the report', () => {
  const input: ReportInput = {
    drill: findDrill('db-primary-crash')!,
    startedAt: '2026-11-23T22:00:00.000Z',
    rate: 50,
    faults: ['db-2 loses its power'],
    records: rigLoad(primaryLost),
    phases: riggedPhases,
    ledger,
    primariesMax: 1,
    lateMsMax: 3,
    stillBroken: [],
  };

  test('passes when every objective is met and nothing is left', () => {
    expect(reportDrill(input)).toMatchObject({ passed: true, troubles: [], name: 'db-primary-crash' });
  });

  test.each<[string, Partial<ReportInput>, RegExp]>([
    ['something is still broken', { stillBroken: ['db-2 does not run.'] }, /^db-2 does not run\.$/],
    ['not all came back', { phases: { ...riggedPhases, redundantAtMs: null } }, /came back/],
    ['the ledger does not add up', { ledger: { ...ledger, balanced: false } }, /add up/],
    ['a refused write was made', { ledger: { ...ledger, unexpected: ['k'] } }, /told that they failed/],
    ['nothing was sent', { records: [] }, /No request was sent/],
    [
      'nothing worked before the fault',
      { records: rigLoad({ seconds: 12, rate: 50, troubles: [{ fromMs: 0, toMs: 10_000, outcome: 'refused' }] }) },
      /before the fault/,
    ],
  ])('does not pass when %s', (_name, change, trouble) => {
    const report = reportDrill({ ...input, ...change });
    expect(report.passed).toBe(false);
    expect(report.troubles.join('\n')).toMatch(trouble);
  });

  test.each([
    ['lost', { ...ledger, lost: ['a'] }],
    ['doubled', { ...ledger, duplicates: ['a'] }],
    ['unknown', undefined],
  ])('does not pass when an acknowledged write is %s', (_name, found) => {
    expect(reportDrill({ ...input, ledger: found }).passed).toBe(false);
  });

  test('doubts figures that tell of more than the fault, and passes all the same', () => {
    const early = rigLoad({
      ...primaryLost,
      troubles: [...primaryLost.troubles, { fromMs: 0, toMs: 30, outcome: 'refused' }],
    });
    const report = reportDrill({ ...input, records: early, lateMsMax: 240 });
    expect(reportDrill(input).doubts).toEqual([]);
    expect(report).toMatchObject({
      passed: true,
      doubts: [
        '2 requests failed before the fault: something else was wrong already.',
        'The load generator was up to 240 ms late: this machine was too busy, and times are longer for it.',
      ],
    });
  });

  test('survives JSON unchanged, so that nothing of it is lost to a script', () => {
    const report = reportDrill(input);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test.each(drills.map(({ name }) => name))('%s cannot pass without a measurement', (name) => {
    const empty = { records: [], ledger: undefined, primariesMax: undefined };
    const report = reportDrill({ ...input, ...empty, drill: findDrill(name)! });
    expect(report.passed).toBe(false);
    expect(report.objectives.filter(({ met }) => met)).toEqual([]);
  });
});

test.each([
  [0, '0 ms'],
  [0.44, '0.4 ms'],
  [9.96, '10 ms'],
  [412.4, '412 ms'],
  [999.6, '1 s'],
  [1520, '1.52 s'],
  [9996, '10 s'],
  [12_345, '12.3 s'],
  [99_960, '1 min 40 s'],
  [120_000, '2 min'],
  [125_000, '2 min 5 s'],
])('%d ms is said as %s', (ms, said) => {
  expect(sayDuration(ms)).toBe(said);
});
