import { type OnLabEvent, stopLab } from '../lab/lab.ts';
import { recordedRun } from './recorded-run.ts';

export interface DownRequest {
  readonly environment: string;
  /** Keep disks, data and keys for the next `up`. */
  readonly keepData: boolean;
  readonly run: string;
  readonly who: string;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: OnLabEvent;
}

/**
 * Stops a lab and removes what is on this machine of it. Waits for nobody: while an `up` works on it, its holder is
 * named.
 * @throws EnvironmentLocked or a failure of the lab.
 */
export async function down(request: DownRequest): Promise<void> {
  const { environment, keepData, signal, onEvent } = request;
  await recordedRun({ ...request, what: 'down' }, () => stopLab(environment, { keepData, signal, onEvent }));
}
