import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryLimits {
  /** No attempt starts later than this after the first one, in milliseconds. */
  readonly limitMs: number;
  /** Whether another attempt may help after this error. */
  readonly worthwhile: (error: unknown) => boolean;
}

const FIRST_PAUSE_MS = 25;
const PAUSE_MS_MAX = 400;

/** Repeats `attempt` with growing, jittered pauses; throws the last error when it is not worthwhile or time is up. */
export async function retry<Result>(attempt: () => Promise<Result>, limits: RetryLimits): Promise<Result> {
  const deadline = Date.now() + limits.limitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX)) {
    try {
      return await attempt();
    } catch (error) {
      // Half of the pause is chance, so that requests which failed together do not return together.
      const waitMs = pauseMs * (0.5 + Math.random() / 2);
      if (!limits.worthwhile(error) || Date.now() + waitMs > deadline) throw error;
      await sleep(waitMs);
    }
  }
}
