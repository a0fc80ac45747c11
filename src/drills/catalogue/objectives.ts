import type { Objective } from '../objective.ts';

/** What every drill must meet: an acknowledged transfer is in the ledger, and it is there once. */
export const nothingLost: readonly Objective[] = [
  { kind: 'writesLostMax', limit: 0 },
  { kind: 'duplicatesMax', limit: 0 },
];

/** No user sees an error for anything that a browser or a client with a key may send twice. */
export const nothingFails: Objective = { kind: 'failedMax', of: 'idempotent', limit: 0 };

/** Never two members that take writes. */
export const onePrimary: Objective = { kind: 'primariesMax', limit: 1 };

/** Longest time without any success, milliseconds. */
export function gapBelow(limit: number, of: 'all' | 'read' | 'write' = 'all'): Objective {
  return { kind: 'longestGapMsMax', of, limit };
}
