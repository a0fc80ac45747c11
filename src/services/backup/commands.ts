import { paths } from './paths.ts';

const lockWaitSeconds = 3_600;

/** The program on a database host, alone: a backup, a check and a restore use the same scratch directory. */
export function backupCommand(...words: readonly string[]): readonly string[] {
  return ['/usr/bin/flock', '--wait', String(lockWaitSeconds), paths.lock, ...lookCommand(...words)];
}

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
