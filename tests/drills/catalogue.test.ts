import { describe, expect, test } from 'vitest';
import { drillNames, drills, findDrill } from '../../src/drills/catalogue.ts';
import { lab } from '../../src/index.ts';
import { drilledApp } from '../../src/platform/chosen-apps.ts';
import { samplePlatform } from '../platform/sample.ts';

const backup = { target: { directory: '/var/backups/smartx' } };
const platform = samplePlatform({ database: { backup } });
const uuid = '11111111-2222-3333-4444-555555555555';
const target = { loadBalancer: 'lb-2', primary: 'db-1', app: drilledApp(platform), uuid };

test('the drills that were promised are there, by name', () => {
  expect([...drillNames].sort()).toEqual([
    'app-crash',
    'app-hang',
    'bad-release',
    'db-partition',
    'db-primary-crash',
    'db-secondary-crash',
    'db-switchover',
    'deploy',
    'disk-full',
    'dns-loss',
    'drop-table',
    'lb-crash',
    'lb-process',
    'lb-reload',
    'monitoring-loss',
    'packet-loss',
    'power-loss',
    'private-network-cut',
    'restore',
    'web-crash',
    'web-drain',
  ]);
});

test.each(drills.map((drill) => [drill.name, drill] as const))('%s loses no acknowledged write', (_name, drill) => {
  expect(drill.objectives).toContainEqual({ kind: 'writesLostMax', limit: 0 });
  expect(drill.objectives).toContainEqual({ kind: 'duplicatesMax', limit: 0 });
});

describe('what is broken on the default platform', () => {
  const faultsOf = (name: string) => findDrill(name)?.faults(platform, target);

  test('every drill makes sense there, and breaks something', () => {
    expect(drills.filter(({ unfit }) => unfit(platform) !== undefined)).toEqual([]);
    expect(drills.filter(({ faults }) => faults(platform, target).length === 0)).toEqual([]);
  });

  test('those of whoever does the work aim at whoever does it', () => {
    expect(faultsOf('lb-crash')).toEqual([{ kind: 'machineKilled', host: 'lb-2' }]);
    expect(faultsOf('db-primary-crash')).toEqual([{ kind: 'machineKilled', host: 'db-1' }]);
    expect(faultsOf('db-secondary-crash')).toEqual([{ kind: 'machineKilled', host: 'db-2' }]);
    expect(faultsOf('db-partition')).toEqual([{ kind: 'linkDown', host: 'db-1', network: 'private' }]);
  });

  test('a table is dropped in a transaction whose name is known before', () => {
    const drop = { kind: 'tableDropped', host: 'db-1', schema: 'app', table: 'transfers', transaction: `${uuid}:1` };
    expect(faultsOf('drop-table')).toEqual([drop]);
  });

  test('what is of an application is of the one that is drilled', () => {
    const ledger = { directory: 'app', start: 'node src/main.ts', contract: 'ledger' } as const;
    const apps = { www: ledger, api: { ...ledger, hostname: 'api' } };
    const several = samplePlatform({ apps, environments: { lab: lab({ app: 2 }) }, database: { backup } });
    for (const app of several.apps) {
      const faults = ['app-crash', 'app-hang', 'deploy', 'bad-release', 'disk-full', 'drop-table'].flatMap(
        (name) => findDrill(name)?.faults(several, { ...target, app }) ?? [],
      );
      expect(faults).toEqual([
        { kind: 'processSignalled', host: 'app-1', unit: `${app.id}.service`, signal: 'KILL' },
        { kind: 'processSignalled', host: 'app-1', unit: `${app.id}.service`, signal: 'STOP' },
        { kind: 'releaseDeployed', app: app.id, variant: 'changed' },
        { kind: 'releaseDeployed', app: app.id, variant: 'broken' },
        { kind: 'diskFull', host: 'app-1', directory: `/var/lib/${app.id}` },
        { kind: 'diskFull', host: 'web-1', directory: '/var/lib/nginx' },
        { kind: 'diskFull', host: 'web-1', directory: '/var/log/nginx' },
        { kind: 'tableDropped', host: 'db-1', schema: app.schema, table: 'transfers', transaction: `${uuid}:1` },
      ]);
    }
  });

  test('the loss of power takes every machine', () => {
    const hosts = faultsOf('power-loss')?.map((fault) => (fault.kind === 'machineKilled' ? fault.host : fault.kind));
    expect(hosts).toEqual(platform.hosts.map(({ name }) => name));
  });
});

test('drills of a tier that has one host only, or of a single database, make no sense', () => {
  const small = samplePlatform({
    database: { members: 1 },
    environments: { lab: lab({ dns: 1, loadBalancers: 1, web: 1, monitoring: 0, redundancy: false }) },
  });
  const unfit = drills.filter((drill) => drill.unfit(small) !== undefined).map(({ name }) => name);
  expect(unfit.sort()).toEqual([
    'app-crash',
    'app-hang',
    'bad-release',
    'db-partition',
    'db-primary-crash',
    'db-secondary-crash',
    'db-switchover',
    'deploy',
    'dns-loss',
    'drop-table',
    'lb-crash',
    'lb-process',
    'monitoring-loss',
    'private-network-cut',
    'restore',
    'web-crash',
    'web-drain',
  ]);
  expect(findDrill('db-switchover')?.unfit(small)).toBe('the database is a single server');
  expect(findDrill('restore')?.unfit(small)).toBe('no backups are declared (database.backup)');
});
