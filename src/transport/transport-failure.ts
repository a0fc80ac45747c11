/** The host was not reached, or was lost on the way: what the command did in the meantime is not known. */
export class TransportFailure extends Error {
  readonly host: string;
  readonly kind: TransportFailureKind;
  readonly reason: string;
  readonly command: readonly string[];
  readonly exitCode: number | undefined;
  readonly stderrTail: string;
  /** What to type next, where more is known than that the host does not answer. */
  readonly next: string | undefined;

  constructor(details: {
    readonly host: string;
    readonly kind: TransportFailureKind;
    readonly reason: string;
    readonly command: readonly string[];
    readonly exitCode?: number | undefined;
    readonly stderrTail: string;
    readonly next?: string | undefined;
  }) {
    super(`${details.host}: ${details.reason}`);
    this.name = 'TransportFailure';
    this.host = details.host;
    this.kind = details.kind;
    this.reason = details.reason;
    this.command = details.command;
    this.exitCode = details.exitCode;
    this.stderrTail = details.stderrTail;
    this.next = details.next;
  }
}

/** `refused`: the host answers, and does not let us in or become root; nothing was run. */
export type TransportFailureKind = 'unreachable' | 'timeout' | 'refused';
