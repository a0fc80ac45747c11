import { Failure } from '../problems/failure.ts';
import type { RunRequest, RunResult, Transport } from '../transport/transport.ts';
import { TransportFailure } from '../transport/transport-failure.ts';

/** The words of the failure that a command on a host may become. */
export interface Words {
  readonly step: string;
  /** Of a command that ran and failed. */
  readonly reason: string;
  readonly changed: string;
  readonly next: string;
}

const STDERR_TAIL_CHARACTERS = 2000;

/** Runs a command on a host to its good end. @throws Failure when it fails, or the host is not reached. */
export async function runOnHost(
  transport: Transport,
  host: string,
  request: RunRequest,
  { step, reason, changed, next }: Words,
): Promise<RunResult> {
  const answer = await transport.run(host, request).catch((error: unknown) => {
    if (!(error instanceof TransportFailure)) throw error;
    const { message, exitCode, stderrTail } = error;
    const toType = error.next ?? 'make sure that the host is up and answers SSH, then run the same command again.';
    throw new Failure({ step, host, reason: message, exitCode, stderrTail, changed, next: toType });
  });
  if (answer.exitCode === 0) return answer;
  const stderrTail = answer.stderr.trim().slice(-STDERR_TAIL_CHARACTERS);
  throw new Failure({ step, host, reason, exitCode: answer.exitCode, stderrTail, changed, next });
}
