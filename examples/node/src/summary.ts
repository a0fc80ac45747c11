import { sql } from 'kysely';
import { CURRENCY } from './accounts.ts';
import type { Ledger } from './database.ts';

export interface Summary {
  /** Zero, always: the promise of this application. */
  readonly balanceSumCents: number;
  readonly accounts: number;
  readonly transfers: number;
  readonly currency: typeof CURRENCY;
}

export interface Audit {
  /** Accounts whose balance differs from what their transfers add up to. Zero, always. */
  readonly accountsOutOfBalance: number;
  /** Ordinary accounts below zero. Zero, always. */
  readonly accountsOverdrawn: number;
}

/** One statement, hence one consistent view: no transfer is half in it. */
export async function summarise(ledger: Ledger): Promise<Summary> {
  const { rows } = await sql<{ sum: string; accounts: number; transfers: number }>`
    select
      (select coalesce(sum(balance_cents), 0) from accounts) as sum,
      (select count(*) from accounts) as accounts,
      (select count(*) from transfers) as transfers`.execute(ledger);
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate query returned no row');
  return {
    balanceSumCents: Number(row.sum),
    accounts: row.accounts,
    transfers: row.transfers,
    currency: CURRENCY,
  };
}

/** Adds up all transfers of all accounts anew: thorough, and as slow as the ledger is long. */
export async function audit(ledger: Ledger): Promise<Audit> {
  const { rows } = await sql<{ unbalanced: number; overdrawn: number }>`
    select
      coalesce(sum(balance_cents <> coalesce(received, 0) - coalesce(sent, 0)), 0) as unbalanced,
      coalesce(sum(kind = 'ordinary' and balance_cents < 0), 0) as overdrawn
    from accounts
    left join (select to_account_id, sum(amount_cents) as received from transfers group by to_account_id) as incoming
      on incoming.to_account_id = accounts.id
    left join (select from_account_id, sum(amount_cents) as sent from transfers group by from_account_id) as outgoing
      on outgoing.from_account_id = accounts.id`.execute(ledger);
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate query returned no row');
  return { accountsOutOfBalance: Number(row.unbalanced), accountsOverdrawn: Number(row.overdrawn) };
}
