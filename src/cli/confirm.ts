import { createInterface } from 'node:readline/promises';
import type { Invocation } from './invocation.ts';
import { UsageError } from './report/report-thrown.ts';

/**
 * Asks on the terminal, on stderr, so that stdout stays a document. Everything but a yes is a no.
 * @throws UsageError where nobody can be asked.
 */
export async function confirm(invocation: Pick<Invocation, 'yes'>, question: string, again: string): Promise<boolean> {
  refuseWithoutTerminal(invocation, again);
  if (invocation.yes) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** @throws UsageError where nobody can be asked, and nobody has agreed. */
export function refuseWithoutTerminal({ yes }: Pick<Invocation, 'yes'>, again: string): void {
  if (yes || (process.stdin.isTTY && process.stderr.isTTY)) return;
  throw new UsageError('This asks before it changes anything, and there is no terminal to ask on.', `${again} --yes`);
}
