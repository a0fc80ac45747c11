import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningLoad } from '../../load/start-load.ts';
import { Failure } from '../../problems/failure.ts';

/**
 * Waits while the load runs.
 * @throws Failure when the load ends meanwhile, since nothing is measured then; the signal's reason on an abort.
 */
export async function pauseUnderLoad(ms: number, load: RunningLoad, signal: AbortSignal | undefined): Promise<void> {
  const over = new AbortController();
  const waiting = sleep(ms, undefined, {
    signal: signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]),
  });
  const early = load.ended.then(
    () => Promise.reject(loadEnded('it stopped by itself')),
    (error: unknown) => Promise.reject(loadEnded(error instanceof Error ? error.message : String(error))),
  );
  try {
    await Promise.race([waiting, early]);
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    over.abort();
    waiting.catch(() => undefined);
    early.catch(() => undefined);
  }
}

function loadEnded(reason: string): Failure {
  return new Failure({
    step: 'keep the load going',
    reason,
    changed: 'What the drill broke is healed.',
    next: 'run the same drill again; if addresses are missing, `smartx up` gives the outside client its own.',
  });
}
