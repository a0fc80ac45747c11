import { describe, expect, test } from 'vitest';
import type { Disruption, HostPlan, Step } from '../../src/plan/plan.ts';
import { planWaves } from '../../src/plan/waves.ts';
import type { Role } from '../../src/platform/platform.ts';

const roles: Record<string, Role[]> = {
  'lb-1': ['loadBalancer'],
  'lb-2': ['loadBalancer'],
  'web-1': ['web', 'app'],
  'web-2': ['web', 'app'],
  'db-1': ['database'],
  'db-2': ['database'],
  'db-3': ['database'],
};
const hosts = Object.keys(roles);

function planOf(host: string, disruption: Disruption | undefined): HostPlan {
  const steps: Step[] = disruption === undefined ? [] : [{ kind: 'record', reason: 'a test', disruption }];
  return { host, steps, loads: [], basedOn: 'run-1' };
}

const waves = (plans: HostPlan[], last?: string[]) =>
  planWaves(plans, { rolesOf: (host) => roles[host] ?? [], last }).map((wave) => wave.hosts);

describe('waves', () => {
  test('nothing to do is no wave', () => {
    expect(waves(hosts.map((host) => planOf(host, undefined)))).toEqual([]);
  });

  test('a first bring-up is one wave', () => {
    expect(waves(hosts.map((host) => planOf(host, 'none')))).toEqual([hosts]);
  });

  test('a host that no run has changed yet has nothing to disturb', () => {
    const fresh = hosts.map((host) => ({ ...planOf(host, 'restart'), basedOn: '' }));
    expect(waves(fresh)).toEqual([hosts]);
  });

  test('a reload is tried on one host of each role before all others', () => {
    expect(waves(hosts.map((host) => planOf(host, 'reload')))).toEqual([
      ['lb-1', 'web-1', 'db-1'],
      ['lb-2', 'web-2', 'db-2', 'db-3'],
    ]);
  });

  test('restarts go one host of a role at a time', () => {
    expect(waves(hosts.map((host) => planOf(host, 'restart')))).toEqual([
      ['lb-1', 'web-1', 'db-1'],
      ['lb-2', 'web-2', 'db-2'],
      ['db-3'],
    ]);
  });

  test('where an application is migrated, the database knows its account before, and a new database comes up beside it', () => {
    const run: Step = {
      ...({ kind: 'unit', unit: 'app-api-migrate.service', action: 'run', order: 55, waits: true } as const),
      ...({ reason: 'a test', disruption: 'none' } as const),
    };
    const migrating = { ...planOf('web-1', 'none'), steps: [run] };
    const databases = ['db-1', 'db-2', 'db-3'].map((host) => planOf(host, 'reload'));
    const first = [['db-2'], ['db-3', 'db-1']];
    expect(waves([migrating, ...databases], ['db-1'])).toEqual([...first, ['web-1']]);
    expect(waves([planOf('web-1', 'none'), ...databases], ['db-1'])).toEqual([['web-1'], ...first]);
    const restarts = databases.map((plan) => ({ ...plan, ...planOf(plan.host, 'failover') }));
    expect(waves([migrating, planOf('lb-1', 'failover'), ...restarts], ['db-1'])).toEqual([
      ...[['db-2'], ['db-3'], ['db-1']],
      ...[['web-1'], ['lb-1']],
    ]);
    const fresh = databases.map((plan) => ({ ...plan, basedOn: '' }));
    expect(waves([migrating, ...fresh])).toEqual([['web-1', 'db-1', 'db-2', 'db-3']]);
  });

  test('the primary goes last', () => {
    const databases = ['db-1', 'db-2', 'db-3'].map((host) => planOf(host, 'failover'));
    expect(waves(databases, ['db-1'])).toEqual([['db-2'], ['db-3'], ['db-1']]);
  });

  test('hosts that share a role are never in one wave of restarts', () => {
    for (const wave of waves(hosts.map((host) => planOf(host, 'restart')))) {
      const taken = wave.flatMap((host) => roles[host] ?? []);
      expect(new Set(taken).size).toBe(taken.length);
    }
  });

  test('what disturbs nobody goes before what does', () => {
    expect(waves([planOf('lb-1', 'restart'), planOf('web-1', 'none'), planOf('web-2', undefined)])).toEqual([
      ['web-1'],
      ['lb-1'],
    ]);
  });
});
