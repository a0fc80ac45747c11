/**
 * One request of the load, from the moment at which a user would have sent it. The generator writes one a line, as JSON.
 * Times are milliseconds since the load began, on a clock that only goes forward.
 */
export interface RequestRecord {
  /** When it was due. An open loop: latency counts from here, whatever held the request up. */
  readonly dueMs: number;
  /** When its outcome was known. */
  readonly endMs: number;
  /** `static`: a page by Nginx. `read`: a question to the database. `write`: a transfer with a key of its own. */
  readonly kind: RequestKind;
  /** `new`: a connection of its own, as a new visitor makes. `kept`: one that is kept open, as a visitor who stays. */
  readonly connection: 'new' | 'kept';
  readonly outcome: Outcome;
  /** HTTP status, where there was one. */
  readonly status: number | undefined;
  /** Idempotency key of a write. */
  readonly key: string | undefined;
  /**
   * True: sent a second time, because the kept connection had been closed before a byte of an answer came, which every
   * browser does for requests that are safe to repeat (RFC 9110 section 9.2.2); a key makes a write safe.
   */
  readonly resent: boolean;
  /** X-Served-By of the answer. */
  readonly servedBy: string | undefined;
}

export const requestKinds = ['static', 'read', 'write'] as const;
export type RequestKind = (typeof requestKinds)[number];

/**
 * `ok`: an answer that the user wanted (2xx). Everything else is a failure, by kind. `unsent`: the generator had too many
 * requests in flight already; it never left, which is a failure like the others.
 */
export type Outcome =
  | 'ok'
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'unreachable'
  | 'tls'
  | 'dns'
  | 'rateLimited'
  | 'clientError'
  | 'serverError'
  | 'unsent';
