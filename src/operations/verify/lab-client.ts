import { runInClient } from '../../lab/lab.ts';
import { isStartError } from '../../process/run.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import type { RunOutside } from './ask.ts';

/** What a failed exec(2) leaves as exit code, in nsenter(1) as in shells. */
const NOT_FOUND_EXIT_CODE = 127;

/** The outside user of a lab: a leg in the public network only, with this machine's programs. */
export function labClient(environment: string): RunOutside {
  return async ({ argv, input, timeoutMs, signal }) => {
    const lost = (kind: 'unreachable' | 'timeout', reason: string, stderrTail = '') =>
      new TransportFailure({ host: 'outside', kind, reason, command: argv, stderrTail });
    const result = await runInClient(environment, argv, { stdin: input, timeoutMs, signal }).catch((error: unknown) => {
      if (isStartError(error)) throw lost('unreachable', `nsenter did not start: ${error.message}`);
      throw error;
    });
    const { exitCode, endedBy, timedOut, stdout, stderr } = result;
    if (timedOut) throw lost('timeout', `no answer within ${timeoutMs / 1000} s`, stderr);
    if (endedBy !== undefined) throw lost('unreachable', `${argv[0]} was ended by ${endedBy}`, stderr);
    if (exitCode === NOT_FOUND_EXIT_CODE && stderr.startsWith('nsenter: failed to execute')) {
      throw lost('unreachable', `${argv[0]} is not installed on this machine`, stderr);
    }
    return { exitCode, stdout, stderr };
  };
}
