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

/**
 * The first ctrl-C (or SIGTERM, SIGHUP) aborts the work, which then cleans up or leaves what the next call continues;
 * the second one leaves at once. `next` says what to type afterwards.
 */
export function listenForInterrupt(err: Output, next: string): InterruptListener {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    err.print(err.paint('yellow', 'Stopping; one moment. Once more to leave at once.'));
    controller.abort(new Interrupted(next));
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
