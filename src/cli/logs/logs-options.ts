import type { Output } from '../invocation.ts';

export interface LogsOptions {
  readonly unit?: readonly string[];
  readonly since?: number;
  readonly lines: number;
  readonly grep?: string;
  readonly follow?: boolean;
  readonly collected?: boolean;
}

export const LINES_MAX = 100_000;

/** What is asked of the hosts. */
export function queryOf({ unit = [], since, grep }: LogsOptions) {
  return { units: unit, sinceMicros: since, grep };
}

export function tellLost(err: Output, host: string, reason: string): void {
  err.print(`${err.paint('yellow', '!')} ${host} does not show its journal: ${reason}`);
}

/** Whoever asked for a time expects all of it. */
export function tellCut(err: Output, { since }: LogsOptions): void {
  if (since !== undefined) err.print(`Older lines are left out; --lines ${LINES_MAX} shows up to so many.`);
}
