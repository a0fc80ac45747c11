import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './ask.ts';
import type { LedgerSums } from './check-ledger.ts';
import { type Connections, openConnections } from './connections.ts';
import { keyPrefix, type Site } from './load-config.ts';

/** What the ledger says when it is asked as a user asks. */
export interface LedgerReading {
  readonly sums: LedgerSums;
  /** Numbers of the accounts that can give away a cent for a long time: between them writes go to and fro. */
  readonly accounts: readonly number[];
  /** Keys of the run's transfers, as often as the ledger shows them. */
  readonly found: readonly string[];
}

/** A question is asked again after a failure; the ledger is read when the platform should be well. */
const TRIES_MAX = 5;
const PAUSE_MS = 1_000;
const PAGE_LIMIT = 500;
/** Half a million transfers: more than an hour of the highest rate is no drill. */
const PAGES_MAX = 1_000;
const ACCOUNTS_MAX = 50;
const BALANCE_CENTS_MIN = 10_000;

/** @throws Error when the ledger does not answer, or not as the contract says. */
export async function readLedger(site: Site, run: string): Promise<LedgerReading> {
  const connections = openConnections(site, 1, () => performance.now());
  const get = <Answer>(path: string) => getJson<Answer>(connections, path, site.requestTimeoutMs);
  try {
    const sums = await get<LedgerSums>('/api/ledger?audit=true');
    const { balanceSumCents, accountsOutOfBalance, accountsOverdrawn } = sums;
    return {
      sums: { balanceSumCents, accountsOutOfBalance, accountsOverdrawn },
      accounts: await readAccounts(get),
      found: await readKeys(get, keyPrefix(run)),
    };
  } finally {
    connections.close();
  }
}

type Get = <Answer>(path: string) => Promise<Answer>;

async function readAccounts(get: Get): Promise<number[]> {
  const { accounts } = await get<{ accounts: { id: number; kind: string; balanceCents: number }[] }>(
    `/api/accounts?limit=${ACCOUNTS_MAX}`,
  );
  return accounts
    .filter(({ kind, balanceCents }) => kind === 'ordinary' && balanceCents >= BALANCE_CENTS_MIN)
    .map(({ id }) => id);
}

async function readKeys(get: Get, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let page = 0, after = ''; page < PAGES_MAX; page += 1) {
    const query = new URLSearchParams({ keyPrefix: prefix, limit: String(PAGE_LIMIT), ...(after !== '' && { after }) });
    const { transfers } = await get<{ transfers: { idempotencyKey: string }[] }>(`/api/transfers?${query}`);
    keys.push(...transfers.map(({ idempotencyKey }) => idempotencyKey));
    const last = transfers.at(-1)?.idempotencyKey;
    if (transfers.length < PAGE_LIMIT || last === undefined) return keys;
    if (last <= after) throw new Error('the ledger answers with the same page again');
    after = last;
  }
  throw new Error(`the ledger has more than ${PAGES_MAX * PAGE_LIMIT} transfers of this load`);
}

async function getJson<Answer>(connections: Connections, path: string, timeoutMs: number): Promise<Answer> {
  let why = '';
  for (let turn = 0; turn < TRIES_MAX; turn += 1) {
    if (turn > 0) await sleep(PAUSE_MS);
    const asked = { method: 'GET', path, headers: { 'user-agent': 'smartx-drill' } } as const;
    const answered = await ask(connections.fresh(turn), asked, AbortSignal.timeout(timeoutMs));
    if (answered.kind === 'answer' && answered.status === 200) return JSON.parse(answered.body) as Answer;
    why = answered.kind === 'answer' ? `status ${answered.status}: ${answered.body}` : answered.error.message;
  }
  throw new Error(`GET ${path} failed ${TRIES_MAX} times, last: ${why}`);
}
