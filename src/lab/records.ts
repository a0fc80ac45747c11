import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { Failure } from '../problems/failure.ts';
import type { MachineRecord } from './convergence.ts';
import { LABS_DIRECTORY, labPaths, machinePaths } from './paths.ts';
import { isLabName, type LabSpec } from './spec.ts';

/** What lab.json says: whose lab it is, and what it was last told to be. */
export interface LabRecord {
  /** Path of the project directory that this lab belongs to. */
  owner: string;
  spec: LabSpec;
}

/** undefined when the lab does not exist or its record is unreadable: a half-made lab is made anew or cleaned up. */
export async function readLabRecord(lab: string): Promise<LabRecord | undefined> {
  return readJson<LabRecord>(labPaths(lab).record);
}

/** @throws Failure when the lab does not exist. */
export async function requireLabRecord(lab: string): Promise<LabRecord> {
  const record = await readLabRecord(lab);
  if (record !== undefined) return record;
  throw new Failure({
    step: `find the lab "${lab}"`,
    reason: 'there is no lab of this name on this machine',
    changed: 'Nothing was changed.',
    next: 'start it with: smartx up',
  });
}

export async function writeLabRecord(record: LabRecord): Promise<void> {
  const { directory, record: path } = labPaths(record.spec.name);
  await mkdir(directory, { recursive: true, mode: 0o755 });
  await writeFile(`${path}.new`, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o644 });
  await rename(`${path}.new`, path);
}

/** undefined when the machine has no complete disk. */
export async function readMachineRecord(lab: string, host: string): Promise<MachineRecord | undefined> {
  return readJson<MachineRecord>(machinePaths(lab, host).record);
}

/** Names of the machines that have a directory, sorted. Needs root where there is a lab. */
export async function recordedMachines(lab: string): Promise<string[]> {
  return (await readdir(labPaths(lab).machines).catch(noneIfAbsent)).sort();
}

/** Names of all labs on this machine, half-made ones included, sorted. */
export async function listLabs(): Promise<string[]> {
  return (await readdir(LABS_DIRECTORY).catch(noneIfAbsent)).filter(isLabName).sort();
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError || isAbsent(error)) return undefined;
    throw error;
  }
}

/** Whoever may not look must not be told that there is nothing. */
function noneIfAbsent(error: unknown): string[] {
  if (isAbsent(error)) return [];
  throw error;
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
