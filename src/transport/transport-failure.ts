/** The host was not reached, or was lost on the way: what the command did in the meantime is not known. */
export class TransportFailure extends Error {
  readonly host: string;
  readonly kind: 'unreachable' | 'timeout';
  readonly reason: string;
  readonly command: readonly string[];
  readonly exitCode: number | undefined;
  readonly stderrTail: string;

  constructor(details: {
    readonly host: string;
    readonly kind: 'unreachable' | 'timeout';
    readonly reason: string;
    readonly command: readonly string[];
    readonly exitCode?: number | undefined;
    readonly stderrTail: string;
  }) {
    super(`${details.host}: ${details.reason}`);
    this.name = 'TransportFailure';
    this.host = details.host;
    this.kind = details.kind;
    this.reason = details.reason;
    this.command = details.command;
    this.exitCode = details.exitCode;
    this.stderrTail = details.stderrTail;
  }
}
