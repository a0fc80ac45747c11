import { expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { releaseManifest, withoutOthers } from '../../src/operations/releases/release-plan.ts';
import type { UnitAction } from '../../src/plan/plan.ts';
import { samplePlatform } from '../platform/sample.ts';

const app = { directory: 'app', start: 'node main.ts' };

/** What has to be well on web-1 for a release of these applications to stay there. */
function probesFor(apps: Parameters<typeof samplePlatform>[0], ...brought: readonly (string | undefined)[]): string[] {
  const platform = samplePlatform(apps);
  const manifest = releaseManifest({
    platform,
    apps: platform.apps.filter(({ name }) => brought.includes(name)),
    manifest: compile(platform, placeholderMaterials(platform)),
  });
  return manifest.hosts.find(({ host }) => host === 'web-1')!.probes.map(({ name }) => name);
}

test('a release stays, however another application of the host is', () => {
  const probes = probesFor({ apps: { www: app, api: { ...app, hostname: 'api' } } }, 'api');
  expect(probes).toContain('the application api is alive');
  expect(probes).toContain('the new release of api (/readyz)');
  expect(probes.join()).not.toContain('www');
  expect(probes).toContain('Nginx serves');
});

test('where all of them are brought, all of them are asked', () => {
  const probes = probesFor({ apps: { www: app, api: { ...app, hostname: 'api' } } }, 'api', 'www');
  for (const name of ['api', 'www']) {
    expect(probes).toContain(`the application ${name} is alive`);
    expect(probes).toContain(`the new release of ${name} (/readyz)`);
  }
});

test('the only one is asked, too', () => {
  const probes = probesFor({ app }, undefined);
  expect(probes).toContain('the application is alive');
  expect(probes).toContain('the new release (/readyz)');
});

test('what another application needs on a host, one that does not run for example, is not done with this release', () => {
  const { apps } = samplePlatform({ apps: { www: app, api: { ...app, hostname: 'api' } } });
  const unit = (name: string, action: UnitAction) => ({
    ...({
      kind: 'unit',
      unit: name,
      action,
      order: 60,
      waits: true,
      reason: 'it differs',
      disruption: 'none',
    } as const),
  });
  const own = [
    unit('nginx.service', 'reload'),
    unit('app-api.service', 'restart'),
    unit('app-api-migrate.service', 'run'),
  ];
  const others = [
    unit('app-www.service', 'start'),
    unit('app-www-migrate.service', 'run'),
    unit('app-www-job-report.timer', 'start'),
  ];
  const load = ({ unit }: { readonly unit: string }) => ({
    ...({ unit, kind: 'service', restartHash: 'a', reloadHash: 'b', before: undefined } as const),
  });
  const host = { host: 'web-1', basedOn: 'run-1' };
  const plan = {
    hosts: [{ ...host, steps: [...others, ...own], loads: [...others, ...own].map(load) }],
    ...{ fingerprints: new Map(), absent: new Map() },
  };
  const brought = apps.filter(({ name }) => name === 'api');
  expect(withoutOthers(plan, { apps, brought }).hosts).toEqual([{ ...host, steps: own, loads: own.map(load) }]);
  expect(withoutOthers(plan, { apps, brought: apps })).toEqual(plan);
});
