"""The one way to the data: on the primary, with patience; reads on a secondary too, when that is late or gone."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

import sqlalchemy as sa
from flask import current_app
from werkzeug.local import LocalProxy

from .database_errors import Trouble, classify
from .engine import open_engine
from .primary_watch import PrimaryWatch
from .retry import retry
from .tables import accounts

STATEMENT_SECONDS_MAX = 5
#: A planned switchover takes about 1 s, an unplanned failover 7 to 8 s: this hides both from who writes. Those who
#: waited for it then come all at once and are in each other's way for a while.
WRITE_SECONDS_MAX = 9
#: Only when no member of the database answers does a read have to be tried again.
READ_SECONDS_MAX = 3
#: Who takes longer to answer a read is given a rival: it may be gone without a word.
LATE_SECONDS = 0.2
#: How soon a new primary is noticed while there is none.
LOOK_EVERY_SECONDS = 0.1
PROBE_SECONDS_MAX = 1
SECONDARY_CONNECTIONS_MAX = 5
#: Reads that one worker asks of the primary at once; more wait for their turn, and after LATE_SECONDS do without it.
READERS_MAX = 40

PRIMARY = "primary"
SECONDARY = "secondary"

#: The database of the application that handles the request.
db = LocalProxy(lambda: current_app.extensions["ledger"])


class Database:
    """Work is a function of a connection, and is run again when the database was in its way.

    After a lost connection nobody knows whether the commit went through, so work must be safe to repeat: reads are, and
    writes are when they carry an idempotency key.
    """

    def __init__(self, config):
        self.serving = Pair(config, config.pool_size, STATEMENT_SECONDS_MAX)
        # Over connections of their own: a busy pool is not a broken one.
        self.probing = Pair(config, 2, PROBE_SECONDS_MAX)
        self.prober = ThreadPoolExecutor(2, thread_name_prefix="probe")
        self.watch = PrimaryWatch(
            self.takes_writes, LOOK_EVERY_SECONDS, limit_seconds=WRITE_SECONDS_MAX, waiting_max=config.waiting_max
        )

    def run(self, work):
        """Runs `work` in a transaction on the primary; without one it waits for the next, up to WRITE_SECONDS_MAX."""

        def attempt(seconds_gone):
            self.watch.wait(max(0, WRITE_SECONDS_MAX - seconds_gone))
            return self.noticing(transaction, self.serving.primary, work)

        return retry(attempt, lambda error: WRITE_SECONDS_MAX if may_pass(error) else 0)

    def read(self, work):
        """Runs a `work` that only reads, and says whose answer it is: what a secondary says may be a moment behind."""

        def attempt(_):
            return self.serving.read(lambda engine: self.noticing(look_up, engine, work), self.watch.away)

        return retry(attempt, lambda error: READ_SECONDS_MAX if may_pass(error) else 0)

    def probe(self):
        """Reads one row, within PROBE_SECONDS_MAX, and says from whom. Raises NotYet when nobody answered in time."""
        query = sa.select(accounts.c.id).limit(1)
        work = lambda engine: look_up(engine, lambda connection: connection.execute(query).first())  # noqa: E731
        return self.prober.submit(self.probing.read, work, self.watch.away).result(PROBE_SECONDS_MAX)[1]

    def noticing(self, how, engine, work):
        try:
            return how(engine, work)
        except Exception as error:
            if engine is self.serving.primary and classify(error) is Trouble.CONNECTION:
                self.watch.missed()
            raise

    def takes_writes(self):
        query = sa.text("SELECT @@GLOBAL.super_read_only")
        return look_up(self.probing.primary, lambda connection: connection.execute(query).scalar()) == 0

    def close(self):
        for pair in (self.serving, self.probing):
            pair.close()
        self.prober.shutdown(wait=False)


class Pair:
    """The primary, and beside it a secondary where there is one."""

    def __init__(self, config, pool_size, statement_seconds):
        self.primary = open_engine(config.primary, config, pool_size, statement_seconds)
        self.secondary = None
        if config.secondary is not None:
            connections = min(pool_size, SECONDARY_CONNECTIONS_MAX)
            self.secondary = open_engine(config.secondary, config, connections, statement_seconds)
        self.readers = ThreadPoolExecutor(READERS_MAX, thread_name_prefix="reader")

    def read(self, work, away):
        """Asks the primary, and the secondary when that is late or broken; the other way round when it is away."""
        if self.secondary is None:
            return work(self.primary), PRIMARY
        if away:
            return self.read_while_away(work)
        answer = self.readers.submit(work, self.primary)
        try:
            return answer.result(LATE_SECONDS), PRIMARY
        except NotYet:
            pass
        except Exception as error:
            if not other_may_help(error):
                raise
        try:
            result = work(self.secondary)
        except Exception:
            # One that has not even begun will not be any better; one that has failed says why.
            if answer.cancel():
                raise
            return answer.result(), PRIMARY
        answer.cancel()
        return result, SECONDARY

    def read_while_away(self, work):
        try:
            return work(self.secondary), SECONDARY
        except Exception as error:
            if not other_may_help(error):
                raise
        return work(self.primary), PRIMARY

    def close(self):
        self.readers.shutdown(wait=False)
        for engine in filter(None, (self.primary, self.secondary)):
            engine.dispose()


def transaction(engine, work):
    with engine.begin() as connection:
        return work(connection)


def look_up(engine, work):
    with engine.connect() as connection:
        return work(connection)


def may_pass(error):
    return classify(error) in (Trouble.CONNECTION, Trouble.CONTENTION)


def other_may_help(error):
    return classify(error) in (Trouble.CONNECTION, Trouble.BUSY)
