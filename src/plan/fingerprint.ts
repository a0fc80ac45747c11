import type { HostManifest } from '../services/manifest.ts';
import type { HostFacts, PathFacts } from './facts.ts';
import type { Sha256 } from './plan.ts';

/**
 * One hash of all that a host's plan was made from: what is declared and what was seen. A saved plan is carried out only
 * while it is still the same, so that nothing happens that nobody has read.
 */
export function fingerprintOf(manifest: HostManifest, facts: HostFacts, sha256: Sha256): string {
  const paths = new Map([...facts.paths].map(([path, seen]) => [path, withoutTurnover(seen)]));
  return sha256(`${canonical(manifest)}\n${canonical({ ...facts, paths })}`);
}

/** A directory changes with every file that a daemon makes or replaces in it, of which a plan knows nothing. */
function withoutTurnover(seen: PathFacts): Partial<PathFacts> {
  if (seen.type !== 'd') return seen;
  const { changedSeconds: _, ...lasting } = seen;
  return lasting;
}

/** JSON with sorted keys; sets and maps, which have no order that means anything, are sorted too. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof Map) return Object.fromEntries([...inner].sort(byKey));
    if (inner instanceof Set) return [...inner].sort();
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(byKey));
  });
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
