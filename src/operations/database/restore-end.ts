import type { RestoreEnd } from '../../../agent/backup/restore-failed.ts';
import { lockExitCodes } from '../../services/backup/commands.ts';
import { type EndWords, parseDocument } from './backup-program.ts';

/** How a restore that failed left things, by its exit code and the document that the program printed. */
export function explainRestore(host: string, exitCode: number, document: string): EndWords {
  if (exitCode === lockExitCodes.restoreAtWork) return restoreAtWork(host);
  if (exitCode === lockExitCodes.stillLocked) {
    const next = `wait for what is at work on ${host} (a backup or a check), and run this again.`;
    return { reason: 'a backup or a check has been at work for an hour', changed: untouched, next };
  }
  const end = parseEnd(document);
  return end === undefined ? lostRestore(host) : { reason: end.reason, ...wordsOf(end) };
}

/** Nobody knows how it ended, or whether: the connection broke, or the program was killed. */
export function lostRestore(host: string): EndWords {
  return {
    changed: `How far it came is not known. It may still be at work on ${host}, and the application be shut out of its data.`,
    next: `see how it ends: smartx logs ${host} --grep restore. While it is at work, the same command is refused; after that it starts anew.`,
  };
}

export function restoreAtWork(host: string): Required<EndWords> {
  return {
    reason: `another restore is at work on ${host}`,
    changed: untouched,
    next: `wait for its end, which smartx logs ${host} --grep restore shows, and run this again.`,
  };
}

export const untouched = 'This restore touched no live data, and shut nobody out of them.';

function parseEnd(document: string): RestoreEnd | undefined {
  if (document === '') return undefined;
  return (parseDocument(document) as { failed?: RestoreEnd } | undefined)?.failed;
}

function wordsOf({ state, before = '', earlier, letIn = [] }: RestoreEnd): Pick<EndWords, 'changed' | 'next'> {
  const found = earlier
    ? `What it found, which an earlier restore may have replaced in part, is in ${before}`
    : `All that was there is in ${before}`;
  const byHand = `by hand, in smartx db shell: ${letIn.join(' ')}`;
  switch (state) {
    case 'untouched':
      return { changed: untouched, next: 'mend what it names, and run this again.' };
    case 'let-in-again':
      return {
        changed:
          'The live data were not touched. The application was shut out of them for a while and has access again.',
        next: 'mend what it names, and run this again.',
      };
    case 'shut-out':
      return {
        changed: 'The live data were not touched, but the application is shut out of them.',
        next: `run this again, or let the application in ${byHand}`,
      };
    case 'found-shut-out':
      return {
        changed:
          'This restore touched no live data. The application is shut out of them, as it was found: an earlier restore did not come to its end, and may have replaced them in part.',
        next: 'mend what it names, and run this again: a restore that comes to its end lets the application in.',
      };
    case 'half-way':
      return {
        changed: `The data may be replaced in part, and the application is shut out of them. ${found}.`,
        next: earlier
          ? 'run this again, or go back to what was there before the earlier one: smartx logs --grep restore names that backup.'
          : `run this again, or go back to what was there: smartx db restore ${before}`,
      };
    case 'replaced':
      return {
        changed: `The data are replaced and compared, but the application is shut out of them. ${found}.`,
        next: `let the application in ${byHand}`,
      };
  }
}
