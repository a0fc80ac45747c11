import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writeWhole } from '../../operations/write-whole.ts';
import { UsageError } from '../report/report-thrown.ts';
import type { PlanDocument } from './plan-document.ts';

/** Writes a plan, whole or not at all. It shows files, so it is for its owner alone. */
export async function savePlan(here: string, file: string, document: PlanDocument): Promise<void> {
  await writeWhole(resolve(here, file), `${JSON.stringify(document, null, 2)}\n`);
}

export interface SavedPlan {
  /** The hosts that it is about. */
  readonly only: ReadonlySet<string>;
  /** Fingerprints by host with something to do. */
  readonly expected: ReadonlyMap<string, string>;
}

/** @throws UsageError when it is no plan, or one of another environment. */
export async function readSavedPlan(here: string, file: string, environment: string): Promise<SavedPlan> {
  const document = await read(resolve(here, file));
  if (document.environment !== environment) {
    throw new UsageError(
      `${file} is a plan of '${document.environment}', not of '${environment}'.`,
      `Add --env ${document.environment}, or make a new one with plan --out.`,
    );
  }
  const { hosts } = document;
  return {
    only: new Set(hosts.map(({ host }) => host)),
    expected: new Map(hosts.flatMap(({ host, fingerprint }) => (fingerprint === null ? [] : [[host, fingerprint]]))),
  };
}

async function read(path: string): Promise<Pick<PlanDocument, 'environment' | 'hosts'>> {
  const refuse = (reason: string) => new UsageError(`${path} ${reason}`, 'smartx plan --out FILE makes one.');
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw refuse(`cannot be read: ${error.message}`);
  });
  try {
    const { version, environment, hosts } = JSON.parse(text) as Partial<PlanDocument>;
    if (version === 1 && typeof environment === 'string' && Array.isArray(hosts) && hosts.every(isHost)) {
      return { environment, hosts };
    }
  } catch {
    // Not even JSON; said below.
  }
  throw refuse('is no plan.');
}

function isHost(value: unknown): boolean {
  const { host, fingerprint } = (value ?? {}) as { host?: unknown; fingerprint?: unknown };
  return typeof host === 'string' && (fingerprint === null || typeof fingerprint === 'string');
}
