"""Money that moves between accounts."""

from typing import NamedTuple

import sqlalchemy as sa

from . import instants
from .database_errors import is_duplicate_key
from .problems import Problem, account_not_found, key_used_for_another_request
from .tables import CURRENCY, accounts, transfers


class TransferRequest(NamedTuple):
    from_account_id: int
    to_account_id: int
    amount_cents: int
    note: str = ""


def transfer(database, key, request):
    """Moves money, once for each key, however often it is asked; returns the transfer, and whether it was there before.

    A transfer that was refused leaves no trace: the same key may be tried again, and may succeed then.
    """

    def work(connection):
        return replay(connection, key, request) or (insert(connection, key, request), False)

    try:
        return database.run(work)
    except sa.exc.IntegrityError as error:
        # The same request came twice at once, and the other one was first.
        if not is_duplicate_key(error):
            raise
    return database.run(lambda connection: replay(connection, key, request))


def find_transfer(connection, key):
    """The transfer made with `key`, if any: how a client finds out what became of a request whose answer was lost."""
    row = connection.execute(sa.select(transfers).where(transfers.c.idempotency_key == key)).first()
    return row and to_transfer(row)


def list_transfers(connection, before_id, limit):
    """Newest first, older than `before_id` when that is given."""
    query = sa.select(transfers).order_by(transfers.c.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(transfers.c.id < before_id)
    return [to_transfer(row) for row in connection.execute(query)]


def list_transfers_by_key(connection, key_prefix, after_key, limit):
    """In the order of their keys, which are compared byte by byte (ascii_bin), after `after_key`."""
    key = transfers.c.idempotency_key
    query = (
        sa.select(transfers)
        .where(key.startswith(key_prefix, autoescape=True), key > after_key)
        .order_by(key)
        .limit(limit)
    )
    return [to_transfer(row) for row in connection.execute(query)]


def insert(connection, key, request):
    if request.from_account_id == request.to_account_id:
        raise Problem(400, "SAME_ACCOUNT", "The money would stay where it is. Choose two different accounts.")
    # Everybody locks in the order of the ids, so that two transfers between the same accounts in opposite directions
    # wait for each other instead of deadlocking.
    ids = (request.from_account_id, request.to_account_id)
    query = sa.select(accounts).where(accounts.c.id.in_(ids)).order_by(accounts.c.id).with_for_update()
    locked = {row.id: row for row in connection.execute(query)}
    for number in ids:
        if number not in locked:
            raise account_not_found(number)
    if any(row.kind == "equity" for row in locked.values()):
        raise Problem(422, "EQUITY_ACCOUNT", "Only the opening of an account moves the money of the bank itself.")
    # The insert comes before the look at the balance: when the same request was quicker on another connection, it has
    # spent the money already, and the answer must be that transfer and not "insufficient funds".
    made = {**request._asdict(), "idempotency_key": key, "created_at": instants.now()}
    connection.execute(transfers.insert().values(made))
    balance = locked[request.from_account_id].balance_cents
    if balance < request.amount_cents:
        raise Problem(
            409,
            "INSUFFICIENT_FUNDS",
            f"Account {request.from_account_id} holds {balance} cents, which is less than {request.amount_cents}.",
        )
    change = sa.case((accounts.c.id == request.to_account_id, request.amount_cents), else_=-request.amount_cents)
    connection.execute(
        accounts.update().where(accounts.c.id.in_(ids)).values(balance_cents=accounts.c.balance_cents + change)
    )
    return find_transfer(connection, key)


def replay(connection, key, request):
    before = find_transfer(connection, key)
    if before is None:
        return None
    same = TransferRequest(before["fromAccountId"], before["toAccountId"], before["amountCents"], before["note"])
    if same != request:
        raise key_used_for_another_request(key)
    return before, True


def to_transfer(row):
    return {
        "id": row.id,
        "idempotencyKey": row.idempotency_key,
        "fromAccountId": row.from_account_id,
        "toAccountId": row.to_account_id,
        "amountCents": row.amount_cents,
        "currency": CURRENCY,
        "note": row.note,
        "createdAt": instants.to_text(row.created_at),
    }
