"""The promise of the ledger, in numbers."""

import sqlalchemy as sa

from .tables import CURRENCY, accounts, transfers


def summarise(connection):
    """One statement, hence one consistent view: no transfer is half in it."""
    query = sa.select(
        sa.select(sa.func.coalesce(sa.func.sum(accounts.c.balance_cents), 0)).scalar_subquery().label("balance_sum"),
        sa.select(sa.func.count()).select_from(accounts).scalar_subquery().label("accounts"),
        sa.select(sa.func.count()).select_from(transfers).scalar_subquery().label("transfers"),
    )
    row = connection.execute(query).one()
    return {
        "balanceSumCents": int(row.balance_sum),
        "accounts": row.accounts,
        "transfers": row.transfers,
        "currency": CURRENCY,
    }


def audit(connection):
    """Adds up all transfers of all accounts anew: thorough, and as slow as the ledger is long. Zero twice, always."""
    received, sent = moved("to_account_id"), moved("from_account_id")
    moved_cents = sa.func.coalesce(received.c.cents, 0) - sa.func.coalesce(sent.c.cents, 0)
    query = sa.select(
        sa.func.coalesce(sa.func.sum(accounts.c.balance_cents != moved_cents), 0).label("out_of_balance"),
        sa.func.coalesce(
            sa.func.sum(sa.and_(accounts.c.kind == "ordinary", accounts.c.balance_cents < 0)), 0
        ).label("overdrawn"),
    ).select_from(
        accounts.outerjoin(received, received.c.account_id == accounts.c.id).outerjoin(
            sent, sent.c.account_id == accounts.c.id
        )
    )
    row = connection.execute(query).one()
    return {"accountsOutOfBalance": int(row.out_of_balance), "accountsOverdrawn": int(row.overdrawn)}


def moved(side):
    account_id = transfers.c[side]
    cents = sa.func.sum(transfers.c.amount_cents)
    return sa.select(account_id.label("account_id"), cents.label("cents")).group_by(account_id).subquery()
