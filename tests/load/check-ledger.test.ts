import { describe, expect, test } from 'vitest';
import { checkLedger, type LedgerQuestion, sortWrites } from '../../src/load/check-ledger.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';

const right = { balanceSumCents: 0, accountsOutOfBalance: 0, accountsOverdrawn: 0 };
const question: LedgerQuestion = {
  acknowledged: ['k-1', 'k-2', 'k-10'],
  unknown: ['k-3', 'k-4'],
  found: ['k-1', 'k-10', 'k-2', 'k-3'],
  sumBefore: right,
  sumAfter: right,
};
const nothing = { lost: [], duplicates: [], unexpected: [], balanced: true };

describe('checkLedger', () => {
  test('is content when every acknowledged write is there once; of the unknown ones some may be', () => {
    expect(checkLedger(question)).toEqual(nothing);
    expect(checkLedger({ ...question, found: ['k-10', 'k-2', 'k-1'] })).toEqual(nothing);
  });

  test('finds what was lost', () => {
    expect(checkLedger({ ...question, found: ['k-1', 'k-3'] })).toEqual({ ...nothing, lost: ['k-10', 'k-2'] });
  });

  test('finds what is there twice, of acknowledged and of unknown ones', () => {
    const found = [...question.found, 'k-3', 'k-1', 'k-1'];
    expect(checkLedger({ ...question, found })).toEqual({ ...nothing, duplicates: ['k-1', 'k-3'] });
  });

  test('finds what was refused and is there all the same', () => {
    expect(checkLedger({ ...question, found: [...question.found, 'k-5'] })).toEqual({
      ...nothing,
      unexpected: ['k-5'],
    });
  });

  test.each([{ balanceSumCents: 1 }, { accountsOutOfBalance: 1 }, { accountsOverdrawn: 1 }])(
    'is not balanced with %o',
    (wrong) => {
      expect(checkLedger({ ...question, sumAfter: { ...right, ...wrong } }).balanced).toBe(false);
    },
  );
});

describe('sortWrites', () => {
  const write = (key: string, rest: Partial<RequestRecord>): RequestRecord => ({
    dueMs: 0,
    endMs: 1,
    kind: 'write',
    connection: 'new',
    outcome: 'ok',
    status: 201,
    key,
    resent: false,
    servedBy: 'web-1',
    ...rest,
  });

  test('tells what users know of their writes', () => {
    const records = [
      write('made', {}),
      write('made-again', { resent: true }),
      ...(['timeout', 'reset', 'unreachable', 'serverError'] as const).map((outcome) => write(outcome, { outcome })),
      ...(['refused', 'dns', 'tls', 'rateLimited', 'clientError', 'unsent'] as const).map((outcome) =>
        write(outcome, { outcome }),
      ),
      // The first attempt may have been heard, whatever became of the second.
      write('refused-again', { outcome: 'refused', resent: true }),
      { ...write('', {}), kind: 'read' as const, key: undefined },
    ];
    expect(sortWrites(records)).toEqual({
      acknowledged: ['made', 'made-again'],
      unknown: ['timeout', 'reset', 'unreachable', 'serverError', 'refused-again'],
      refused: ['refused', 'dns', 'tls', 'rateLimited', 'clientError', 'unsent'],
    });
  });
});
