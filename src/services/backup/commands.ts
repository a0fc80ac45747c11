import { paths } from './paths.ts';

const lockWaitSeconds = 3_600;

/** The program on a database host, alone: a backup, a check and a restore use the same scratch directory. */
export function backupCommand(...words: readonly string[]): readonly string[] {
  return ['/usr/bin/flock', '--wait', String(lockWaitSeconds), paths.lock, ...lookCommand(...words)];
}

/** A question holds it for an instant; a restore for as long as it takes. */
const restoreLockWaitSeconds = 2;

/** flock(1) ends with these where it does not get a lock; the program itself with neither. */
export const lockExitCodes = { restoreAtWork: 75, stillLocked: 76 } as const;

/** A restore that finds another one at work is refused: the second would undo the first as soon as it is through. */
export function restoreCommand(...words: readonly string[]): readonly string[] {
  const { restoreAtWork, stillLocked } = lockExitCodes;
  return [
    ...lock(restoreLockWaitSeconds, restoreAtWork, paths.restoreLock),
    ...lock(lockWaitSeconds, stillLocked, paths.lock),
    ...lookCommand(...words),
  ];
}

/** Ends with `restoreAtWork` while a restore is at work on the host, and with 0 otherwise, also when two ask at a time. */
export const askForRestoreCommand: readonly string[] = [
  ...['/usr/bin/flock', '--shared', '--nonblock', '--conflict-exit-code', String(lockExitCodes.restoreAtWork)],
  ...[paths.restoreLock, 'true'],
];

/** The same without the lock, for what only reads. */
export function lookCommand(...words: readonly string[]): readonly string[] {
  return [
    '/opt/smartx/node-24/bin/node',
    '--max-old-space-size=128',
    paths.program,
    ...words,
    '--config',
    paths.configuration,
  ];
}

function lock(waitSeconds: number, conflict: number, file: string): string[] {
  return ['/usr/bin/flock', '--wait', String(waitSeconds), '--conflict-exit-code', String(conflict), file];
}
