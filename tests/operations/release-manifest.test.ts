import { expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { releaseManifest } from '../../src/operations/releases/release-plan.ts';
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
