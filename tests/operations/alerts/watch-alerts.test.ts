import { expect, test } from 'vitest';
import { type ShownAlert, watchAlerts } from '../../../src/operations/alerts/watch-alerts.ts';
import type { AlertingRule } from '../../../src/services/prometheus/model.ts';

const rule = (alert: string, wrong?: 'always'): AlertingRule => ({
  ...{ alert, expr: 'up == 0', forSeconds: 30, severity: 'critical', tier: 'host' },
  ...{ summary: '', description: '', runbook: '' },
  rehearsal: { series: [], ...(wrong === undefined ? {} : { wrong }) },
});

/** Alertmanager holds an alert for 40 s after it was last told. */
const shown = (alert: string, toldAt: number): ShownAlert => ({
  labels: { alertname: alert },
  endsAt: new Date((toldAt + 40) * 1_000).toISOString(),
});

const begin = 100;

test('an alert that comes and is ended was seen', () => {
  const watch = watchAlerts([rule('HostDown')], begin);
  expect(watch.look(101, [])).toEqual([]);
  expect(watch.look(104, [shown('HostDown', 103)])).toEqual([{ alert: 'HostDown', state: 'fires' }]);
  expect(watch.look(105, [shown('HostDown', 103)])).toEqual([]);
  expect(watch.look(110, [])).toEqual([{ alert: 'HostDown', state: 'cleared' }]);
  expect(watch.sightingOf('HostDown')).toEqual({ firedAt: 104, clearedAt: 110, early: false });
});

test('one that was only forgotten is not taken for ended', () => {
  const watch = watchAlerts([rule('HostDown')], begin);
  watch.look(104, [shown('HostDown', 103)]);
  expect(watch.look(144, [])).toEqual([]);
  expect(watch.sightingOf('HostDown').clearedAt).toBeUndefined();
});

test('one that is there again was not ended', () => {
  const watch = watchAlerts([rule('HostDown')], begin);
  watch.look(104, [shown('HostDown', 103)]);
  watch.look(108, []);
  watch.look(120, [shown('HostDown', 119)]);
  expect(watch.sightingOf('HostDown')).toMatchObject({ firedAt: 104, clearedAt: undefined });
});

test('of several with one name the last one counts', () => {
  const watch = watchAlerts([rule('HostDown')], begin);
  watch.look(104, [shown('HostDown', 103), shown('HostDown', 70)]);
  expect(watch.look(106, [])).toEqual([{ alert: 'HostDown', state: 'cleared' }]);
});

test('nothing may fire while all is well, but for what was always wrong', () => {
  const watch = watchAlerts([rule('HostDown'), rule('BackupMissing', 'always')], begin);
  watch.look(99, [shown('HostDown', 98), shown('BackupMissing', 98)]);
  expect(watch.sightingOf('HostDown').early).toBe(true);
  expect(watch.sightingOf('BackupMissing').early).toBe(false);
});

test('alerts of others are none of its business', () => {
  const watch = watchAlerts([rule('HostDown')], begin);
  expect(watch.look(104, [shown('Other', 103)])).toEqual([]);
  expect(watch.sightingOf('HostDown')).toEqual({ firedAt: undefined, clearedAt: undefined, early: false });
});
