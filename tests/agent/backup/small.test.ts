import { describe, expect, test } from 'vitest';
import { chooseMember } from '../../../agent/backup/choose-member.ts';
import { renderMetrics } from '../../../agent/backup/metrics.ts';
import { compareTables } from '../../../agent/backup/tables.ts';

describe('which member makes the backups', () => {
  const member = (host: string, role: 'primary' | 'secondary' | 'none') => ({
    host,
    primary: role === 'primary',
    secondary: role === 'secondary',
  });

  test.each([
    [
      'the last healthy secondary',
      [member('db-2', 'secondary'), member('db-10', 'secondary'), member('db-1', 'primary')],
      'db-10',
    ],
    ['not one that is unwell or silent', [member('db-1', 'secondary'), member('db-3', 'none'), undefined], 'db-1'],
    ['the primary where it is alone', [member('db-1', 'primary'), member('db-2', 'none')], 'db-1'],
    ['nobody where nobody is well', [member('db-1', 'none')], undefined],
  ])('%s', (_title, answers, expected) => {
    expect(chooseMember(answers)).toBe(expected);
  });
});

describe('metrics', () => {
  const now = new Date('2026-11-24T03:00:00Z');

  test('a failure keeps the time of the last success', () => {
    const first = renderMetrics('full', { ok: true, now }, '');
    const then = renderMetrics('full', { ok: false, now: new Date('2026-11-25T03:00:00Z') }, first);
    expect(then).toContain('smartx_backup_result{kind="full"} 0\n');
    expect(then).toContain('smartx_backup_last_success_timestamp_seconds{kind="full"} 1795489200\n');
  });

  test('a failure without any success claims none', () => {
    expect(renderMetrics('logs', { ok: false, now }, '')).not.toContain('last_success');
  });

  test('a check tells how old the backup is that was restored', () => {
    const text = renderMetrics('check', { ok: true, now, backupTime: new Date('2026-11-23T03:00:00Z') }, '');
    expect(text).toContain('smartx_backup_last_verified_timestamp_seconds 1795489200\n');
    expect(text).toContain('smartx_backup_verified_backup_timestamp_seconds 1795402800\n');
  });
});

describe('what a restore is compared by', () => {
  const table = (name: string, rows: number, checksum = '1') => ({ table: name, rows, checksum });

  test('rows, checksums, and tables that are missing or too many', () => {
    expect(compareTables([table('app.a', 1)], [table('app.a', 1)])).toEqual([]);
    expect(
      compareTables(
        [table('app.a', 2), table('app.b', 1), table('app.c', 1)],
        [table('app.a', 1), table('app.b', 1, '2'), table('app.d', 1)],
      ),
    ).toEqual([
      'app.a has 1 rows instead of 2',
      'app.b has another checksum',
      'app.c is missing',
      'app.d should not be there',
    ]);
  });
});
