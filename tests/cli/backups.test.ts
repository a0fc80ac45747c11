import { describe, expect, test } from 'vitest';
import { worriesAbout } from '../../src/cli/db/backup-worries.ts';
import { renderBackups } from '../../src/cli/db/backups.ts';
import type { BackupList, ListedBackup } from '../../src/operations/database/list-backups.ts';
import { runCli } from './run-cli.ts';

const hour = 3_600;
const when = '2026-11-24T03:00:00.000Z';
const figures = { bytes: 4_096, tables: 3, rows: 12, gtids: '' };
const newest: ListedBackup = {
  ...{
    name: 'full-20261124T030000Z-db-3',
    when,
    on: 'db-3',
    holders: ['db-3'],
    ...figures,
    check: undefined,
    gap: undefined,
  },
};
const older = { ...newest, name: 'full-20261123T030000Z-db-3', when: '2026-11-23T03:00:00.000Z' };
const list: BackupList = {
  backups: [newest, older],
  logs: { count: 0, bytes: 0, until: undefined },
  ...{ silent: [], failed: [], unreadable: [], since: when },
};
const after = (hours: number) => ({
  ...{ nowMs: Date.parse(when) + hours * hour * 1_000, fullSecondsMax: 26 * hour },
  ...{ firstSeconds: 2 * hour + 300, logsIntervalSeconds: 300 },
});
const plain = { paint: (_styles: unknown, text: string) => text };
const worries = (one: BackupList, hours: number) => worriesAbout(one, after(hours));
const render = (one: BackupList, hours: number) => renderBackups(one, worries(one, hours), plain, after(hours));
const none = { ...list, backups: [] };

describe('the list of backups', () => {
  test('says nothing where nothing is wrong', () => {
    expect(worries(list, 25)).toEqual([]);
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
    expect(worries(list, 27)).toEqual(['The newest full backup is 27 h old, 26 h at most are expected.']);
  });

  test('lets a new platform be without any until the first is due, and says when that is', () => {
    expect(worries(none, 2)).toEqual([]);
    expect(render(none, 0)).toContain('There is no backup yet. The first one is due at 2026-11-24T03:05Z');
  });

  test('worries when there is none though runs were due', () => {
    expect(worries(none, 72)).toEqual(['There is no full backup, though backups are declared for 3 d.']);
  });

  test('worries about the newest when it did not come back, and not about an older one', () => {
    const record = { kind: 'check', when, good: false, reason: 'it is torn', tables: 0, rows: 0, logs: 0, seconds: 1 };
    const check = { ...record, kind: 'check', name: newest.name } as const;
    expect(worries({ ...list, backups: [{ ...newest, check }, older] }, 5)).toEqual([
      expect.stringContaining('The newest full backup is no good: full-20261124T030000Z-db-3.'),
    ]);
    expect(worries({ ...list, backups: [newest, { ...older, check }] }, 5)).toEqual([]);
  });

  test('worries about files that are damaged or missing', () => {
    const unreadable = [{ host: 'db-3', file: 'full-20261122T030000Z-db-3.json' }];
    expect(worries({ ...list, unreadable }, 5)).toEqual([
      'full-20261122T030000Z-db-3.json, as db-3 sees it, is damaged or missing.',
    ]);
  });

  test('worries about a gap after the newest, and shows one that a newer backup has ended', () => {
    const gap = { after: '2026-11-24T03:10:00.000Z', log: 'logs-20261124T032000Z-db-3-000012' };
    expect(worries({ ...list, backups: [{ ...newest, gap }, older] }, 5)).toEqual([
      expect.stringContaining(`Binary logs are missing after ${gap.after}: ${gap.log} does not follow.`),
    ]);
    const past = { ...list, backups: [newest, { ...older, gap }] };
    expect(worries(past, 5)).toEqual([]);
    expect(render(past, 5)).toContain(`${older.name} leads no further than ${gap.after}: binary logs are missing`);
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
