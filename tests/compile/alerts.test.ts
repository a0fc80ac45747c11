import { beforeAll, expect, test } from 'vitest';
import { renderAlertmanager } from '../../src/services/alertmanager/render.ts';
import { rulesPath } from '../../src/services/prometheus/contribute.ts';
import { lowerAlertingRules } from '../../src/services/prometheus/lower-rules.ts';
import { describeLab } from '../obstacles.ts';
import { readRoutes, receiversOf } from '../services/alertmanager-routes.ts';
import { type AlertCase, backupAlertCases, renderAlertTests } from './backup-alerts.ts';
import { logAlertCases } from './log-alerts.ts';
import { imagesTimeoutMs, type MonitoringHost, monitoringHostOf, tryRules, tryWith } from './monitoring-host.ts';
import { renderFreshTest, renderGroupTest, renderRuleTests, renderSilenceTest, renderWellTest } from './rule-tests.ts';

// Rules are proved by promtool's own tests, each alert by what makes it fire and by what does not.

const backupsPath = rulesPath('backups');
describeLab('alerts', () => {
  let mon: MonitoringHost;
  beforeAll(async () => {
    mon = await monitoringHostOf('008-backup');
  }, imagesTimeoutMs);

  test('those of backups are tested, to fire and not to', () => {
    const rules = mon.manifest.files.find(({ path }) => path === backupsPath)!.content;
    for (const [, alert] of rules.matchAll(/- alert: (\w+)/g)) {
      const counts = backupAlertCases
        .filter((one) => one.alert === alert)
        .flatMap(({ fires }) => Object.values(fires).map((found) => found.length));
      expect([alert, counts.includes(0), counts.some((count) => count > 0)]).toEqual([alert, true, true]);
    }
  });

  test('of backups fire when they should, and only then', async () => {
    expect(await judge(backupAlertCases)).toMatchObject({ exitCode: 0 });
  });

  test('a wrong expectation is found out', async () => {
    const [first] = backupAlertCases;
    const { exitCode, output } = await judge([{ ...first!, fires: { '2m': [] } }]);
    expect(exitCode).not.toBe(0);
    expect(output).toContain('DatabaseBackupFailed');
  });

  test('of logs tell of what is lost or late, and of no restart or host that is down', async () => {
    const tests = renderAlertTests(rulesPath('monitoring'), logAlertCases, 'severity="warning",tier="monitoring"');
    expect(await tryRules(mon, tests)).toMatchObject({ exitCode: 0 });
  });

  test('every one fires, not before and not after', async () => {
    const tests = renderRuleTests(mon.platform);
    expect(tests).toHaveLength(lowerAlertingRules(mon.platform).length);
    expect(await tryRules(mon, tests)).toMatchObject({ exitCode: 0 });
  });

  test('nobody is told anything while all is well', async () => {
    expect(await tryRules(mon, [renderWellTest(mon.platform)])).toMatchObject({ exitCode: 0 });
  });

  test('a fresh platform calls nobody for its first failures, an older one does', async () => {
    const tests = [
      { failed: 60, minutes: 3, fires: false },
      { failed: 20_000, minutes: 1, fires: false },
      { failed: 20_000, minutes: 30, fires: true },
    ].map((fresh) => renderFreshTest(mon.platform, fresh));
    expect(await tryRules(mon, tests)).toMatchObject({ exitCode: 0 });
  });

  test('an exporter that tells nothing is not what it measures', async () => {
    expect(await tryRules(mon, [renderSilenceTest(mon.platform)])).toMatchObject({ exitCode: 0 });
  });

  test('a member of the database is missing when most others do not have it', async () => {
    const all = ['db-1', 'db-2', 'db-3'];
    const tests = [
      { views: { 'db-1': all, 'db-2': all, 'db-3': all }, missing: [] },
      // It is down with its host.
      { views: { 'db-1': ['db-1', 'db-2'], 'db-2': ['db-1', 'db-2'] }, missing: ['db-3'] },
      // It is cut off, and has itself alone.
      { views: { 'db-1': ['db-1', 'db-2'], 'db-2': ['db-1', 'db-2'], 'db-3': ['db-3'] }, missing: ['db-3'] },
      { views: { 'db-1': ['db-1'], 'db-2': ['db-2'], 'db-3': ['db-3'] }, missing: all },
      { views: { 'db-1': ['db-1'] }, missing: ['db-2', 'db-3'] },
      // Its exporter alone does not answer.
      { views: { 'db-1': all, 'db-2': all }, missing: [] },
    ].map((group) => renderGroupTest(mon.platform, group));
    expect(await tryRules(mon, tests)).toMatchObject({ exitCode: 0 });
  });

  test('amtool sends alerts the way that the tests of routes take for theirs', async () => {
    const content = renderAlertmanager({
      people: { name: 'people', webhook: { urlFile: '/etc/smartx/alerts/webhook-url' } },
      deadMan: { name: 'dead-man', webhook: { urlFile: '/etc/smartx/alerts/dead-man-url' } },
    });
    const file = { path: '/tmp/alertmanager.yml', content };
    const alerts = [
      { alertname: 'HostDown', severity: 'critical', tier: 'host', host: 'db-1' },
      { alertname: 'Watchdog', severity: 'warning', tier: 'monitoring' },
      { alertname: 'Watchdog', severity: 'warning', tier: 'monitoring', drill: 'a' },
    ];
    const commands = alerts.map((alert) => [
      ...['amtool', 'config', 'routes', 'test', `--config.file=${file.path}`],
      ...Object.entries(alert).map(([name, value]) => `${name}=${value}`),
    ]);
    const results = await tryWith(mon, [file], commands);
    const routes = readRoutes(content);
    // A warning about its own settings comes first.
    const receivers = results.map(({ output }) => output.trim().split('\n').at(-1));
    expect(receivers).toEqual(alerts.map((alert) => receiversOf(routes, alert)));
  });

  function judge(cases: readonly AlertCase[]) {
    return tryRules(mon, renderAlertTests(backupsPath, cases));
  }
});
