import { beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { ensureImages } from '../../src/lab/images.ts';
import { lowerLabSpec } from '../../src/operations/lab-spec.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { Platform } from '../../src/platform/platform.ts';
import type { HostManifest } from '../../src/services/manifest.ts';
import { rulesPath } from '../../src/services/prometheus/contribute.ts';
import { lowerAlertingRules } from '../../src/services/prometheus/lower-rules.ts';
import { describeLab } from '../obstacles.ts';
import { type AlertCase, backupAlertCases, renderAlertTests } from './backup-alerts.ts';
import { platformOf, readCases } from './cases.ts';
import { tryOnHost } from './check-host.ts';
import { logAlertCases } from './log-alerts.ts';
import { renderFreshTest, renderGroupTest, renderRuleTests, renderWellTest } from './rule-tests.ts';

// Rules are proved by promtool's own tests, each alert by what makes it fire and by what does not.

const backupsPath = rulesPath('backups');
const imagesTimeoutMs = 600_000;

describeLab('alerts', () => {
  let platform: Platform;
  let manifest: HostManifest;
  let images: readonly string[];
  beforeAll(async () => {
    const found = (await readCases()).find(({ name }) => name === '008-backup')!;
    const parsed = platformOf(found);
    if ('length' in parsed) throw new Error('the declaration has problems');
    platform = parsed;
    const compiled = compile(platform, placeholderMaterials(platform));
    manifest = compiled.hosts.find(({ host }) => host === 'mon-1')!;
    const { machines } = lowerLabSpec(platform, compiled);
    images = (await ensureImages(machines.filter(({ name }) => name === 'mon-1'))).get('mon-1')!;
  }, imagesTimeoutMs);

  test('those of backups are tested, to fire and not to', () => {
    const rules = manifest.files.find(({ path }) => path === backupsPath)!.content;
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
    expect(await tryTests(tests)).toMatchObject({ exitCode: 0 });
  });

  test('every one fires, not before and not after', async () => {
    const tests = renderRuleTests(platform);
    expect(tests).toHaveLength(lowerAlertingRules(platform).length);
    expect(await tryTests(tests)).toMatchObject({ exitCode: 0 });
  });

  test('nobody is told anything while all is well', async () => {
    expect(await tryTests([renderWellTest(platform)])).toMatchObject({ exitCode: 0 });
  });

  test('a fresh platform calls nobody for its first failures, an older one does', async () => {
    const tests = [
      { failed: 60, minutes: 3, fires: false },
      { failed: 20_000, minutes: 1, fires: false },
      { failed: 20_000, minutes: 30, fires: true },
    ].map((fresh) => renderFreshTest(platform, fresh));
    expect(await tryTests(tests)).toMatchObject({ exitCode: 0 });
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
    ].map((group) => renderGroupTest(platform, group));
    expect(await tryTests(tests)).toMatchObject({ exitCode: 0 });
  });

  function judge(cases: readonly AlertCase[]) {
    return tryTests(renderAlertTests(backupsPath, cases));
  }

  async function tryTests(tests: readonly string[]) {
    const files = tests.map((content, index) => ({
      ...{ path: `/tmp/alerts-${index}.yml`, content },
      ...{ mode: 0o644, owner: 'root', group: 'root', secret: false },
    }));
    const host = platform.hosts.find(({ name }) => name === 'mon-1')!;
    const argv = ['promtool', 'test', 'rules', ...files.map(({ path }) => path)];
    const withTest = { ...manifest, files: [...manifest.files, ...files] };
    const [result] = await tryOnHost(images, host, withTest, [{ name: 'promtool test rules', argv }]);
    return result!;
  }
});
