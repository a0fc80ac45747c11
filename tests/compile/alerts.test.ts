import { beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { ensureImages } from '../../src/lab/images.ts';
import { lowerLabSpec } from '../../src/operations/lab-spec.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { Platform } from '../../src/platform/platform.ts';
import type { HostManifest } from '../../src/services/manifest.ts';
import { backupRulesPath } from '../../src/services/prometheus/contribute.ts';
import { describeLab } from '../obstacles.ts';
import { type AlertCase, backupAlertCases, renderAlertTests } from './backup-alerts.ts';
import { platformOf, readCases } from './cases.ts';
import { tryOnHost } from './check-host.ts';

// Rules are proved by promtool's own tests, each alert by what makes it fire and by what does not.

const imagesTimeoutMs = 600_000;

describeLab('alerts of backups', () => {
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

  test('every one is tested, to fire and not to', () => {
    const rules = manifest.files.find(({ path }) => path === backupRulesPath)!.content;
    for (const [, alert] of rules.matchAll(/- alert: (\w+)/g)) {
      const counts = backupAlertCases
        .filter((one) => one.alert === alert)
        .flatMap(({ fires }) => Object.values(fires).map((found) => found.length));
      expect([alert, counts.includes(0), counts.some((count) => count > 0)]).toEqual([alert, true, true]);
    }
  });

  test('fire when they should, and only then', async () => {
    expect(await judge(backupAlertCases)).toMatchObject({ exitCode: 0 });
  });

  test('a wrong expectation is found out', async () => {
    const [first] = backupAlertCases;
    const { exitCode, output } = await judge([{ ...first!, fires: { '2m': [] } }]);
    expect(exitCode).not.toBe(0);
    expect(output).toContain('DatabaseBackupFailed');
  });

  async function judge(cases: readonly AlertCase[]) {
    const files = renderAlertTests(backupRulesPath, cases).map((content, index) => ({
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
