import type { Output } from './invocation.ts';

/** Tells of what went wrong beside the work, which did not. */
export function warnTo({ print, paint }: Output): (text: string) => void {
  return (text) => print(`${paint('yellow', '!')} ${text}`);
}
