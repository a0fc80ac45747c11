import { openJournal } from '../journal/journal.ts';
import { environmentPaths } from './environment-paths.ts';

export interface RecordedRun {
  readonly environment: string;
  /** Where it is remembered; undefined for the place of labs. */
  readonly journalDirectory?: string | undefined;
  /** Id of the run. */
  readonly run: string;
  /** `root@machine` */
  readonly who: string;
  /** The command: `up`. */
  readonly what: string;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does work that may change an environment: alone, and remembered with its outcome.
 * @throws EnvironmentLocked naming whoever works on it now; whatever the work throws.
 */
export async function recordedRun<T>(about: RecordedRun, work: () => Promise<T>): Promise<T> {
  const directory = about.journalDirectory ?? environmentPaths(about.environment).journalDirectory;
  const journal = await openJournal(directory);
  const lock = await journal.lock(`${about.what} by ${about.who}`);
  const { run: id, who, what } = about;
  const record = (outcome: 'ok' | 'failed' | 'interrupted') =>
    journal.record({ id, when: about.now.toISOString(), who, what, outcome });
  try {
    const result = await work();
    await record('ok');
    return result;
  } catch (error) {
    // A full disk, say: what went wrong with the work matters more than what goes wrong with noting it.
    await record(about.signal?.aborted ? 'interrupted' : 'failed').catch(() => undefined);
    throw error;
  } finally {
    await lock.release();
  }
}
