import type { Outcome, RequestRecord } from './request-record.ts';

/** What became of the writes of a load, as far as their users can tell. Keys, in the order of the records. */
export interface Writes {
  /** Answered with success: they must be in the ledger, once. */
  readonly acknowledged: readonly string[];
  /** Nobody knows: the answer was lost, or came from something that gave up waiting. They may be there once, or not. */
  readonly unknown: readonly string[];
  /** Refused, or never arrived: they must not be there. */
  readonly refused: readonly string[];
}

/** The sums of the books, as `GET /api/ledger?audit=true` answers. All of them are zero in a ledger that is right. */
export interface LedgerSums {
  readonly balanceSumCents: number;
  /** Accounts whose balance is not the sum of their transfers. */
  readonly accountsOutOfBalance: number;
  readonly accountsOverdrawn: number;
}

export interface LedgerQuestion {
  readonly acknowledged: readonly string[];
  readonly unknown: readonly string[];
  /** Every key with the load's prefix that the ledger shows, as often as it shows it. */
  readonly found: readonly string[];
  readonly sumBefore: LedgerSums;
  readonly sumAfter: LedgerSums;
}

export interface LedgerVerdict {
  /** Acknowledged, and not in the ledger. */
  readonly lost: readonly string[];
  /** In the ledger more than once. */
  readonly duplicates: readonly string[];
  /** In the ledger, although they were refused or never sent. */
  readonly unexpected: readonly string[];
  /** The sum of all balances is what it was, and the books are right: no account moved without a transfer. */
  readonly balanced: boolean;
}

/** Holds the ledger against what its users were told. All lists are sorted. */
export function checkLedger({ acknowledged, unknown, found, sumBefore, sumAfter }: LedgerQuestion): LedgerVerdict {
  const times = new Map<string, number>();
  for (const key of found) times.set(key, (times.get(key) ?? 0) + 1);
  const possible = new Set([...acknowledged, ...unknown]);
  const foundOnce = [...times.keys()].sort();
  return {
    lost: [...new Set(acknowledged)].filter((key) => !times.has(key)).sort(),
    duplicates: foundOnce.filter((key) => times.get(key) !== 1),
    unexpected: foundOnce.filter((key) => !possible.has(key)),
    balanced:
      sumAfter.balanceSumCents === sumBefore.balanceSumCents &&
      sumAfter.accountsOutOfBalance === 0 &&
      sumAfter.accountsOverdrawn === 0,
  };
}

/** Failures after which the application cannot have made the transfer. */
const neverMade: readonly Outcome[] = ['refused', 'dns', 'tls', 'rateLimited', 'clientError', 'unsent'];

/** Sorts the writes of a load by what their users know. A write that was sent twice may have been made the first time. */
export function sortWrites(records: readonly RequestRecord[]): Writes {
  const writes = records.flatMap((record) => (record.key === undefined ? [] : [{ ...record, key: record.key }]));
  const made = writes.filter(({ outcome }) => outcome === 'ok');
  const refused = writes.filter(({ outcome, resent }) => !resent && neverMade.includes(outcome));
  const unknown = writes.filter((write) => !made.includes(write) && !refused.includes(write));
  const keys = (chosen: typeof writes) => chosen.map(({ key }) => key);
  return { acknowledged: keys(made), unknown: keys(unknown), refused: keys(refused) };
}
