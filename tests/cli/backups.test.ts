import { describe, expect, test } from 'vitest';
import { renderBackups } from '../../src/cli/db/backups.ts';
import type { BackupList } from '../../src/operations/database/list-backups.ts';
import { runCli } from './run-cli.ts';

const hour = 3_600;
const when = '2026-11-24T03:00:00.000Z';
const figures = { bytes: 4_096, tables: 3, rows: 12, gtids: '' };
const list: BackupList = {
  backups: [{ name: 'full-20261124T030000Z-db-3', when, on: 'db-3', holders: ['db-3'], ...figures, check: undefined }],
  logs: { count: 0, bytes: 0, until: undefined },
  silent: [],
  failed: [],
};
const after = (hours: number) => ({ nowMs: Date.parse(when) + hours * hour * 1_000, fullSecondsMax: 26 * hour });
const plain = { paint: (_styles: unknown, text: string) => text };
const render = (one: BackupList, hours: number) => renderBackups(one, plain, after(hours));

describe('the list of backups', () => {
  test('says nothing where nothing is wrong', () => {
    expect(render(list, 25).split('\n').at(-1)).toBe('No binary logs yet.');
  });

  test('names a run that failed, and how old the last good one is', () => {
    const failed = [{ host: 'db-3', kind: 'full', lastSuccess: when } as const];
    expect(render({ ...list, failed }, 5)).toContain(
      'The last full backup on db-3 failed; the last good one is 5 h old. Why: smartx logs db-3',
    );
    const never = [{ host: 'db-3', kind: 'logs', lastSuccess: undefined } as const];
    expect(render({ ...list, failed: never }, 5)).toContain('none there has succeeded yet');
  });

  test('tells of a full backup that is due for long', () => {
    expect(render(list, 27)).toContain('The newest full backup is 27 h old, 26 h at most are expected.');
    expect(render({ ...list, backups: [] }, 27)).not.toContain('at most are expected');
  });
});

describe('what is to be restored', () => {
  const backup = 'full-20261124T030000Z-db-3';
  const time = ['--to-time', '2026-11-24T09:30:00Z'];
  const transaction = ['--before-transaction', '3f0d2c1a-7a51-4c1e-9a55-0a7a4c6f1e02:4711'];

  test.each([
    ['nothing at all', [], 'A restore needs a backup, a time, or a transaction.'],
    ['two ends', [...time, ...transaction], 'not at both'],
    ['a time without a zone', ['--to-time', '2026-11-24T09:30:00'], 'is not a time with a zone'],
    ['several transactions', ['--before-transaction', `${transaction[1]}-4712`], 'not the identifier of one'],
    ['a backup and a time', [backup, ...time], `db restore ${backup} --to-time 2026-11-24T09:30:00Z --yes`],
    [
      'a backup and a transaction',
      [backup, ...transaction],
      `db restore ${backup} --before-transaction ${transaction[1]} --yes`,
    ],
  ])('%s', async (_, words, said) => {
    const run = await runCli(['db', 'restore', ...words]);
    expect(run.stderr).toContain(said);
    expect(run.code).toBe(2);
  });
});
