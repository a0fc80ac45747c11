import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 25;
const PAUSE_MS_MAX = 400;

/**
 * Repeats `attempt` with growing, jittered pauses; throws the last error when time is up.
 *
 * @param patienceMs after this error, how long since the first attempt another one may start, in milliseconds; 0 when
 *   another one would not help
 */
export async function retry<Result>(
  attempt: () => Promise<Result>,
  patienceMs: (error: unknown) => number,
): Promise<Result> {
  const startedAt = performance.now();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX)) {
    try {
      return await attempt();
    } catch (error) {
      // Half of the pause is chance, so that requests which failed together do not return together.
      const waitMs = pauseMs * (0.5 + Math.random() / 2);
      if (performance.now() - startedAt + waitMs > patienceMs(error)) throw error;
      await sleep(waitMs);
    }
  }
}
