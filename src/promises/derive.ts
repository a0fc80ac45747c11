import { deriveAppPromises } from './app/promises.ts';
import { deriveDatabasePromises } from './database/promises.ts';
import { deriveDnsPromises } from './dns/promises.ts';
import { deriveFirewallPromises } from './firewall/promises.ts';
import { deriveHostPromises } from './host/promises.ts';
import { deriveLoadBalancerPromises } from './load-balancer/promises.ts';
import { deriveMonitoringPromises } from './monitoring/promises.ts';
import { type DerivePromises, type PlatformPromise, type Subject, type Tier, tiers } from './promise.ts';
import { deriveWebPromises } from './web/promises.ts';

/**
 * Everything that is promised about a platform, in the order of the tiers, then of the ids. Which promises there are
 * follows from the declaration alone; what they ask may depend on what was observed.
 */
export function derivePromises(subject: Subject): readonly PlatformPromise[] {
  const promises = tiers.flatMap((tier) => [...deriveTier[tier](subject)].sort(byId));
  const ids = promises.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`Two promises are named ${twice}. This is a mistake in Smartx.`);
  return promises;
}

const deriveTier: Readonly<Record<Tier, DerivePromises>> = {
  dns: deriveDnsPromises,
  loadBalancer: deriveLoadBalancerPromises,
  firewall: deriveFirewallPromises,
  web: deriveWebPromises,
  app: deriveAppPromises,
  database: deriveDatabasePromises,
  monitoring: deriveMonitoringPromises,
  host: deriveHostPromises,
};

function byId(left: PlatformPromise, right: PlatformPromise): number {
  return left.id < right.id ? -1 : 1;
}
