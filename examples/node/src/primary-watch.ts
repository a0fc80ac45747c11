import { setTimeout as sleep } from 'node:timers/promises';

export interface PrimaryWatch {
  /** Whether somebody missed the primary and it has not been seen since. */
  readonly away: boolean;
  /** Somebody met no primary: from now on it is looked for. */
  missed(): void;
  /** Resolves when the primary takes writes again, at once when nobody misses it, and in any case at the limit. */
  present(): Promise<void>;
}

export interface WatchLimits {
  /** Between two looks, in milliseconds. */
  readonly everyMs: number;
  /** How long it is looked for before somebody has to miss it anew, in milliseconds. */
  readonly limitMs: number;
}

/**
 * While there is no primary, one look at a time is made for all who wait, instead of each of them knocking by itself:
 * hundreds of requests would keep the machine so busy that nothing else was answered.
 *
 * @param look rejects, or says false, while no primary takes writes
 */
export function watchPrimary(look: () => Promise<boolean>, { everyMs, limitMs }: WatchLimits): PrimaryWatch {
  let returning: Promise<void> | undefined;

  return {
    get away() {
      return returning !== undefined;
    },
    missed: () => {
      returning ??= untilPresent().finally(() => {
        returning = undefined;
      });
    },
    present: () => returning ?? Promise.resolve(),
  };

  async function untilPresent(): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (performance.now() < deadline) {
      if (await look().catch(() => false)) return;
      await sleep(everyMs);
    }
  }
}
