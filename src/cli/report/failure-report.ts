import { shellWords } from '../../plan/shell-words.ts';
import { Failure } from '../../problems/failure.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import type { Paint } from '../paint.ts';

const stderrLinesMax = 20;

/** The failure that was thrown; undefined for anything else. A host that nobody expected to be lost makes one too. */
export function toFailure(thrown: unknown): Failure | undefined {
  if (thrown instanceof Failure) return thrown;
  if (!(thrown instanceof TransportFailure)) return undefined;
  const { host, reason, command, exitCode, stderrTail } = thrown;
  return new Failure({
    ...{ step: 'run a command', host, reason, command, exitCode, stderrTail },
    changed: 'What the command has done there is not known.',
    next: 'see with smartx status whether the host is there, then run the same command again.',
  });
}

/** For people: what could not be done and where, the evidence, what is changed, what to type next. */
export function renderFailure(failure: Failure, paint: Paint): string {
  return [failure, ...failure.more].map((one) => renderOne(one, paint)).join('\n\n');
}

function renderOne(failure: Failure, paint: Paint): string {
  const { title, reason, changed, next, command, exitCode, stderrTail } = failure;
  const lines = [`${paint(['bold', 'red'], title)}: ${reason}`];
  if (command !== undefined) {
    const code = exitCode === undefined ? '' : paint('dim', `  exit code ${exitCode}`);
    lines.push(`  ${paint('dim', '$')} ${shellWords(command)}${code}`);
  }
  const tail = (stderrTail ?? '').trim();
  if (tail !== '') {
    lines.push(
      ...tail
        .split('\n')
        .slice(-stderrLinesMax)
        .map((line) => `  ${paint('dim', '|')} ${line}`),
    );
  }
  lines.push(`  ${changed}`, `  ${paint('green', '→')} ${next}`);
  return lines.join('\n');
}

/** The same as a value, for --json. */
export function failureDocument(failure: Failure): Record<string, unknown> {
  const { step, reason, changed, next, host, command, exitCode, stderrTail, more } = failure;
  return { step, host, reason, command, exitCode, stderrTail, changed, next, more: more.map(failureDocument) };
}
