/** What is known about a step that the world refused. The same fields as those of the lab's own failures. */
export interface FailureDetails {
  /** What was tried, to be read after "Could not". */
  readonly step: string;
  readonly reason: string;
  /** What was changed before the failure and is still so, in a sentence. */
  readonly changed: string;
  /** What to type or do next, in a sentence. */
  readonly next: string;
  readonly host?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly exitCode?: number | undefined;
  readonly stderrTail?: string | undefined;
  /** Failures of further hosts at the same time. */
  readonly more?: readonly Failure[] | undefined;
}

/** The world refused: not a wrong declaration and not a bug. The message is complete and made for an operator. */
export class Failure extends Error {
  readonly step: string;
  readonly reason: string;
  readonly changed: string;
  readonly next: string;
  readonly host: string | undefined;
  readonly command: readonly string[] | undefined;
  readonly exitCode: number | undefined;
  readonly stderrTail: string | undefined;
  readonly more: readonly Failure[];

  constructor(details: FailureDetails, options?: ErrorOptions) {
    super(renderFailure(details), options);
    this.name = 'Failure';
    this.step = details.step;
    this.reason = details.reason;
    this.changed = details.changed;
    this.next = details.next;
    this.host = details.host;
    this.command = details.command;
    this.exitCode = details.exitCode;
    this.stderrTail = details.stderrTail;
    this.more = details.more ?? [];
  }
}

/** One failure out of several that happened at the same time, in the order of their hosts. */
export function combineFailures(failures: readonly Failure[]): Failure {
  const [first, ...more] = failures;
  if (first === undefined) throw new Error('combineFailures needs at least one failure');
  return more.length === 0 ? first : new Failure({ ...first, more });
}

function renderFailure(details: FailureDetails): string {
  const where = details.host === undefined ? '' : ` on ${details.host}`;
  const lines = [`Could not ${details.step}${where}: ${details.reason}`];
  if (details.command !== undefined) {
    const code = details.exitCode === undefined ? '' : ` (exit code ${details.exitCode})`;
    lines.push(`  command: ${details.command.join(' ')}${code}`);
  }
  if (details.stderrTail) lines.push(...details.stderrTail.split('\n').map((line) => `  | ${line}`));
  lines.push(`  ${details.changed}`, `  Next: ${details.next}`);
  for (const failure of details.more ?? []) lines.push('', failure.message);
  return lines.join('\n');
}
