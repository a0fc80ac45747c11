"""`manage.py migrate`, safe to run on two hosts at once."""

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

#: Longest wait for another run, and for one statement.
LOCK_SECONDS_MAX = 300
STATEMENT_SECONDS_MAX = 330


class Command(migrate.Command):
    """Django's own, behind a named lock.

    A named lock of MySQL needs no right of its own and ends with its connection, which is the one that migrates. It is
    not replicated, which is enough: migrations write, and only the primary takes writes.
    """

    def handle(self, *args, **options):
        connection = connections[options["database"]]
        for timeout in ("read_timeout", "write_timeout"):
            connection.settings_dict["OPTIONS"][timeout] = STATEMENT_SECONDS_MAX
        with connection.cursor() as cursor:
            cursor.execute("SELECT GET_LOCK('ledger-migrations', %s)", [LOCK_SECONDS_MAX])
            if cursor.fetchone() != (1,):
                raise CommandError(f"another run was not finished within {LOCK_SECONDS_MAX} s")
        try:
            return super().handle(*args, **options)
        finally:
            # Not back to the pool, where the lock would go on.
            connection.lost()
            connection.close()
