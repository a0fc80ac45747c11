import { spawn } from 'node:child_process';

/** Runs a program on our own terminal, which is its alone meanwhile: ctrl-C is for it. Its exit code is ours. */
export async function runInForeground(command: string, argv: readonly string[]): Promise<number> {
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(command, argv, { stdio: 'inherit' });
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(code ?? signalExitBase + (signalNumbers[signal ?? ''] ?? 0)));
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}

/** What a POSIX shell reports for a child that a signal ended. */
const signalExitBase = 128;
const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
