import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { Interrupted } from '../interrupt.ts';
import type { Invocation } from '../invocation.ts';
import { spellCommands } from '../own-command.ts';
import { ProblemsFound } from '../problems-found.ts';
import { newRunId } from '../run-id.ts';
import { failureDocument, renderFailure, toFailure } from './failure-report.ts';
import { renderProblems } from './problems-report.ts';

const stackFramesMax = 8;

/** Says what went wrong, on stderr and under --json also as the document on stdout, and returns the exit code. */
export function reportThrown(thrown: unknown, invocation: Pick<Invocation, 'json' | 'out' | 'err'>): ExitCode {
  const { exitCode, text, document } = describeThrown(thrown, invocation);
  invocation.err.print(spellCommands(text));
  if (invocation.json) invocation.out.print(JSON.stringify({ error: document }, null, 2));
  return exitCode;
}

interface Description {
  readonly exitCode: ExitCode;
  readonly text: string;
  readonly document: Record<string, unknown>;
}

function describeThrown(thrown: unknown, { err }: Pick<Invocation, 'err'>): Description {
  if (thrown instanceof ProblemsFound) {
    const { problems, file } = thrown;
    const document = { kind: 'problem', file, problems };
    return { exitCode: exitCodes.problem, text: renderProblems(problems, file, err), document };
  }
  if (thrown instanceof UsageError) {
    const text = `${err.paint(['bold', 'red'], thrown.message)}\n  ${err.paint('green', '→')} ${thrown.next}`;
    return {
      exitCode: exitCodes.problem,
      text,
      document: { kind: 'usage', message: thrown.message, next: thrown.next },
    };
  }
  if (thrown instanceof Interrupted) {
    const text = `${err.paint('yellow', 'Stopped.')} ${thrown.next}`;
    return { exitCode: exitCodes.interrupted, text, document: { kind: 'interrupted', next: thrown.next } };
  }
  const failure = toFailure(thrown);
  if (failure !== undefined) {
    const document = { kind: 'failure', ...failureDocument(failure) };
    return { exitCode: exitCodes.failure, text: renderFailure(failure, err.paint), document };
  }
  return isSystemError(thrown) ? describeSystemError(thrown, err.paint) : describeBug(thrown, err.paint);
}

type Paint = Invocation['err']['paint'];

function isSystemError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && typeof (thrown as NodeJS.ErrnoException).syscall === 'string';
}

const advice: Readonly<Record<string, string>> = {
  EACCES: 'Check who owns it; the lab needs root: sudo smartx …',
  EPERM: 'The lab needs root: sudo smartx …',
  ENOSPC: 'Make room on the disk, then run the same again.',
  EROFS: 'Choose a place that can be written.',
};

function describeSystemError(thrown: NodeJS.ErrnoException, paint: Paint): Description {
  const next = advice[thrown.code ?? ''] ?? 'Check the path, then run the same again.';
  const text = `${paint(['bold', 'red'], 'The system refused')}: ${thrown.message}\n  ${paint('green', '→')} ${next}`;
  return { exitCode: exitCodes.failure, text, document: { kind: 'failure', reason: thrown.message, next } };
}

function describeBug(thrown: unknown, paint: Paint): Description {
  const run = newRunId(new Date());
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const stack = thrown instanceof Error ? (thrown.stack ?? '').split('\n').slice(1, 1 + stackFramesMax) : [];
  const text = [
    `${paint(['bold', 'red'], 'This is a mistake in Smartx')} (run ${run}): ${message}`,
    ...stack,
    `  ${paint('green', '→')} Please report it with these lines and what you typed.`,
  ].join('\n');
  return { exitCode: exitCodes.assertion, text, document: { kind: 'assertion', run, message } };
}

/** Something is wrong with what was typed, beyond what the option parser can know. */
export class UsageError extends Error {
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.name = 'UsageError';
    this.next = next;
  }
}
