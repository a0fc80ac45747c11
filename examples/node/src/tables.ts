import type { Generated } from 'kysely';

/** The tables as kysely sees them. Money is in whole cents. */
export interface Tables {
  accounts: AccountsTable;
  transfers: TransfersTable;
  probes: ProbesTable;
}

export interface AccountsTable {
  id: Generated<number>;
  kind: 'equity' | 'ordinary';
  name: string;
  balance_cents: number;
  opened_by_key: string;
  created_at: Date;
}

export interface TransfersTable {
  id: Generated<number>;
  /** Null for the transfer that belongs to the opening of an account: the account's own key covers it. */
  idempotency_key: string | null;
  from_account_id: number;
  to_account_id: number;
  amount_cents: number;
  note: string;
  created_at: Date;
}

export interface ProbesTable {
  id: string;
  value: string;
  written_at: Date;
}

/** Always there: the migration puts it in. It is locked first, as the lowest id. */
export const EQUITY_ACCOUNT_ID = 1;
