"""Who may use the connections to the primary, when all want to."""

import socket
import threading
import time

import pytest
from conftest import at_once, open_account, pay
from django.db import connections, transaction
from django.test import Client

from bank.databases import PRIMARY
from ledger.database import LATE_SECONDS, give_back

#: Far below what a write waits for a lock (3 s), and for its turn (5 s).
READ_SECONDS_MAX = 1.5


@pytest.fixture
def silent():
    """A database that takes connections and says nothing; how many it took."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken = []

    def accept():
        while True:
            try:
                taken.append(listener.accept()[0])
            except OSError:
                return

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1], taken
    for each in (listener, *taken):
        each.close()


def test_reads_find_a_connection_while_all_writes_wait_for_one_account(ledger_with, undisturbed, beside):
    ledger_with(DATABASE_URL=undisturbed, DATABASE_POOL="5")
    source, target = open_account(1000), open_account(0)
    beside.execute("begin")
    beside.execute("select id from accounts where id = %s for update", (source,))

    def read():
        time.sleep(0.3)
        started = time.monotonic()
        return Client().get("/api/transfers").status_code, time.monotonic() - started

    with at_once(read, *[lambda: pay(source, target)] * 8) as (seen, *_):
        pass
    beside.execute("rollback")
    status, seconds = seen.result()
    assert status == 200
    assert seconds < READ_SECONDS_MAX


def test_a_read_that_did_without_the_primary_asks_it_nothing_later(ledger_with, database_url, silent):
    port, taken = silent
    ledger_with(
        DATABASE_URL=f"mysql://u:p@127.0.0.1:{port}/app", DATABASE_READ_URL=database_url, DATABASE_POOL="3"
    )
    with at_once(*[lambda: Client().get("/api/accounts").headers["X-Read-From"]] * 8) as answers:
        pass
    assert {answer.result() for answer in answers} == {"secondary"}
    time.sleep(2 * LATE_SECONDS)
    # One of three is for writes.
    assert len(taken) == 2


def test_a_transaction_costs_two_statements_more_than_its_own(ledger_with, database_url):
    ledger_with(DATABASE_URL=database_url)
    names = ("Com_begin", "Com_commit", "Com_set_option")
    with connections[PRIMARY].cursor() as cursor:

        def counts():
            cursor.execute("show session status where variable_name in %s", (names,))
            found = {name.lower(): int(value) for name, value in cursor.fetchall()}
            return [found[name.lower()] for name in names]

        before = counts()
        with transaction.atomic():
            cursor.execute("select 1")
        after = counts()
    give_back(PRIMARY)
    assert [now - then for now, then in zip(after, before)] == [1, 1, 0]
