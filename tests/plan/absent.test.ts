import { expect, test } from 'vitest';
import { findUnsafe } from '../../src/plan/absent.ts';
import type { Disruption, HostPlan } from '../../src/plan/plan.ts';
import type { Role } from '../../src/platform/platform.ts';

const roles: Record<string, readonly Role[]> = {
  'lb-1': ['loadBalancer'],
  'lb-2': ['loadBalancer'],
  'web-1': ['web', 'app'],
  'web-2': ['web', 'app'],
  'app-1': ['app'],
};

function planOf(host: string, disruption: Disruption, basedOn = 'run-1'): HostPlan {
  return { host, steps: [{ kind: 'record', reason: 'a test', disruption }], loads: [], basedOn };
}

const unsafe = (plans: HostPlan[], ...absent: string[]) => findUnsafe(plans, absent, (host) => roles[host] ?? []);

test('with everybody there, nothing is unsafe', () => {
  expect(unsafe([planOf('web-1', 'restart'), planOf('lb-1', 'failover')])).toEqual([]);
});

test('what stands in for a host that is away is not disturbed', () => {
  expect(unsafe([planOf('web-1', 'restart'), planOf('lb-1', 'failover')], 'web-2')).toEqual([
    { host: 'web-1', absent: ['web-2'] },
  ]);
});

test('one role in common is enough', () => {
  expect(unsafe([planOf('app-1', 'restart')], 'web-1', 'lb-1')).toEqual([{ host: 'app-1', absent: ['web-1'] }]);
});

test('reloads, and hosts that carry nothing yet, disturb nobody', () => {
  expect(unsafe([planOf('lb-1', 'reload'), planOf('web-1', 'restart', '')], 'lb-2', 'web-2')).toEqual([]);
});
