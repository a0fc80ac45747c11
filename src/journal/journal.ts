import { appendFile, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../problems/failure.ts';
import { type EnvironmentLock, type Holder, takeEnvironmentLock } from './environment-lock.ts';

/** One run of a command that may change an environment. */
export interface Run {
  readonly id: string;
  /** ISO 8601. */
  readonly when: string;
  readonly who: string;
  /** `up`, `apply` and so on. */
  readonly what: string;
  readonly outcome: 'ok' | 'failed' | 'interrupted';
}

export interface Journal {
  /**
   * One operator at a time. The lock ends with its process, whatever ends that.
   * @throws EnvironmentLocked naming its holder.
   */
  lock(what: string): Promise<EnvironmentLock>;
  /** Adds a run at the end. */
  record(run: Run): Promise<void>;
  /** Oldest first. */
  runs(): Promise<readonly Run[]>;
  /** Hash of the manifest that the last good run applied; undefined when there was none. */
  lastManifest(): Promise<string | undefined>;
  setLastManifest(hash: string): Promise<void>;
}

/** Somebody else works on the environment. */
export class EnvironmentLocked extends Failure {
  readonly holder: Holder;

  constructor(holder: Holder) {
    super({
      step: 'lock the environment',
      reason: `it is held by "${holder.what}" since ${holder.since}, process ${holder.pid}.`,
      changed: 'Nothing was changed.',
      next: 'wait until the other one has ended, then run the same command again.',
    });
    this.name = 'EnvironmentLocked';
    this.holder = holder;
  }
}

/** Opens the journal of an environment in a directory that only its owner can read, and makes it if need be. */
export async function openJournal(directory: string): Promise<Journal> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const runsFile = join(directory, 'runs.jsonl');
  const manifestFile = join(directory, 'last-manifest');
  return {
    async lock(what) {
      const result = await takeEnvironmentLock(directory, what, new Date());
      if ('holder' in result) throw new EnvironmentLocked(result.holder);
      return result.lock;
    },
    record: (run) => appendFile(runsFile, `${JSON.stringify(run)}\n`, { mode: 0o600 }),
    runs: async () => parseRuns((await readIfThere(runsFile)) ?? ''),
    lastManifest: () => readIfThere(manifestFile),
    async setLastManifest(hash) {
      await writeFile(`${manifestFile}.new`, hash, { mode: 0o600 });
      await rename(`${manifestFile}.new`, manifestFile);
    },
  };
}

/** A run that was cut off while it was being written is not there. */
function parseRuns(text: string): Run[] {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  return complete.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Run]));
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
