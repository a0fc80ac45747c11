import { setTimeout as sleep } from 'node:timers/promises';

export interface Hedge<Result> {
  readonly first: () => Promise<Result>;
  /** Asked too when `first` has not answered after `afterMs`, and at once when it failed in a way that `helps` knows. */
  readonly second: () => Promise<Result>;
  readonly afterMs: number;
  /** Whether the second one may do better after this error of the first one. */
  readonly helps: (error: unknown) => boolean;
}

/**
 * Asks the first one, and the second one too when the first is late or broken; the answer that comes first counts
 * ("The Tail at Scale", Dean and Barroso, 2013). Rejects with the error of the first one when neither has an answer.
 */
export async function hedge<Result>({ first, second, afterMs, helps }: Hedge<Result>): Promise<Result> {
  const answer = first();
  // Whoever loses the race is left alone: its error, if any, must not count as unhandled.
  answer.catch(() => {});
  const giveUpWaiting = new AbortController();
  const late = sleep(afterMs, LATE, { signal: giveUpWaiting.signal });
  late.catch(() => {});
  try {
    const soon = await Promise.race([answer, late]);
    if (soon !== LATE) return soon;
  } catch (error) {
    if (!helps(error)) throw error;
  } finally {
    giveUpWaiting.abort();
  }
  return await Promise.any([answer, second()]).catch(() => answer);
}

const LATE = Symbol('late');
