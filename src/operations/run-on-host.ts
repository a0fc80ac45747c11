import { Failure } from '../problems/failure.ts';
import type { RunRequest, RunResult, Transport } from '../transport/transport.ts';
import { TransportFailure } from '../transport/transport-failure.ts';

/** The words of the failure that a host out of reach becomes. */
export interface ReachWords {
  readonly step: string;
  readonly changed: string;
  /** As an operator would type it, when that says more than the step. */
  readonly command?: readonly string[] | undefined;
}

/** The words of the failure that a command on a host may become. */
export interface Words extends ReachWords {
  /** Of a command that ran and failed. */
  readonly reason: string;
  readonly next: string;
}

const STDERR_TAIL_CHARACTERS = 2000;

/** Runs a command on a host, whatever its end. @throws Failure when the host is not reached; its cause tells why. */
export async function reachHost(
  transport: Transport,
  host: string,
  request: RunRequest,
  { step, changed, command }: ReachWords,
): Promise<RunResult> {
  try {
    return await transport.run(host, request);
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    const { reason, exitCode, stderrTail } = error;
    const next = error.next ?? 'make sure that the host is up and answers SSH, then run the same command again.';
    const details = { step, host, reason, command, exitCode, stderrTail, changed, next };
    throw new Failure(details, { cause: error });
  }
}

/** Runs a command on a host to its good end. @throws Failure when it fails, or the host is not reached. */
export async function runOnHost(
  transport: Transport,
  host: string,
  request: RunRequest,
  words: Words,
): Promise<RunResult> {
  const answer = await reachHost(transport, host, request, words);
  if (answer.exitCode === 0) return answer;
  throw new Failure({ ...words, host, ...endOf(answer) });
}

/** How a command ended, as a failure tells it. */
export function endOf({ exitCode, stderr }: RunResult): { readonly exitCode: number; readonly stderrTail: string } {
  return { exitCode, stderrTail: stderr.trim().slice(-STDERR_TAIL_CHARACTERS) };
}
