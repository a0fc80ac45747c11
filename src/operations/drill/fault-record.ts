import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Fault } from '../../drills/fault.ts';
import { Failure } from '../../problems/failure.ts';
import { readIfThere } from '../read-if-there.ts';

/** What a drill is about to break, or has broken. */
export interface FaultRecord {
  /** Id of the run. */
  readonly run: string;
  readonly drill: string;
  /** ISO 8601. */
  readonly since: string;
  readonly faults: readonly Fault[];
}

/** Where an environment's faults are written down while they are there. */
export function faultRecordFile(stateDirectory: string): string {
  return join(stateDirectory, 'faults.json');
}

/** On the disk when it returns, whatever happens next: written beside, flushed, and renamed into place. */
export async function writeFaultRecord(file: string, record: FaultRecord): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(record, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  await flushDirectory(dirname(file));
}

/**
 * Undefined when nothing is broken.
 * @throws Failure when the record cannot be understood: then somebody must look, since something may be broken.
 */
export async function readFaultRecord(file: string): Promise<FaultRecord | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as FaultRecord;
  } catch {
    throw new Failure({
      step: 'read what a drill has broken',
      reason: `${file} is no JSON`,
      changed: 'Nothing was changed.',
      next: 'look at the file; `smartx down` and `smartx up` give you a lab without faults.',
    });
  }
}

export async function removeFaultRecord(file: string): Promise<void> {
  await rm(file, { force: true });
  await flushDirectory(dirname(file));
}

/** A rename or removal is on the disk when its directory is (fsync(2)). */
async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
