import { expect, test } from 'vitest';
import { renderMetrics } from '../../../agent/backup/metrics.ts';
import { parseRun } from '../../../agent/backup/read-runs.ts';

const now = new Date('2026-11-24T03:00:20.000Z');
const later = new Date('2026-11-25T03:00:20.000Z');

test.each(['full', 'logs', 'check'] as const)('a run of kind %s is read from its own metrics', (kind) => {
  const well = renderMetrics(kind, { ok: true, now, backupTime: now }, '');
  expect(parseRun(kind, well)).toEqual({ kind, ok: true, lastSuccess: now.toISOString() });
  const failed = renderMetrics(kind, { ok: false, now: later }, well);
  expect(parseRun(kind, failed)).toEqual({ kind, ok: false, lastSuccess: now.toISOString() });
});

test('a host that failed from the beginning has no success', () => {
  expect(parseRun('full', renderMetrics('full', { ok: false, now }, ''))).toEqual({
    ...{ kind: 'full', ok: false, lastSuccess: undefined },
  });
});

test('a host whose turn it is no longer has no outcome', () => {
  const kept = 'smartx_backup_last_success_timestamp_seconds{kind="full"} 1795575620\n';
  expect(parseRun('full', kept)).toMatchObject({ ok: undefined, lastSuccess: '2026-11-25T03:00:20.000Z' });
});
