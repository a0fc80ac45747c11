import type { Fault } from '../../drills/fault.ts';
import { type FaultRecord, removeFaultRecord, writeFaultRecord } from './fault-record.ts';
import { injectFault } from './faults.ts';
import { healFaults } from './heal-faults.ts';
import type { DrillReach } from './reach.ts';

export interface BreakAndHeal {
  readonly record: FaultRecord;
  readonly recordFile: string;
  readonly reach: DrillReach;
  /** What goes on while it is broken; may be interrupted by throwing. */
  readonly whileBroken: () => Promise<void>;
  /** Just before the healing; `inOrder` is false when something threw. */
  readonly onHeal: (inOrder: boolean) => void;
}

/**
 * Writes down what will be broken, breaks it, and heals it again, whatever happens meanwhile. The record goes only when
 * every fault has been seen to be gone: until then `smartx drill --heal` knows what to do.
 * @throws Failure; whatever `whileBroken` throws, after the healing.
 */
export async function breakAndHeal({ record, recordFile, reach, whileBroken, onHeal }: BreakAndHeal): Promise<void> {
  await writeFaultRecord(recordFile, record);
  let thrown: { readonly error: unknown } | undefined;
  try {
    await injectAll(record.faults, reach);
    await whileBroken();
  } catch (error) {
    thrown = { error };
  }
  onHeal(thrown === undefined);
  await healFaults(record.faults, reach);
  await removeFaultRecord(recordFile);
  if (thrown !== undefined) throw thrown.error;
}

/** All at the same time. Waits for all of them, so that none is made after the healing has begun. */
async function injectAll(faults: readonly Fault[], reach: DrillReach): Promise<void> {
  const results = await Promise.allSettled(faults.map((fault) => injectFault(fault, reach)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
