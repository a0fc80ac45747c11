import { expect, test } from 'vitest';
import { mutedOf, readMuted } from '../../dashboard/page/alertmanager/muted.ts';

const labels = (alertname: string, more: Record<string, string> = {}) => {
  return { alertname, severity: 'warning', environment: 'lab', ...more };
};
const suppressed = (silencedBy: string[], inhibitedBy: string[] = []) => {
  return { state: 'suppressed', silencedBy, inhibitedBy };
};
const active = { state: 'active', silencedBy: [], inhibitedBy: [] };

const alerts = [
  { fingerprint: '1', labels: labels('HostDown', { host: 'web-1' }), status: active },
  { fingerprint: '2', labels: labels('WebHostOut', { host: 'web-1' }), status: suppressed([], ['1', 'unknown']) },
  { fingerprint: '3', labels: labels('Disk', { host: 'db-1', mountpoint: '/' }), status: suppressed(['b', 'a']) },
  { fingerprint: '4', labels: labels('Disk', { host: 'db-1', drill: 'alerts' }), status: suppressed(['a']) },
];
const silence = (id: string, endsAt: string) => ({ id, endsAt, createdBy: 'ann', comment: id });
const silences = [silence('a', '1970-01-01T02:00:00Z'), silence('b', '1970-01-01T01:00:00Z')];
const muted = readMuted(alerts, silences);

test('who is muted, by what, and until the last silence ends; drills are left out', () => {
  expect(muted).toEqual([
    { labels: alerts[1]!.labels, silence: undefined, inhibitedBy: ['HostDown web-1'] },
    { labels: alerts[2]!.labels, silence: { until: 7_200, by: 'ann', comment: 'a' }, inhibitedBy: [] },
  ]);
});

test('an alert is found by the labels that Prometheus knows', () => {
  const alert = { name: 'Disk', severity: 'warning', host: 'db-1', sinceSeconds: 0 };
  expect(mutedOf(muted, { ...alert, labels: { mountpoint: '/' } })?.silence?.until).toBe(7_200);
  expect(mutedOf(muted, { ...alert, labels: { mountpoint: '/var' } })).toBeUndefined();
  expect(mutedOf(muted, { ...alert, host: undefined, labels: {} })).toBeUndefined();
});

test('what is no answer of Alertmanager mutes nothing', () => {
  expect(readMuted({ code: 500 }, 'no')).toEqual([]);
});
