import { setTimeout as sleep } from 'node:timers/promises';
import type { Host, Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { HostHealth } from './judge-host.ts';
import type { DrillReach } from './reach.ts';
import { type PlatformHealth, readHealth } from './read-health.ts';

/** A group of databases that comes back from a cold start takes the longest. */
const LIMIT_MS = 300_000;
const INTERVAL_MS = 400;

/**
 * Resolves when everything is there twice again, with what was seen then. After the first look only those are asked
 * again of whom something was missing, and everybody once more in the end.
 * @throws Failure that says what is still missing after five minutes.
 */
export async function waitForRedundancy(
  reach: Pick<DrillReach, 'platform' | 'transport' | 'machines'>,
  signal: AbortSignal | undefined,
  look: typeof readHealth = readHealth,
): Promise<PlatformHealth> {
  const deadline = performance.now() + LIMIT_MS;
  let known: ReadonlyMap<string, HostHealth> = new Map();
  for (;;) {
    const health = await look(reach, known);
    if (health.complaints.length === 0 && known.size === 0) return health;
    if (performance.now() > deadline) throw stillMissing(health.complaints);
    known = health.complaints.length === 0 ? new Map() : settled(reach.platform, health.hosts);
    if (health.complaints.length > 0) await sleep(INTERVAL_MS, undefined, { signal });
  }
}

/** Load balancers and members of the database are asked every time: who does the work among them may change. */
function settled({ hosts }: Platform, health: ReadonlyMap<string, HostHealth>): ReadonlyMap<string, HostHealth> {
  const moves = ({ roles }: Host) => roles.includes('loadBalancer') || roles.includes('database');
  const names = hosts.filter((host) => !moves(host)).map(({ name }) => name);
  return new Map([...health].filter(([name, { complaints }]) => names.includes(name) && complaints.length === 0));
}

function stillMissing(complaints: readonly string[]): Failure {
  return new Failure({
    step: 'see the platform whole again',
    reason: `${complaints.join('; ')}, ${LIMIT_MS / 1000} s after the fault was healed`,
    changed: 'The fault itself is healed and gone.',
    next: '`smartx status` shows which service is not active, and `smartx up` makes everything as declared.',
  });
}
