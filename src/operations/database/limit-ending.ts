/**
 * Of a program that has given its answer, which is the last that it does. Where it never ended, Node hung in its own
 * shutdown (nodejs/node#54918 tells of such), or the end was lost on its way: nobody shall wait for hours for what is done.
 */
const END_LIMIT_MS = 60_000;

/** Why a command was ended that had answered. */
export class NeverEnded extends Error {
  constructor() {
    super(`it has answered, and did not end within ${END_LIMIT_MS / 1000} s`);
    this.name = 'NeverEnded';
  }
}

/** A signal that aborts with `NeverEnded` a minute after the answer was heard, or when another one does. */
export function limitEnding(other: AbortSignal | undefined): {
  readonly signal: AbortSignal;
  readonly answered: () => void;
  readonly stop: () => void;
} {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any(other === undefined ? [ending.signal] : [ending.signal, other]),
    answered: () => {
      timer ??= setTimeout(() => ending.abort(new NeverEnded()), END_LIMIT_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
