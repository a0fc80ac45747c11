import { run } from '../process/run.ts';
import { type FailureHints, runOrFail } from '../process/run-or-fail.ts';

/** Runs several `ip` commands in one process, in order; the first that fails ends the batch (ip(8), -batch). */
export async function ipBatch(hints: FailureHints, commands: readonly string[], namespace?: string): Promise<void> {
  if (commands.length === 0) return;
  const argv = ['ip', ...(namespace === undefined ? [] : ['-netns', namespace]), '-batch', '-'];
  await runOrFail(argv, hints, { stdin: `${commands.join('\n')}\n` });
}

/** Runs one `ip` command and says whether it succeeded: for removing what may not be there. */
export async function tryIp(...argv: string[]): Promise<boolean> {
  return (await run(['ip', ...argv])).exitCode === 0;
}
