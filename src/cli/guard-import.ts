/** What came of an import; `unsettled` when it awaited something for longer than the limit. */
export const unsettled = Symbol('unsettled');

/** What a file throws that would end the process. */
export class ProcessEnded extends Error {
  constructor() {
    super('the file ends the process');
    this.name = 'ProcessEnded';
  }
}

/**
 * Runs an import of a stranger's file. Whatever it does, also between two awaits, becomes a value or an exception here:
 * ending the process, throwing from a timer, and a promise that nobody handles.
 * @throws ProcessEnded; whatever the file throws.
 */
export async function guardImport<T>(work: () => Promise<T>, limitMs: number): Promise<T | typeof unsettled> {
  const failed = Promise.withResolvers<never>();
  // Nobody waits for it while the import goes well.
  failed.promise.catch(() => undefined);
  const restore = takeOver(failed.reject);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof unsettled>((resolve) => {
    timer = setTimeout(() => resolve(unsettled), limitMs);
  });
  try {
    const result = await Promise.race([work(), failed.promise, limit]);
    // Node tells of unhandled rejections only after the promises of this turn, the import among them, have gone on.
    await Promise.race([new Promise((resolve) => setImmediate(resolve)), failed.promise]);
    return result;
  } finally {
    clearTimeout(timer);
    restore();
  }
}

function takeOver(fail: (reason: unknown) => void): () => void {
  const { exit, reallyExit } = process as NodeJS.Process & { reallyExit: typeof process.exit };
  const refuseToEnd = (): never => {
    const refusal = new ProcessEnded();
    // The file may catch what it is thrown, and go on.
    fail(refusal);
    throw refusal;
  };
  Object.assign(process, { exit: refuseToEnd, reallyExit: refuseToEnd });
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  return () => {
    Object.assign(process, { exit, reallyExit });
    process.off('uncaughtException', fail);
    process.off('unhandledRejection', fail);
  };
}
