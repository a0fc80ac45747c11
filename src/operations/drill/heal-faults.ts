import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../drills/fault.ts';
import { combineFailures, Failure } from '../../problems/failure.ts';
import { healFault, remainsOfFault } from './faults.ts';
import type { DrillReach } from './reach.ts';

/** A killed process must be started again by systemd within this time, a link must have its carrier. */
const GONE_LIMIT_MS = 60_000;
const INTERVAL_MS = 200;

/**
 * Heals all faults at the same time, and returns when each has been seen to be gone. All are tried, whatever one of them
 * says; it does no harm where nothing is broken. Nobody can interrupt it.
 * @throws Failure that names what is not healed.
 */
export async function healFaults(faults: readonly Fault[], reach: DrillReach): Promise<void> {
  const results = await Promise.allSettled(faults.map((fault) => healOne(fault, reach)));
  const thrown = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const unexpected = thrown.find((error) => !(error instanceof Failure));
  if (unexpected !== undefined) throw unexpected;
  if (thrown.length > 0) throw combineFailures(thrown);
}

async function healOne(fault: Fault, reach: DrillReach): Promise<void> {
  await healFault(fault, reach);
  const deadline = performance.now() + GONE_LIMIT_MS;
  for (;;) {
    const remains = await remainsOfFault(fault, reach);
    if (remains === undefined) return;
    if (performance.now() > deadline) throw stillThere(remains);
    await sleep(INTERVAL_MS);
  }
}

function stillThere(remains: string): Failure {
  return new Failure({
    step: 'heal what the drill broke',
    reason: `${remains}, ${GONE_LIMIT_MS / 1000} s after it was healed`,
    changed: 'It is written down, so that it can be healed later.',
    next: 'smartx drill --heal tries it again; `smartx down` and `smartx up` give you a lab without faults.',
  });
}
