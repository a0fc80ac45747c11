/** The only way to a host. The lab and real servers differ in nothing but what stands behind this. */
export interface Transport {
  /**
   * Runs one command on a host as root and returns its answer, whatever its exit code. Rejects with a
   * TransportFailure when the host could not be reached, the connection broke or the limit passed, and with the
   * signal's reason when it was aborted.
   */
  run(host: string, request: RunRequest): Promise<RunResult>;
}

export interface RunRequest {
  /** Quoted by the transport, never by the caller. */
  readonly argv: readonly string[];
  /** What the command reads on its stdin; empty without it. */
  readonly input?: string | AsyncIterable<Uint8Array> | undefined;
  readonly timeoutMs: number;
  /** Called with each complete line of stdout as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** True: stdout is told by `onLine` and not kept, for output that is long or has no end; the answer's is empty. */
  readonly linesOnly?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** True: over a connection of its own, which proves that a new one can still be made. */
  readonly newConnection?: boolean | undefined;
}

export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
