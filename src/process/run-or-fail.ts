import { Failure } from '../problems/failure.ts';
import { lastLines } from './last-lines.ts';
import { defaultTimeoutMs, isStartError, type RunOptions, type RunResult, run } from './run.ts';

/** What a failed command leaves behind and what to do about it, for the message. */
export interface FailureHints {
  readonly step: string;
  readonly changed: string;
  readonly next: string;
  readonly host?: string | undefined;
}

/** Like `run`, but every exit code except 0 is a Failure. Returns stdout. */
export async function runOrFail(
  argv: readonly string[],
  hints: FailureHints,
  options: RunOptions = {},
): Promise<string> {
  let result: RunResult;
  try {
    result = await run(argv, options);
  } catch (error) {
    if (!isStartError(error)) throw error;
    throw new Failure({ ...hints, reason: `${argv[0]} could not be started`, command: argv }, { cause: error });
  }
  if (result.exitCode === 0 && !result.timedOut) return result.stdout;
  throw new Failure({
    ...hints,
    reason: result.timedOut
      ? `it took longer than ${(options.timeoutMs ?? defaultTimeoutMs) / 1000} s and was ended`
      : `${argv[0]} failed`,
    command: argv,
    exitCode: result.exitCode,
    stderrTail: lastLines(result.stderr.trim() || result.stdout.trim()),
  });
}
