import type { Limits } from '../platform/platform.ts';

/*
 * HAProxy and Nginx stand behind one another, and of two equal limits nobody could tell which one ends a request. The
 * one next to whoever is slow is the first, because it can say what is wrong; the other one waits a little longer.
 */

/** HAProxy: longest silence of a client in the middle of a request or an answer. */
export const clientSeconds = 30;

/** What the one behind waits longer. */
export const marginSeconds = 5;

/** How long a process that was replaced by a reload goes on with what it has. */
export function reloadDrainSeconds(limits: readonly Limits[]): number {
  return Math.max(reloadDrainSecondsMin, ...limits.map(({ drainTimeoutSeconds }) => drainTimeoutSeconds));
}
const reloadDrainSecondsMin = 60;
