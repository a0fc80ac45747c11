"""In the order in which they are applied. One that has run anywhere is never changed: write a new one.

MySQL commits each DDL statement by itself, so every step here can be repeated: a migration that was cut off half-way
goes through when it is run again. Group Replication wants InnoDB and a primary key for every table.
"""

import sqlalchemy as sa

from .accounts import insert, replay
from .tables import EQUITY_ACCOUNT_ID

ACCOUNTS = """
    CREATE TABLE IF NOT EXISTS accounts (
      id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      kind          ENUM('equity', 'ordinary') NOT NULL,
      name          VARCHAR(80) NOT NULL,
      balance_cents BIGINT NOT NULL,
      opened_by_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      created_at    DATETIME(3) NOT NULL,
      CONSTRAINT accounts_opened_by_key UNIQUE (opened_by_key),
      CONSTRAINT accounts_not_overdrawn CHECK (kind = 'equity' OR balance_cents >= 0)
    ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci"""
TRANSFERS = """
    CREATE TABLE IF NOT EXISTS transfers (
      id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      idempotency_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
      from_account_id BIGINT UNSIGNED NOT NULL,
      to_account_id   BIGINT UNSIGNED NOT NULL,
      amount_cents    BIGINT NOT NULL,
      note            VARCHAR(140) NOT NULL,
      created_at      DATETIME(3) NOT NULL,
      CONSTRAINT transfers_idempotency_key UNIQUE (idempotency_key),
      CONSTRAINT transfers_from_account FOREIGN KEY (from_account_id) REFERENCES accounts (id),
      CONSTRAINT transfers_to_account FOREIGN KEY (to_account_id) REFERENCES accounts (id),
      CONSTRAINT transfers_positive CHECK (amount_cents > 0),
      CONSTRAINT transfers_between_two CHECK (from_account_id <> to_account_id)
    ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci"""
EQUITY = """
    INSERT INTO accounts (id, kind, name, balance_cents, opened_by_key, created_at)
    VALUES (:id, 'equity', 'Bank equity', 0, 'migration:equity', UTC_TIMESTAMP(3))
    ON DUPLICATE KEY UPDATE id = id"""
PROBES = """
    CREATE TABLE IF NOT EXISTS probes (
      id         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      value      VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      written_at DATETIME(3) NOT NULL,
      INDEX probes_written_at (written_at)
    ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci"""
FIRST_ACCOUNTS = (
    ("Ada", 250_000),
    ("Bakery on the Corner", 480_000),
    ("Chidi", 120_050),
    ("Esperanza", 310_499),
    ("Grace", 199_999),
    ("Library Friends", 75_000),
    ("Mirko", 42_000),
    ("Yuki", 160_725),
)


def make_ledger(connection):
    connection.execute(sa.text(ACCOUNTS))
    connection.execute(sa.text(TRANSFERS))
    connection.execute(sa.text(EQUITY), {"id": EQUITY_ACCOUNT_ID})


def open_first_accounts(connection):
    """Opening is keyed, so that a repeated run finds the accounts of the run before."""
    for name, cents in FIRST_ACCOUNTS:
        key = f"migration:{name}"
        if replay(connection, key, name, cents) is None:
            insert(connection, key, name, cents)


def make_probes(connection):
    connection.execute(sa.text(PROBES))


MIGRATIONS = (
    ("001-ledger", make_ledger),
    ("002-first-accounts", open_first_accounts),
    ("003-probes", make_probes),
)
