import time
import uuid

import pytest
from conftest import at_once, balance, open_account, pay
from django.db.backends.signals import connection_created
from django.test import Client

from bank.databases import PRIMARY, PROBE_PRIMARY
from ledger.database import takes_writes

POLL_SECONDS = 0.02
POLLS_MAX = 200


@pytest.fixture
def ledger(ledger_with, undisturbed):
    ledger_with(DATABASE_URL=undisturbed, DATABASE_POOL="3")
    return open_account(1000), open_account(0)


@pytest.fixture
def read_only(beside):
    """Turns it on and off; off in any case in the end."""

    def switch(on):
        beside.execute(f"set global {'super_read_only = on' if on else 'read_only = off'}")

    yield switch
    switch(False)


@pytest.fixture
def used():
    """Which connections were taken from the pools: (alias, number)."""
    taken = []

    def note(connection, **_):
        taken.append((connection.alias, connection.connection.thread_id()))

    connection_created.connect(note)
    yield taken
    connection_created.disconnect(note)


def test_a_connection_that_is_killed_in_the_middle_of_a_transfer(ledger, beside):
    """The transfer happens once."""
    source, target = ledger
    beside.execute("begin")
    beside.execute("select id from accounts where id = %s for update", (source,))
    with at_once(lambda: pay(source, target)) as (answer,):
        beside.execute("kill %s", (waiting_connection(beside),))
        beside.execute("rollback")
    assert answer.result().status_code == 201
    assert balance(target) == 1


def test_read_only_for_a_moment(ledger, read_only, used):
    """The transfer waits, and old connections are not used again."""
    source, target = ledger
    with at_once(*[lambda: pay(source, target)] * 3):
        pass
    before = {each for each in used if each[0] == PRIMARY}
    read_only(True)
    with at_once(lambda: pay(source, target)) as (answer,):
        time.sleep(0.5)
        read_only(False)
    assert answer.result().status_code == 201
    used.clear()
    with at_once(*[lambda: pay(source, target)] * 6):
        pass
    assert before
    assert used
    assert not before & set(used)


def test_the_look_for_a_primary_does_not_keep_to_one_that_was(ledger, read_only, used):
    read_only(True)
    assert [takes_writes(), takes_writes()] == [False, False]
    read_only(False)
    assert [takes_writes(), takes_writes()] == [True, True]
    probed = [number for alias, number in used if alias == PROBE_PRIMARY]
    assert len(set(probed)) == 3
    assert probed[2] == probed[3]


def test_read_only_for_long(ledger, read_only):
    """503 for writes, while reads go on; then it recovers by itself."""
    source, target = ledger
    key = str(uuid.uuid4())
    read_only(True)
    with at_once(lambda: pay(source, target, key), lambda: Client().get("/api/ledger")) as (paid, read):
        pass
    refused = paid.result()
    assert (refused.status_code, refused.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
    assert refused.headers["Retry-After"] == "1"
    assert read.result().status_code == 200
    read_only(False)
    assert pay(source, target, key).status_code == 201


def test_more_requests_than_connections_while_one_account_is_locked(ledger, beside):
    """Nobody waits for ever, and every connection comes back to the pool."""
    source, target = ledger
    beside.execute("begin")
    beside.execute("select id from accounts where id = %s for update", (source,))
    with at_once(*[lambda: pay(source, target)] * 12) as answers:
        pass
    beside.execute("rollback")
    codes = {answer.result().json()["code"] for answer in answers}
    assert codes <= {"BUSY", "CONTENTION"}
    assert pay(source, target).status_code == 201


def waiting_connection(beside):
    """The application's connection that waits for a lock."""
    for _ in range(POLLS_MAX):
        beside.execute(
            "select id from information_schema.processlist"
            " where db = database() and lower(info) like '%for update' and id <> connection_id()"
        )
        row = beside.fetchone()
        if row is not None:
            return row[0]
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"no connection waited for the lock within {POLLS_MAX * POLL_SECONDS} s")
