import type { ProgressEvent } from './progress-event.ts';
import { formatSeconds } from './render-frame.ts';

/**
 * One event as a line of a log, for pipes and CI. Undefined for those that would only be noise: notes, the start of
 * what ends soon, and single files. `verbose` has them all.
 */
export function renderLine(event: ProgressEvent, elapsedMs: number, verbose: boolean): string | undefined {
  const takesLong = event.scope !== 'host' && event.scope !== 'tier';
  if (event.state === 'note' && !verbose) return undefined;
  if (event.minor && event.state !== 'fail' && !verbose) return undefined;
  if (event.state === 'start' && !takesLong && !verbose) return undefined;
  const detail = event.detail === undefined ? '' : `: ${event.detail}`;
  return `[${formatSeconds(elapsedMs).padStart(7)}] ${event.name}: ${event.step}${endings[event.state]}${detail}`;
}

const endings: Readonly<Record<ProgressEvent['state'], string>> = {
  start: ' …',
  note: '',
  ok: ' ok',
  done: ' done',
  fail: ' FAILED',
  skip: ' skipped',
};
