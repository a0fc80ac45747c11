"""Accounts of the ledger."""

import sqlalchemy as sa

from . import instants
from .database_errors import is_duplicate_key
from .problems import account_not_found, key_used_for_another_request
from .tables import CURRENCY, EQUITY_ACCOUNT_ID, accounts, transfers


def open_account(database, key, name, opening_balance_cents=0):
    """Opens an account once for each key; returns it, and whether an earlier request had done so.

    The opening balance is a transfer from the bank's equity account in the same transaction: money is never made, only
    moved, and so the sum of all balances stays zero.
    """
    wanted = (key, name, opening_balance_cents)

    def work(connection):
        return replay(connection, *wanted) or (insert(connection, *wanted), False)

    try:
        return database.run(work)
    except sa.exc.IntegrityError as error:
        # The same request came twice at once, and the other one was first.
        if not is_duplicate_key(error):
            raise
    return database.run(lambda connection: replay(connection, *wanted))


def read_account(connection, number):
    row = connection.execute(sa.select(accounts).where(accounts.c.id == number)).first()
    if row is None:
        raise account_not_found(number)
    return to_account(row)


def list_accounts(connection, after_id, limit):
    """In the order of their numbers, after `after_id`."""
    query = sa.select(accounts).where(accounts.c.id > after_id).order_by(accounts.c.id).limit(limit)
    return [to_account(row) for row in connection.execute(query)]


def insert(connection, key, name, cents):
    opened = {
        "kind": "ordinary",
        "name": name,
        "balance_cents": cents,
        "opened_by_key": key,
        "created_at": instants.now(),
    }
    number = connection.execute(accounts.insert().values(opened)).inserted_primary_key[0]
    if cents > 0:
        connection.execute(
            accounts.update()
            .where(accounts.c.id == EQUITY_ACCOUNT_ID)
            .values(balance_cents=accounts.c.balance_cents - cents)
        )
        connection.execute(
            transfers.insert().values(
                idempotency_key=None,
                from_account_id=EQUITY_ACCOUNT_ID,
                to_account_id=number,
                amount_cents=cents,
                note="Opening balance",
                created_at=opened["created_at"],
            )
        )
    return read_account(connection, number)


def replay(connection, key, name, cents):
    """The answer of the request that used `key` before, or None. It shows the account as it was opened."""
    is_opening = (transfers.c.to_account_id == accounts.c.id) & (transfers.c.from_account_id == EQUITY_ACCOUNT_ID)
    query = (
        sa.select(accounts, sa.func.coalesce(transfers.c.amount_cents, 0).label("opening_cents"))
        .select_from(accounts.outerjoin(transfers, is_opening))
        .where(accounts.c.opened_by_key == key)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    if (row.name, row.opening_cents) != (name, cents):
        raise key_used_for_another_request(key)
    return {**to_account(row), "balanceCents": row.opening_cents}, True


def to_account(row):
    return {
        "id": row.id,
        "kind": row.kind,
        "name": row.name,
        "balanceCents": row.balance_cents,
        "currency": CURRENCY,
        "createdAt": instants.to_text(row.created_at),
    }
