import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { admit } from './pace.ts';

/** One question may wait for a new primary (9 s) and for its turn behind others; beyond this it hangs. */
const ANSWER_LIMIT_MS = 30_000;
const CONNECTIONS_MAX = 20;
/** While the primary is late, a secondary answers, perhaps from a moment ago; the suite asks again. */
const CURRENT_ATTEMPTS_MAX = 50;
const CURRENT_PAUSE_MS = 100;

const { LEDGER_URL = '', LEDGER_CONNECT = '', LEDGER_CA_FILE = '' } = process.env;

/** Where the application runs; several addresses of one ledger are asked in turn. */
export const urls = LEDGER_URL.split(/[\s,]+/)
  .filter((address) => address !== '')
  .map((address) => new URL(address));
if (urls.length === 0) throw new Error('LEDGER_URL is not set: it says where the application runs');

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX }),
  'https:': new https.Agent({
    keepAlive: true,
    maxSockets: CONNECTIONS_MAX,
    ...(LEDGER_CA_FILE !== '' && { ca: readFileSync(LEDGER_CA_FILE) }),
  }),
};

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** As the caller expects it: each test checks what it relies on. */
  readonly body: Body;
}

/** A refusal: application/problem+json. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  readonly problems?: readonly { path: string; reason: string }[];
}

export interface Account {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly balanceCents: number;
  readonly currency: string;
  readonly createdAt: string;
}

export interface Transfer {
  readonly id: number;
  readonly idempotencyKey: string | null;
  readonly fromAccountId: number;
  readonly toAccountId: number;
  readonly amountCents: number;
  readonly currency: string;
  readonly note: string;
  readonly createdAt: string;
}

export interface TransfersPage {
  readonly transfers: readonly Transfer[];
  readonly nextCursor: number | null;
}

interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Text goes as it is, everything else as JSON. */
  readonly body?: unknown;
}

let turn = 0;

export async function ask<Body>(path: string, question: Question = {}): Promise<Answer<Body>> {
  const url = urls[turn++ % urls.length]!;
  const body = typeof question.body === 'string' ? question.body : JSON.stringify(question.body);
  await admit();
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const request = (url.protocol === 'https:' ? https : http).request(
    {
      ...whereTo(url),
      agent: agents[url.protocol === 'https:' ? 'https:' : 'http:'],
      path,
      method: question.method ?? 'GET',
      headers: {
        host: url.host,
        ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...question.headers,
      },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    },
    resolve,
  );
  request.on('error', reject).end(body);
  const response = await promise;
  const answered = await text(response);
  const isJson = /[/+]json\b/.test(response.headers['content-type'] ?? '');
  return {
    status: response.statusCode ?? 0,
    // Node joins a header that came twice, all but Set-Cookie, which no ledger sends.
    headers: response.headers as Record<string, string | undefined>,
    text: answered,
    body: isJson ? JSON.parse(answered) : undefined,
  };
}

/** LEDGER_CONNECT (address or address:port) is connected to instead of what the URL names, like curl's --connect-to. */
function whereTo(url: URL): https.RequestOptions {
  const [, address, port] = /^(.+?)(?::(\d+))?$/.exec(LEDGER_CONNECT) ?? [];
  return {
    host: address ?? url.hostname,
    port: port ?? (url.port || (url.protocol === 'https:' ? 443 : 80)),
    servername: url.hostname,
  };
}

export function post<Body = Problem>(path: string, body: unknown, key?: string): Promise<Answer<Body>> {
  return ask(path, { method: 'POST', body, ...(key !== undefined && { headers: { 'idempotency-key': key } }) });
}

export function put<Body = Problem>(path: string, body: unknown): Promise<Answer<Body>> {
  return ask(path, { method: 'PUT', body });
}

/** An answer of the primary: it includes every write that was acknowledged before. */
export async function current<Body>(path: string): Promise<Answer<Body>> {
  for (let attempt = 0; attempt < CURRENT_ATTEMPTS_MAX; attempt += 1) {
    const answer = await ask<Body>(path);
    if (answer.headers['x-read-from'] !== 'secondary') {
      assert.equal(answer.headers['x-read-from'], 'primary', `${path} says whom it asked: ${answer.text}`);
      return answer;
    }
    await sleep(CURRENT_PAUSE_MS);
  }
  throw new Error(`only secondaries answered ${path}, ${CURRENT_ATTEMPTS_MAX} times: there is no primary`);
}

export async function openAccount(openingBalanceCents: number): Promise<number> {
  const answer = await post<Account>('/api/accounts', { name: 'Test', openingBalanceCents });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.id;
}

export async function balance(id: number): Promise<number> {
  return (await current<Account>(`/api/accounts/${id}`)).body.balanceCents;
}

export function transferOf(fromAccountId: number, toAccountId: number, amountCents: number) {
  return { fromAccountId, toAccountId, amountCents };
}

/** Checks a refusal, in all that refusals have in common. */
export function assertRefused(answer: Answer<Problem>, status: number, code: string): void {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
  const { title, detail, requestId } = answer.body;
  assert.deepEqual([answer.body.status, answer.body.code], [status, code], answer.text);
  for (const text of [title, detail, requestId]) assert(typeof text === 'string' && text !== '', answer.text);
  assert.equal(requestId, answer.headers['x-request-id']);
  assert.match(answer.headers['x-served-by'] ?? '', /^[\w.-]+$/);
}
