import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../problems/failure.ts';

/** flock's exit code when somebody else holds the lock, chosen by us. */
export const LOCK_TAKEN_EXIT_CODE = 75;

/** Several may hold a lock `shared` at a time, and nobody else then holds it `exclusive`. */
export type LockMode = 'exclusive' | 'shared';

/**
 * Holds a lock file while `work` runs. Node has no flock(2), so a child holds it: `cat` on a pipe whose other end is
 * ours. However we end, SIGKILL included, the kernel closes the pipe, `cat` ends, and the lock is free.
 */
export async function withLock<T>(
  lock: { path: string; what: string; waitSeconds: number; mode?: LockMode },
  work: () => Promise<T>,
): Promise<T> {
  const { path, what, waitSeconds, mode = 'exclusive' } = lock;
  await mkdir(dirname(path), { recursive: true });
  const wait = ['--wait', String(waitSeconds), '--conflict-exit-code', String(LOCK_TAKEN_EXIT_CODE)];
  const holder = spawn(
    'flock',
    [`--${mode}`, ...wait, path, 'sh', '-c', 'echo held; exec cat'],
    // A process group of its own: ctrl-C in the terminal must not take the lock away while we still clean up.
    { stdio: ['pipe', 'pipe', 'ignore'], detached: true },
  );
  holder.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => holder.once('exit', () => resolve()).once('error', () => resolve()));
  try {
    await acquired(holder, what, waitSeconds);
    return await work();
  } finally {
    holder.stdin.end();
    await ended; // only then is the lock free for the next one, who may not want to wait at all
  }
}

function acquired(holder: ReturnType<typeof spawn>, what: string, waitSeconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    holder.stdout?.once('data', () => resolve());
    holder.once('error', reject);
    holder.once('exit', (code) =>
      reject(
        new Failure({
          step: `lock ${what}`,
          reason:
            code === LOCK_TAKEN_EXIT_CODE
              ? `another smartx on this machine has been working on ${what} for more than ${waitSeconds} s`
              : `flock ended with code ${code}`,
          changed: 'Nothing was changed.',
          next: 'wait until the other one has ended, then run the same command again.',
        }),
      ),
    );
  });
}
