import { keyPrefix, type LoadConfig } from './load-config.ts';
import type { RequestKind } from './request-record.ts';

/** One request, as it was decided before the load began. */
export interface PlannedRequest {
  /** Milliseconds since the load began. */
  readonly dueMs: number;
  readonly kind: RequestKind;
  readonly connection: 'new' | 'kept';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Idempotency key, and what is moved under it. */
  readonly write: { readonly key: string; readonly body: string } | undefined;
}

/** Moved by each write, so that a load of an hour leaves the accounts about as they were. */
const amountCents = 1;
const paths: Readonly<Record<RequestKind, string>> = {
  static: '/',
  read: '/api/accounts?limit=50',
  write: '/api/transfers',
};

/**
 * The `n`-th request, from 0. It depends on nothing but its number: an open loop, in which nobody waits for slow answers
 * before the next one is sent, and in which the time that a stalled server takes is seen by everybody who came meanwhile.
 */
export function requestAt(config: LoadConfig, n: number): PlannedRequest {
  const { mix } = config;
  const round = Math.floor(n / mix.length);
  const kind = mix[n % mix.length]!;
  return {
    dueMs: dueMs(config.ratePerSecond, n),
    kind,
    // Turned round by round, so that each place of the mix comes over both.
    connection: (n + round) % 2 === 0 ? 'new' : 'kept',
    method: kind === 'write' ? 'POST' : 'GET',
    path: paths[kind],
    write: kind === 'write' ? writeAt(config, n, round) : undefined,
  };
}

/** When the `n`-th request is due, milliseconds since the load began, to a thousandth. */
export function dueMs(ratePerSecond: number, n: number): number {
  return Math.round((n * 1_000_000) / ratePerSecond) / 1_000;
}

/** How many requests a load has at most. */
export function requestCount({ ratePerSecond, secondsMax }: LoadConfig): number {
  return Math.ceil(ratePerSecond * secondsMax);
}

/** Writes go through all ordered pairs of accounts: after each pass every balance is what it was. */
function writeAt({ mix, accounts, run }: LoadConfig, n: number, round: number): { key: string; body: string } {
  const writesIn = (kinds: readonly RequestKind[]) => kinds.filter((kind) => kind === 'write').length;
  const place = round * writesIn(mix) + writesIn(mix.slice(0, n % mix.length));
  const from = place % accounts.length;
  const distance = 1 + (Math.floor(place / accounts.length) % (accounts.length - 1));
  const body = {
    fromAccountId: accounts[from],
    toAccountId: accounts[(from + distance) % accounts.length],
    amountCents,
    note: 'drill',
  };
  return { key: `${keyPrefix(run)}${n}`, body: JSON.stringify(body) };
}
