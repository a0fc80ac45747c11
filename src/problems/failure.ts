/** What is known about a step that the world refused. */
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
  /** True: what was new on the host was not well there, and the host is as it was before. */
  readonly putBack?: boolean | undefined;
  /** Failures of further hosts at the same time. */
  readonly more?: readonly Failure[] | undefined;
}

/**
 * The world refused: not a wrong declaration and not a bug. The fields hold the whole story; how it is told to an
 * operator is up to the command line, and the message is only its headline.
 */
export class Failure extends Error {
  readonly step: string;
  readonly reason: string;
  readonly changed: string;
  readonly next: string;
  readonly host: string | undefined;
  readonly command: readonly string[] | undefined;
  readonly exitCode: number | undefined;
  readonly stderrTail: string | undefined;
  readonly putBack: boolean;
  readonly more: readonly Failure[];

  constructor(details: FailureDetails, options?: ErrorOptions) {
    super(`${title(details)}: ${details.reason}`, options);
    this.name = 'Failure';
    this.step = details.step;
    this.reason = details.reason;
    this.changed = details.changed;
    this.next = details.next;
    this.host = details.host;
    this.command = details.command;
    this.exitCode = details.exitCode;
    this.stderrTail = details.stderrTail;
    this.putBack = details.putBack ?? false;
    this.more = details.more ?? [];
  }

  /** "Could not reload nginx.service on web-1": without the reason. */
  get title(): string {
    return title(this);
  }
}

/** One failure out of several that happened at the same time, in the order of their hosts. */
export function combineFailures(failures: readonly Failure[]): Failure {
  const [first, ...more] = failures.flatMap((failure) => [failure, ...failure.more]);
  if (first === undefined) throw new Error('combineFailures needs at least one failure');
  return failures.length === 1 ? failures[0]! : new Failure({ ...first, more });
}

function title({ step, host }: FailureDetails): string {
  return `Could not ${step}${host === undefined ? '' : ` on ${host}`}`;
}
