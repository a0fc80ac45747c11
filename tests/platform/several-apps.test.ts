import { describe, expect, test } from 'vitest';
import { flask, lab, node, type PlatformDeclaration } from '../../src/index.ts';
import { drilledApp, siteApp } from '../../src/platform/chosen-apps.ts';
import { secretNamesOf } from '../../src/services/manifest.ts';
import { samplePlatform } from './sample.ts';

const www = node({ directory: 'app', contract: 'ledger' });
const api = flask({ directory: 'app', hostname: 'api', contract: 'ledger' });
const blog = node({ directory: 'app', path: '/blog/' });
const several = (apps: NonNullable<PlatformDeclaration['apps']>, more: Partial<PlatformDeclaration> = {}) =>
  samplePlatform({ apps, ...more });

describe('several applications', () => {
  const platform = several({ www, blog, api });

  test('each has what it needs for itself, whatever order they are sorted in', () => {
    const own = platform.apps.map(({ id, name, hostNames, path, port, schema, healthPath, readyPath }) => ({
      ...{ id, name, hostNames, path, port, schema, paths: [healthPath, readyPath] },
    }));
    const site = ['www.foobar.com', 'foobar.com'];
    expect(own).toEqual([
      {
        ...{ id: 'app-api', name: 'api', hostNames: ['api.foobar.com'], path: '/', port: 8002, schema: 'api' },
        paths: ['/healthz', '/readyz'],
      },
      {
        ...{ id: 'app-blog', name: 'blog', hostNames: site, path: '/blog/', port: 8001, schema: 'blog' },
        paths: ['/blog/healthz', '/blog/readyz'],
      },
      {
        ...{ id: 'app-www', name: 'www', hostNames: site, path: '/', port: 8000, schema: 'www' },
        paths: ['/healthz', '/readyz'],
      },
    ]);
  });

  test('ports that are written are kept, and nobody else gets them', () => {
    const ports = several({ www, api: { ...api, port: 8000 }, blog }).apps.map(({ name, port }) => [name, port]);
    expect(Object.fromEntries(ports)).toEqual({ www: 8001, api: 8000, blog: 8002 });
  });

  test('names of the site stand for each other, and an own one is in the zone', () => {
    expect(platform.siteNames).toEqual(['www.foobar.com', 'foobar.com', 'api.foobar.com']);
    expect(platform.web.names).toEqual(['www.foobar.com', 'foobar.com']);
    expect(several({ www: { ...www, hostname: '@' }, api }).apps[1]?.hostNames).toEqual(platform.web.names);
    expect(platform.zone.records).toContainEqual(
      expect.objectContaining({ name: 'api.foobar.com', type: 'CNAME', value: 'foobar.com' }),
    );
  });

  test('on hosts of their own, each port is open to web hosts', () => {
    const dedicated = several({ www, api }, { environments: { lab: lab({ app: 2 }) } });
    const ports = dedicated.flows.flatMap(({ to, port }) => (to.kind === 'role' && to.role === 'app' ? [port] : []));
    expect(ports).toContain(8000);
    expect(ports).toContain(8001);
  });

  test('each has passwords of its own', () => {
    expect(secretNamesOf(several({ www, api }))).toEqual([
      'zoneTransferKey',
      'databaseApp:api',
      'databaseMigrate:api',
      'databaseApp:www',
      'databaseMigrate:www',
      'databaseMonitor',
      'databaseAgent',
      'databaseRecovery',
      'backupIdentity',
      'dashboardPassword',
    ]);
  });

  test('files of the site go with the one at its root, and drills with the one that speaks a contract', () => {
    expect([siteApp(platform).name, drilledApp(platform).name]).toEqual(['www', 'www']);
    const other = several({ www: node({ directory: 'app' }), api });
    expect([siteApp(other).name, drilledApp(other).name]).toEqual(['www', 'api']);
    const rootless = several({ blog, api });
    expect([siteApp(rootless).name, drilledApp(rootless).name]).toEqual(['api', 'api']);
    expect(rootless.web.staticDirectory).toBeUndefined();
  });
});
