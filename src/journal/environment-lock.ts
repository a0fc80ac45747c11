import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';

export interface Holder extends ProcessIdentity {
  /** What it is doing, for whoever finds the lock taken: `up by root@machine`. */
  readonly what: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface EnvironmentLock {
  release(): Promise<void>;
}

/** How often a lock that its dead holder left may be fought over before we give up. */
const ATTEMPTS_MAX = 5;

/**
 * Takes the lock of an environment, or returns who holds it. A lock whose holder has ended, by whatever signal, is
 * taken over.
 */
export async function takeEnvironmentLock(
  directory: string,
  what: string,
  now: Date,
): Promise<{ readonly lock: EnvironmentLock } | { readonly holder: Holder }> {
  const path = join(directory, 'lock');
  const own: Holder = { ...(await ownIdentity()), what, since: now.toISOString() };
  // Written whole before it becomes the lock, which link(2) does at once and for one of us only.
  const draft = join(directory, `lock.${randomUUID()}`);
  await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      if (await linkIfFree(draft, path)) return { lock: { release: () => rm(path, { force: true }) } };
      const text = await readFile(path, 'utf8').catch(() => undefined);
      const holder = text === undefined ? undefined : parseHolder(text);
      if (holder !== undefined && (await isAlive(holder))) return { holder };
      if (text !== undefined) await removeStale(path, text);
    }
    throw new Error(`the lock ${path} could not be taken in ${ATTEMPTS_MAX} attempts`);
  } finally {
    await unlink(draft);
  }
}

async function linkIfFree(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moved aside first: if somebody was quicker and it is a living lock by now, it goes back. */
async function removeStale(path: string, staleText: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== staleText) await linkIfFree(aside, path);
  await unlink(aside);
}

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}
