const ANSWER_LIMIT_MS = 8_000;
const ATTEMPTS_MAX = 8;
const PAUSE_MS = 1_000;

/** A refusal of the server, or no answer at all: then `status` is 0. */
export class Refusal extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/**
 * Everything that the page shows, and the host that answered each question.
 *
 * @throws {Refusal}
 */
export async function readLedger() {
  const answers = await Promise.all([
    ask('/api/accounts?limit=500'),
    ask('/api/transfers?limit=6'),
    ask('/api/ledger'),
  ]);
  const [{ accounts }, { transfers }, ledger] = answers.map(({ body }) => body);
  return { accounts, transfers, ledger, hosts: answers.map(({ host }) => host) };
}

/** The last transfer whose outcome nobody knows. */
let unanswered = { body: '', key: '' };

/**
 * Moves money. As long as there is no answer it asks again with the same key, so that the money moves once; and when
 * it gives up, the same request of the user takes that key again.
 *
 * @param {object} request the body of POST /api/transfers
 * @param {(attempt: number) => void} onRetry
 * @throws {Refusal}
 */
export async function sendTransfer(request, onRetry) {
  const body = JSON.stringify(request);
  if (unanswered.body !== body) unanswered = { body, key: newKey() };
  const headers = { 'content-type': 'application/json', 'idempotency-key': unanswered.key };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await ask('/api/transfers', { method: 'POST', headers, body });
      unanswered = { body: '', key: '' };
      return answer;
    } catch (error) {
      const mayPass = error.status === 0 || error.status === 429 || error.status >= 500;
      if (!mayPass || attempt === ATTEMPTS_MAX) throw error;
      onRetry(attempt);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

async function ask(path, options = {}) {
  const response = await fetch(path, { ...options, signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).catch(() => {
    throw new Refusal(0, 'NO_ANSWER', 'The server did not answer.');
  });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return { body, host: response.headers.get('x-served-by') ?? 'unknown' };
  throw new Refusal(response.status, body.code ?? '', body.detail ?? `The server answered ${response.status}.`);
}

/** crypto.randomUUID() is missing on plain HTTP; this is as random. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
