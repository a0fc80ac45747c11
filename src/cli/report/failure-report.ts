import { quoteCommand } from '../../transport/quote.ts';
import type { Paint } from '../paint.ts';

/**
 * What the operations and the lab throw when the world refuses. Recognised by its fields, so that starting the CLI
 * needs neither of them.
 */
export interface FailureLike extends Error {
  readonly step: string;
  readonly reason: string;
  readonly changed: string;
  readonly next: string;
  readonly host?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly exitCode?: number | undefined;
  readonly stderrTail?: string | undefined;
  readonly more?: readonly FailureLike[] | undefined;
}

const stderrLinesMax = 20;

export function isFailure(thrown: unknown): thrown is FailureLike {
  return (
    thrown instanceof Error &&
    ['step', 'reason', 'changed', 'next'].every((field) => typeof fieldOf(thrown, field) === 'string')
  );
}

function fieldOf(value: object, field: string): unknown {
  return (value as Record<string, unknown>)[field];
}

/** For people: what could not be done and where, the evidence, what is changed, what to type next. */
export function renderFailure(failure: FailureLike, paint: Paint): string {
  const all = [failure, ...(failure.more ?? [])];
  return all.map((one) => renderOne(one, paint)).join('\n\n');
}

function renderOne(failure: FailureLike, paint: Paint): string {
  const { step, reason, changed, next, host, command, exitCode, stderrTail } = failure;
  const lines = [`${paint(['bold', 'red'], `Could not ${step}${host === undefined ? '' : ` on ${host}`}`)}: ${reason}`];
  if (command !== undefined) {
    const code = exitCode === undefined ? '' : paint('dim', `  exit code ${exitCode}`);
    lines.push(`  ${paint('dim', '$')} ${quoteCommand(command)}${code}`);
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
export function failureDocument(failure: FailureLike): Record<string, unknown> {
  const { step, reason, changed, next, host, command, exitCode, stderrTail, more } = failure;
  return { step, host, reason, command, exitCode, stderrTail, changed, next, more: more?.map(failureDocument) };
}
