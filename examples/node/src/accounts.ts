import type { Selectable, Transaction } from 'kysely';
import type { Ledger } from './database.ts';
import { isDuplicateKey } from './database-errors.ts';
import { accountNotFound, keyUsedForAnotherRequest } from './problem.ts';
import { type AccountsTable, EQUITY_ACCOUNT_ID, type Tables } from './tables.ts';

export const CURRENCY = 'EUR';

export interface Account {
  readonly id: number;
  readonly kind: 'equity' | 'ordinary';
  readonly name: string;
  readonly balanceCents: number;
  readonly currency: typeof CURRENCY;
  readonly createdAt: string;
}

export interface AccountRequest {
  readonly name: string;
  readonly openingBalanceCents?: number;
}

/** What a request with an idempotency key came to; `replayed` when an earlier one had done the work already. */
export interface Outcome<Value> {
  readonly value: Value;
  readonly replayed: boolean;
}

/**
 * Opens an account. Its opening balance is a transfer from the bank's equity account in the same transaction: money
 * is never made, only moved, and so the sum of all balances stays zero.
 *
 * @throws Problem 422 when `key` opened a different account before
 */
export async function openAccount(ledger: Ledger, key: string, request: AccountRequest): Promise<Outcome<Account>> {
  const before = await findOpening(ledger, key);
  if (before !== undefined) return replayOpening(before, key, request);
  try {
    return { value: await ledger.transaction().execute((tx) => insertAccount(tx, key, request)), replayed: false };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return replayOpening(await findOpening(ledger, key), key, request);
  }
}

/** @throws Problem 404 */
export async function readAccount(ledger: Ledger, id: number): Promise<Account> {
  const row = await ledger.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw accountNotFound(id);
  return toAccount(row);
}

/** Accounts in the order of their ids, after `afterId`. */
export async function listAccounts(ledger: Ledger, page: { afterId: number; limit: number }): Promise<Account[]> {
  const query = ledger.selectFrom('accounts').selectAll().where('id', '>', page.afterId);
  return (await query.orderBy('id').limit(page.limit).execute()).map(toAccount);
}

async function insertAccount(tx: Transaction<Tables>, key: string, request: AccountRequest): Promise<Account> {
  const cents = request.openingBalanceCents ?? 0;
  const createdAt = new Date();
  const opened = {
    kind: 'ordinary',
    name: request.name,
    balance_cents: cents,
    opened_by_key: key,
    created_at: createdAt,
  } as const;
  const id = Number((await tx.insertInto('accounts').values(opened).executeTakeFirstOrThrow()).insertId);
  if (cents > 0) {
    await tx
      .updateTable('accounts')
      .set((row) => ({ balance_cents: row('balance_cents', '-', cents) }))
      .where('id', '=', EQUITY_ACCOUNT_ID)
      .execute();
    await tx
      .insertInto('transfers')
      .values({
        idempotency_key: null,
        from_account_id: EQUITY_ACCOUNT_ID,
        to_account_id: id,
        amount_cents: cents,
        note: 'Opening balance',
        created_at: createdAt,
      })
      .execute();
  }
  return toAccount({ id, ...opened });
}

type Opening = Selectable<AccountsTable> & { opening_cents: number };

async function findOpening(ledger: Ledger, key: string): Promise<Opening | undefined> {
  const row = await ledger
    .selectFrom('accounts')
    .leftJoin('transfers', (join) =>
      join.onRef('transfers.to_account_id', '=', 'accounts.id').on('transfers.from_account_id', '=', EQUITY_ACCOUNT_ID),
    )
    .selectAll('accounts')
    .select('transfers.amount_cents as opening_cents')
    .where('opened_by_key', '=', key)
    .executeTakeFirst();
  return row && { ...row, opening_cents: row.opening_cents ?? 0 };
}

/** The answer shows the account as it was opened, so that it is the same answer as the first one. */
function replayOpening(opening: Opening | undefined, key: string, request: AccountRequest): Outcome<Account> {
  const same = opening?.name === request.name && opening.opening_cents === (request.openingBalanceCents ?? 0);
  if (opening === undefined || !same) throw keyUsedForAnotherRequest(key);
  return { value: toAccount({ ...opening, balance_cents: opening.opening_cents }), replayed: true };
}

function toAccount(row: Selectable<AccountsTable>): Account {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    balanceCents: row.balance_cents,
    currency: CURRENCY,
    createdAt: row.created_at.toISOString(),
  };
}
