/** What is known about a step of the lab that the machine refused to carry out. */
export interface LabFailureDetails {
  step: string;
  reason: string;
  /** What was changed before the failure and is still there, in a sentence. */
  changed: string;
  /** What to type or do next, in a sentence. */
  next: string;
  host?: string | undefined;
  command?: readonly string[] | undefined;
  exitCode?: number | undefined;
  stderrTail?: string | undefined;
}

/** The world refused: not a wrong declaration and not a bug. The message is complete and made for an operator. */
export class LabFailure extends Error {
  readonly step: string;
  readonly reason: string;
  readonly changed: string;
  readonly next: string;
  readonly host: string | undefined;
  readonly command: readonly string[] | undefined;
  readonly exitCode: number | undefined;
  readonly stderrTail: string | undefined;

  constructor(details: LabFailureDetails, options?: ErrorOptions) {
    super(renderFailure(details), options);
    this.name = 'LabFailure';
    this.step = details.step;
    this.reason = details.reason;
    this.changed = details.changed;
    this.next = details.next;
    this.host = details.host;
    this.command = details.command;
    this.exitCode = details.exitCode;
    this.stderrTail = details.stderrTail;
  }
}

function renderFailure(details: LabFailureDetails): string {
  const where = details.host === undefined ? '' : ` on ${details.host}`;
  const lines = [`Could not ${details.step}${where}: ${details.reason}`];
  if (details.command !== undefined) {
    const code = details.exitCode === undefined ? '' : ` (exit code ${details.exitCode})`;
    lines.push(`  command: ${details.command.join(' ')}${code}`);
  }
  if (details.stderrTail) lines.push(...details.stderrTail.split('\n').map((line) => `  | ${line}`));
  lines.push(`  ${details.changed}`, `  Next: ${details.next}`);
  return lines.join('\n');
}
