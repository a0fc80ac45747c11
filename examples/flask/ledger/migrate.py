"""Brings the schema up to date: `python3 -m ledger.migrate`. Safe to repeat, and safe to run on two hosts at once."""

import os
import sys

import sqlalchemy as sa

from .config import ConfigError, parse_database_config
from .engine import open_engine
from .migrations import MIGRATIONS

#: Longest wait for another run, and for one statement.
LOCK_SECONDS_MAX = 300
STATEMENT_SECONDS_MAX = 330
APPLIED = """
    CREATE TABLE IF NOT EXISTS migrations (
      name       VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      applied_at DATETIME(3) NOT NULL
    ) ENGINE = InnoDB"""


def main():
    try:
        config = parse_database_config(os.environ)
        engine = open_engine(config.primary, config, 1, STATEMENT_SECONDS_MAX)
        with engine.connect() as connection:
            migrate(connection)
        engine.dispose()
    except (ConfigError, sa.exc.SQLAlchemyError, TimeoutError) as error:
        print(f"migrate: {getattr(error, 'orig', error)}", file=sys.stderr)
        print("What had been done stays done. Mend the cause, then run it again.", file=sys.stderr)
        sys.exit(1)


def migrate(connection):
    # A named lock of MySQL keeps two runs apart. It needs no right of its own and ends with its connection. It is not
    # replicated, which is enough: migrations write, and only the primary takes writes.
    lock = sa.text("SELECT GET_LOCK('ledger-migrations', :limit)")
    if connection.execute(lock, {"limit": LOCK_SECONDS_MAX}).scalar() != 1:
        raise TimeoutError(f"another run was not finished within {LOCK_SECONDS_MAX} s")
    connection.execute(sa.text(APPLIED))
    applied = set(connection.execute(sa.text("SELECT name FROM migrations")).scalars())
    missing = [(name, apply) for name, apply in MIGRATIONS if name not in applied]
    for name, apply in missing:
        apply(connection)
        insert = "INSERT IGNORE INTO migrations (name, applied_at) VALUES (:name, UTC_TIMESTAMP(3))"
        connection.execute(sa.text(insert), {"name": name})
        connection.commit()
        print(f"{name}: done")
    if not missing:
        print("nothing to do: the schema is up to date")


if __name__ == "__main__":
    main()
