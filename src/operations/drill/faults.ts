import type { Fault } from '../../drills/fault.ts';
import type { FaultHandler } from './fault-handler.ts';
import { backupRestored } from './faults/backup-restored.ts';
import { diskFull } from './faults/disk-full.ts';
import { linkDown } from './faults/link-down.ts';
import { machineKilled } from './faults/machine-killed.ts';
import { packetLoss } from './faults/packet-loss.ts';
import { processSignalled } from './faults/process-signalled.ts';
import { releaseDeployed } from './faults/release-deployed.ts';
import { serverDrained } from './faults/server-drained.ts';
import { switchover } from './faults/switchover.ts';
import { tableDropped } from './faults/table-dropped.ts';
import { unitReloaded } from './faults/unit-reloaded.ts';
import type { DrillReach } from './reach.ts';

const handlers: { readonly [Kind in Fault['kind']]: FaultHandler<Kind> } = {
  backupRestored,
  diskFull,
  linkDown,
  machineKilled,
  packetLoss,
  processSignalled,
  releaseDeployed,
  serverDrained,
  switchover,
  tableDropped,
  unitReloaded,
};

/** In words: `lb-1 loses its power`. */
export function describeFault(fault: Fault): string {
  return handlerOf(fault).describe(fault);
}

/** Sees to what a fault needs to be healed again. @throws Failure */
export async function prepareFault(fault: Fault, reach: DrillReach): Promise<void> {
  await handlerOf(fault).prepare?.(fault, reach);
}

/** @throws Failure */
export function injectFault(fault: Fault, reach: DrillReach): Promise<void> {
  return handlerOf(fault).inject(fault, reach);
}

/** Does no harm to what is not broken. @throws Failure */
export function healFault(fault: Fault, reach: DrillReach): Promise<void> {
  return handlerOf(fault).heal(fault, reach);
}

/** What is still to be seen of a fault; undefined when it is gone. @throws Failure when nobody can tell. */
export function remainsOfFault(fault: Fault, reach: DrillReach): Promise<string | undefined> {
  return handlerOf(fault).remains(fault, reach);
}

/** The compiler cannot see that a fault and the handler of its kind belong together. */
function handlerOf(fault: Fault): FaultHandler<Fault['kind']> {
  return handlers[fault.kind] as FaultHandler<Fault['kind']>;
}
