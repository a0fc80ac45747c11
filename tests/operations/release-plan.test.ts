import { expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { releaseManifest, withoutOthers } from '../../src/operations/releases/release-plan.ts';
import type { Step, UnitAction } from '../../src/plan/plan.ts';
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
  const platform = samplePlatform({ apps: { www: app, api: { ...app, hostname: 'api' } } });
  const about = { reason: 'it differs', disruption: 'none' } as const;
  const unit = (name: string, action: UnitAction): Step => {
    return { kind: 'unit', unit: name, action, order: 60, waits: true, ...about };
  };
  // A deploy of it came to no end: the host has another release than is remembered.
  const link = (name: string): Step => {
    return { kind: 'release', name, id: 'old', action: 'link', before: 'new', ...about };
  };
  const load = (name: string) => {
    return { unit: name, kind: 'service', restartHash: 'a', reloadHash: 'b', before: undefined } as const;
  };
  const own = [
    unit('nginx.service', 'reload'),
    unit('app-api.service', 'restart'),
    link('app-api'),
    link('assets-api'),
  ];
  const others = [
    ...[unit('app-www.service', 'start'), unit('app-www-migrate.service', 'run'), unit('app-www-job-x.timer', 'start')],
    ...[link('app-www'), link('assets-www'), link('static')],
  ];
  const host = { host: 'web-1', basedOn: 'run-1' };
  const loads = [load('nginx.service'), load('app-api.service')];
  const plan = {
    hosts: [{ ...host, steps: [...others, ...own], loads: [...loads, load('app-www.service')] }],
    ...{ fingerprints: new Map(), absent: new Map() },
  };
  const brought = platform.apps.filter(({ name }) => name === 'api');
  expect(withoutOthers(plan, platform, brought).hosts).toEqual([{ ...host, steps: own, loads }]);
  expect(withoutOthers(plan, platform, platform.apps)).toEqual(plan);
});
