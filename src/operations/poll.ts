import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../problems/failure.ts';

export interface Poll {
  /** What is still missing; undefined when nothing is. */
  readonly look: () => Promise<string | undefined>;
  readonly intervalMs: number;
  readonly limitMs: number;
  /** What to throw when the limit has passed, with what was missing last as its reason; without it, poll ends then. */
  readonly failure?: ((reason: string) => Failure) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks again and again until nothing is missing.
 * @throws Failure after the limit; the signal's reason when it was aborted.
 */
export async function poll({ look, intervalMs, limitMs, failure, signal }: Poll): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    signal?.throwIfAborted();
    const missing = await look();
    if (missing === undefined) return;
    if (performance.now() > deadline) {
      if (failure === undefined) return;
      throw failure(`${missing}, after ${limitMs / 1000} s of waiting`);
    }
    await sleep(intervalMs, undefined, { signal });
  }
}
