"""The one way to the data: on the primary, with patience; reads on a secondary too, when that is late or gone.

Work is a function of an alias of `DATABASES`, and is run again when the database was in its way. After a lost
connection nobody knows whether the commit went through, so work must be safe to repeat: reads are, and writes are when
they carry an idempotency key.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

from django.conf import settings
from django.db import connections, transaction

from bank.databases import PRIMARY, PROBE_PRIMARY, PROBE_SECONDARY, PROBE_SECONDS_MAX, SECONDARY
from bank.mysql.errors import NoConnectionFree, Trouble, classify
from bank.mysql.pool import ACQUIRE_SECONDS_MAX

from .models import Account
from .primary_watch import PrimaryWatch
from .retry import retry

#: A planned switchover takes about 1 s, an unplanned failover 7 to 8 s: this hides both from who writes. Those who
#: waited for it then come all at once and are in each other's way for a while.
WRITE_SECONDS_MAX = 9
#: Only when no member of the database answers does a read have to be tried again.
READ_SECONDS_MAX = 3
#: Who takes longer to answer a read is given a rival: it may be gone without a word.
LATE_SECONDS = 0.2
#: How soon a new primary is noticed while there is none.
LOOK_EVERY_SECONDS = 0.1
#: Of the connections to the primary, those for writes. Writes that wait for each other's locks, as all do that come at
#: once after a failover, are then few, and hence quick; and reads find a connection whatever the writes wait for.
WRITERS_SHARE = 0.4

#: What X-Read-From says.
SOURCES = {PRIMARY: "primary", PROBE_PRIMARY: "primary", SECONDARY: "secondary", PROBE_SECONDARY: "secondary"}


class Database:
    def __init__(self):
        connections_max = connections.settings[PRIMARY]["OPTIONS"]["pool_size"]
        writers = max(1, int(connections_max * WRITERS_SHARE))
        self.writers = threading.BoundedSemaphore(writers)
        # No more than there are connections: who waits for a thread can still do without, and cause no work any more.
        self.readers = ThreadPoolExecutor(max(1, connections_max - writers), thread_name_prefix="reader")
        # Threads of their own, as they have connections of their own.
        self.probe_readers = ThreadPoolExecutor(2, thread_name_prefix="probe-reader")
        self.prober = ThreadPoolExecutor(2, thread_name_prefix="probe")
        self.watch = PrimaryWatch(
            takes_writes,
            LOOK_EVERY_SECONDS,
            limit_seconds=WRITE_SECONDS_MAX,
            waiting_max=settings.WAITING_WRITES_MAX,
        )

    def run(self, work):
        """Runs `work` in a transaction on the primary; without one it waits for the next, up to WRITE_SECONDS_MAX."""

        def attempt(seconds_gone):
            self.watch.wait(max(0, WRITE_SECONDS_MAX - seconds_gone))
            return self.noticing(self.in_turn, PRIMARY, work)

        return retry(attempt, lambda error: WRITE_SECONDS_MAX if may_pass(error) else 0)

    def read(self, work):
        """Runs a `work` that only reads, and says whose answer it is: what a secondary says may be a moment behind."""
        read_once = lambda alias: self.noticing(look_up, alias, work)  # noqa: E731

        def attempt(_):
            return self.read_of(PRIMARY, SECONDARY, self.readers, read_once)

        return retry(attempt, lambda error: READ_SECONDS_MAX if may_pass(error) else 0)

    def probe(self):
        """Reads one row, within PROBE_SECONDS_MAX, and says from whom. Raises NotYet when nobody answered in time."""
        work = lambda alias: look_up(alias, read_one_row)  # noqa: E731
        answer = self.prober.submit(self.read_of, PROBE_PRIMARY, PROBE_SECONDARY, self.probe_readers, work)
        return answer.result(PROBE_SECONDS_MAX)[1]

    def read_of(self, primary, secondary, readers, work):
        """Asks the primary, and the secondary when that is late or broken; the other way round when it is away."""
        if secondary not in connections:
            return answered(work, primary)
        if self.watch.away:
            return first_that_can(work, secondary, primary)
        answer = readers.submit(work, primary)
        try:
            return answer.result(LATE_SECONDS), SOURCES[primary]
        except NotYet:
            pass
        except Exception as error:
            if not other_may_help(error):
                raise
        try:
            found = answered(work, secondary)
        except Exception:
            # One that has not even begun will not be any better; one that has failed says why.
            if answer.cancel():
                raise
            return answer.result(), SOURCES[primary]
        answer.cancel()
        return found

    def in_turn(self, alias, work):
        if not self.writers.acquire(timeout=ACQUIRE_SECONDS_MAX):
            raise NoConnectionFree(f"no connection for writes came free within {ACQUIRE_SECONDS_MAX} s")
        try:
            return in_transaction(alias, work)
        finally:
            self.writers.release()

    def noticing(self, how, alias, work):
        try:
            return how(alias, work)
        except Exception as error:
            if alias == PRIMARY and classify(error) is Trouble.CONNECTION:
                self.watch.missed()
            raise

    def close(self):
        for threads in (self.readers, self.probe_readers, self.prober):
            threads.shutdown(wait=False)


def in_transaction(alias, work):
    try:
        with transaction.atomic(using=alias):
            return work(alias)
    finally:
        give_back(alias)


def look_up(alias, work):
    try:
        return work(alias)
    finally:
        give_back(alias)


def give_back(alias):
    """Nobody holds a connection while they wait, nor a thread one that it does not need."""
    connections[alias].close()


def answered(work, alias):
    return work(alias), SOURCES[alias]


def first_that_can(work, alias, other):
    try:
        return answered(work, alias)
    except Exception as error:
        if not other_may_help(error):
            raise
    return answered(work, other)


def takes_writes():
    return look_up(PROBE_PRIMARY, is_primary)


def is_primary(alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT @@GLOBAL.super_read_only")
        if cursor.fetchone() == (0,):
            return True
    # It leads to one that was the primary; the next look asks where the proxy leads by then.
    connections[alias].lost()
    return False


def read_one_row(alias):
    return Account.objects.using(alias).values_list("id").first()


def may_pass(error):
    return classify(error) in (Trouble.CONNECTION, Trouble.CONTENTION)


def other_may_help(error):
    return classify(error) in (Trouble.CONNECTION, Trouble.BUSY)


#: That of this process. Its threads start with the first work, hence after gunicorn has forked.
db = Database()
