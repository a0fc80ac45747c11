import { createTwoFilesPatch } from 'diff';

/** Lines around a change, as diff(1) -u shows them. */
const CONTEXT_LINES = 3;

/**
 * How a file would change, as a unified diff that patch(1) understands. Undefined stands for a file that is not there.
 * Empty when both are the same, as they are where only an owner or a mode changes.
 */
export function renderPatch(path: string, now: string | undefined, declared: string | undefined): string {
  if (now === declared) return '';
  const from = now === undefined ? '/dev/null' : `a${path}`;
  const to = declared === undefined ? '/dev/null' : `b${path}`;
  const options = {
    context: CONTEXT_LINES,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  };
  return createTwoFilesPatch(from, to, now ?? '', declared ?? '', undefined, undefined, options);
}
