/** A refusal that the caller can understand and act on; answered as application/problem+json (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  /** Permanent, for programs. */
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

export function accountNotFound(id: number): Problem {
  return new Problem(404, 'ACCOUNT_NOT_FOUND', `There is no account ${id}. GET /api/accounts lists them.`);
}

export function keyUsedForAnotherRequest(key: string): Problem {
  return new Problem(
    422,
    'IDEMPOTENCY_KEY_REUSED',
    `The key "${key}" was used for a different request before. Take a new key for a new request.`,
  );
}
