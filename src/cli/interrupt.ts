import { exitCodes } from './exit-codes.ts';
import type { Output } from './invocation.ts';

/** The reason with which work is aborted after ctrl-C. */
export class Interrupted extends Error {
  readonly next: string;

  constructor(next: string) {
    super('interrupted');
    this.name = 'Interrupted';
    this.next = next;
  }
}

export interface InterruptListener {
  readonly signal: AbortSignal;
  /** Gives ctrl-C its usual meaning back. */
  readonly release: () => void;
}

export interface InterruptWords {
  /** Said at the first signal. */
  readonly first: string;
  /** Said at every further one, which then changes nothing; undefined: the second one leaves at once. */
  readonly further: string | undefined;
}

/**
 * The first ctrl-C (or SIGTERM, SIGHUP) aborts the work, which then cleans up or leaves what the next call continues;
 * the second one leaves at once, unless the work must come to its end. `next` says what to type afterwards.
 */
export function listenForInterrupt(err: Output, next: string, words: InterruptWords = leaving): InterruptListener {
  const controller = new AbortController();
  const onSignal = () => {
    const { aborted } = controller.signal;
    if (aborted && words.further === undefined) process.exit(exitCodes.interrupted);
    err.print(err.paint('yellow', (aborted ? words.further : undefined) ?? words.first));
    if (!aborted) controller.abort(new Interrupted(next));
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}

/**
 * Does work that ctrl-C aborts. Whatever aborted work then throws, what is thrown is that it was interrupted.
 * @param next what to type afterwards
 */
export async function untilInterrupted<T>(
  err: Output,
  next: string,
  work: (signal: AbortSignal) => Promise<T>,
  words?: InterruptWords,
): Promise<T> {
  const { signal, release } = listenForInterrupt(err, next, words);
  try {
    return await work(signal);
  } catch (thrown) {
    throw signal.aborted ? signal.reason : thrown;
  } finally {
    release();
  }
}

const leaving: InterruptWords = {
  first: 'Stopping; one moment. Once more to leave at once.',
  further: undefined,
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
