import { setTimeout as sleep } from 'node:timers/promises';
import type { DrillReach } from './reach.ts';
import { readPrimaries } from './read-primaries.ts';

/** Two members that take writes at once would do so for seconds; each question costs three processes. */
const INTERVAL_MS = 500;

export interface PrimariesWatch {
  /** Ends the watch and tells the largest number of members that took writes at the same time. */
  readonly stop: () => Promise<number>;
}

/** Asks all members again and again which of them take writes. */
export function watchPrimaries(reach: Pick<DrillReach, 'platform' | 'local'>): PrimariesWatch {
  const stopping = new AbortController();
  const watch = async () => {
    let most = 0;
    while (!stopping.signal.aborted) {
      most = Math.max(most, (await readPrimaries(reach)).length);
      await sleep(INTERVAL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    return most;
  };
  const watching = watch();
  watching.catch(() => undefined);
  return {
    stop: () => {
      stopping.abort();
      return watching;
    },
  };
}
