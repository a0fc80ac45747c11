import type { Role } from '../platform/platform.ts';
import { type HostPlan, planDisruption } from './plan.ts';

/** A host that would be disturbed while one that stands in for it is away. */
export interface Unsafe {
  readonly host: string;
  /** Hosts of the same role that do not answer. */
  readonly absent: readonly string[];
}

/**
 * Which plans would take down what is left of a tier whose other hosts do not answer. A reload interrupts nobody; a
 * restart, or a move of an address or of the primary's role, may.
 */
export function findUnsafe(
  plans: readonly HostPlan[],
  absent: readonly string[],
  rolesOf: (host: string) => readonly Role[],
): Unsafe[] {
  return plans.flatMap((plan) => {
    if (plan.basedOn === '' || !['restart', 'failover'].includes(planDisruption(plan))) return [];
    const own = rolesOf(plan.host);
    const missing = absent.filter((host) => rolesOf(host).some((role) => own.includes(role)));
    return missing.length === 0 ? [] : [{ host: plan.host, absent: missing }];
  });
}
