import type { Selectable, Transaction } from 'kysely';
import { CURRENCY, type Outcome } from './accounts.ts';
import type { Ledger } from './database.ts';
import { isDuplicateKey } from './database-errors.ts';
import { accountNotFound, keyUsedForAnotherRequest, Problem } from './problem.ts';
import type { Tables, TransfersTable } from './tables.ts';

export interface Transfer {
  readonly id: number;
  /** Null for the opening balance of an account. */
  readonly idempotencyKey: string | null;
  readonly fromAccountId: number;
  readonly toAccountId: number;
  readonly amountCents: number;
  readonly currency: typeof CURRENCY;
  readonly note: string;
  readonly createdAt: string;
}

export interface TransferRequest {
  readonly fromAccountId: number;
  readonly toAccountId: number;
  readonly amountCents: number;
  readonly note?: string;
}

/**
 * Moves money, once for each key, however often it is asked.
 *
 * A transfer that was refused leaves no trace: the same key may be tried again, and may succeed then.
 *
 * @throws Problem 400 same account twice · 404 unknown account · 409 not enough money · 422 key of another request,
 *   or an equity account
 */
export async function transfer(ledger: Ledger, key: string, request: TransferRequest): Promise<Outcome<Transfer>> {
  const before = await findTransfer(ledger, key);
  if (before !== undefined) return replay(before, key, request);
  if (request.fromAccountId === request.toAccountId) {
    throw new Problem(400, 'SAME_ACCOUNT', 'The money would stay where it is. Choose two different accounts.');
  }
  try {
    return { value: await ledger.transaction().execute((tx) => insertTransfer(tx, key, request)), replayed: false };
  } catch (error) {
    // The same request came twice at once, and the other one was first.
    if (!isDuplicateKey(error)) throw error;
    return replay(await findTransfer(ledger, key), key, request);
  }
}

/** The transfer made with `key`, if any: how a client finds out what became of a request whose answer was lost. */
export async function findTransfer(ledger: Ledger, key: string): Promise<Transfer | undefined> {
  const row = await ledger.selectFrom('transfers').selectAll().where('idempotency_key', '=', key).executeTakeFirst();
  return row && toTransfer(row);
}

/** Newest first, older than `beforeId`. */
export async function listTransfers(ledger: Ledger, page: { beforeId: number; limit: number }): Promise<Transfer[]> {
  const query = ledger.selectFrom('transfers').selectAll().where('id', '<', page.beforeId);
  return (await query.orderBy('id', 'desc').limit(page.limit).execute()).map(toTransfer);
}

/**
 * In the order of their keys, after `afterKey`: all transfers of one source, such as a load test that must know which of
 * its requests were kept. Keys are compared byte by byte (ascii_bin), and the index on them is read from there on.
 */
export async function listTransfersByKey(
  ledger: Ledger,
  page: { keyPrefix: string; afterKey: string; limit: number },
): Promise<Transfer[]> {
  const query = ledger
    .selectFrom('transfers')
    .selectAll()
    .where('idempotency_key', 'like', `${page.keyPrefix.replaceAll(/[\\%_]/g, '\\$&')}%`)
    .where('idempotency_key', '>', page.afterKey);
  return (await query.orderBy('idempotency_key').limit(page.limit).execute()).map(toTransfer);
}

async function insertTransfer(tx: Transaction<Tables>, key: string, request: TransferRequest): Promise<Transfer> {
  const { fromAccountId, toAccountId, amountCents, note = '' } = request;
  // Everybody locks in the order of the ids, so that two transfers between the same accounts in opposite directions
  // wait for each other instead of deadlocking.
  const locked = await tx
    .selectFrom('accounts')
    .select(['id', 'kind', 'balance_cents'])
    .where('id', 'in', [fromAccountId, toAccountId])
    .orderBy('id')
    .forUpdate()
    .execute();
  const from = locked.find((account) => account.id === fromAccountId);
  const to = locked.find((account) => account.id === toAccountId);
  if (from === undefined) throw accountNotFound(fromAccountId);
  if (to === undefined) throw accountNotFound(toAccountId);
  if (from.kind === 'equity' || to.kind === 'equity') {
    throw new Problem(422, 'EQUITY_ACCOUNT', 'Only the opening of an account moves the money of the bank itself.');
  }
  // The insert comes before the look at the balance: when the same request was quicker on another connection, it has
  // spent the money already, and the answer must be that transfer and not "insufficient funds".
  const made = {
    idempotency_key: key,
    from_account_id: fromAccountId,
    to_account_id: toAccountId,
    amount_cents: amountCents,
    note,
    created_at: new Date(),
  };
  const id = Number((await tx.insertInto('transfers').values(made).executeTakeFirstOrThrow()).insertId);
  if (from.balance_cents < amountCents) {
    throw new Problem(
      409,
      'INSUFFICIENT_FUNDS',
      `Account ${fromAccountId} holds ${from.balance_cents} cents, which is less than ${amountCents}.`,
    );
  }
  await tx
    .updateTable('accounts')
    .set(({ eb }) => ({
      balance_cents: eb(
        'balance_cents',
        '+',
        eb.case().when('id', '=', toAccountId).then(amountCents).else(-amountCents).end(),
      ),
    }))
    .where('id', 'in', [fromAccountId, toAccountId])
    .execute();
  return toTransfer({ id, ...made });
}

function replay(before: Transfer | undefined, key: string, request: TransferRequest): Outcome<Transfer> {
  const same =
    before?.fromAccountId === request.fromAccountId &&
    before.toAccountId === request.toAccountId &&
    before.amountCents === request.amountCents &&
    before.note === (request.note ?? '');
  if (before === undefined || !same) throw keyUsedForAnotherRequest(key);
  return { value: before, replayed: true };
}

function toTransfer(row: Selectable<TransfersTable>): Transfer {
  return {
    id: row.id,
    idempotencyKey: row.idempotency_key,
    fromAccountId: row.from_account_id,
    toAccountId: row.to_account_id,
    amountCents: row.amount_cents,
    currency: CURRENCY,
    note: row.note,
    createdAt: row.created_at.toISOString(),
  };
}
