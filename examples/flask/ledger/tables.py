"""The tables as SQLAlchemy sees them; migrations.py makes them. Money is in whole cents."""

import sqlalchemy as sa
from sqlalchemy.dialects.mysql import BIGINT, DATETIME

#: Always there: a migration puts it in. It is locked first, as the lowest id.
EQUITY_ACCOUNT_ID = 1
CURRENCY = "EUR"

metadata = sa.MetaData()

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", BIGINT(unsigned=True), primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("balance_cents", sa.BigInteger, nullable=False),
    sa.Column("opened_by_key", sa.String(100), nullable=False),
    sa.Column("created_at", DATETIME(fsp=3), nullable=False),
)

transfers = sa.Table(
    "transfers",
    metadata,
    sa.Column("id", BIGINT(unsigned=True), primary_key=True),
    # Null for the transfer that belongs to the opening of an account: the account's own key covers it.
    sa.Column("idempotency_key", sa.String(100)),
    sa.Column("from_account_id", BIGINT(unsigned=True), nullable=False),
    sa.Column("to_account_id", BIGINT(unsigned=True), nullable=False),
    sa.Column("amount_cents", sa.BigInteger, nullable=False),
    sa.Column("note", sa.String(140), nullable=False),
    sa.Column("created_at", DATETIME(fsp=3), nullable=False),
)

probes = sa.Table(
    "probes",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
    sa.Column("written_at", DATETIME(fsp=3), nullable=False),
)
