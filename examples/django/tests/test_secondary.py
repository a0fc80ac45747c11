"""The database of the tests plays the secondary; the primary is one that is gone, or one that says nothing."""

import socket
import threading
import time
import uuid
from urllib.parse import urlsplit

import pytest
from conftest import at_once, pay

#: The promise is an answer within a second; a busy machine may miss it once.
READY_ATTEMPTS_MAX = 5


@pytest.fixture(params=["gone", "silent"])
def broken_port(request):
    """A port that accepts connections, and closes them at once or never."""
    listener = socket.create_server(("127.0.0.1", 0))
    kept = []

    def accept():
        while True:
            try:
                connection = listener.accept()[0]
            except OSError:
                return
            kept.append(connection)
            if request.param == "gone":
                connection.close()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()
    for connection in kept:
        connection.close()


def elsewhere(url, port):
    return urlsplit(url)._replace(netloc=f"u:p@127.0.0.1:{port}").geturl()


def test_a_secondary_answers_reads(ledger_with, database_url, broken_port):
    """The answers say so, and the application stays ready."""
    client = ledger_with(DATABASE_URL=elsewhere(database_url, broken_port), DATABASE_READ_URL=database_url)
    for path in ("/api/accounts", "/api/accounts/1", "/api/transfers", "/api/ledger", "/"):
        answer = client.get(path)
        assert (path, answer.status_code, answer.headers["X-Read-From"]) == (path, 200, "secondary")
    ready = [client.get("/readyz").json() for _ in range(READY_ATTEMPTS_MAX)]
    assert {"status": "ready", "database": "secondary"} in ready


def test_what_only_the_primary_may_answer_waits_for_it_in_vain(ledger_with, database_url, broken_port):
    client = ledger_with(DATABASE_URL=elsewhere(database_url, broken_port), DATABASE_READ_URL=database_url)
    started = time.monotonic()
    look = lambda: client.get(f"/api/transfers?key={uuid.uuid4()}")  # noqa: E731
    with at_once(lambda: pay(2, 3), look) as (paid, found):
        pass
    for answer in (paid.result(), found.result()):
        assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
    assert time.monotonic() - started < 16


def test_no_database_at_all(ledger_with, broken_port):
    """Alive, not ready within a second, and nobody is kept waiting."""
    client = ledger_with(DATABASE_URL=f"mysql://u:p@127.0.0.1:{broken_port}/app")
    assert client.get("/healthz").status_code == 200
    started = time.monotonic()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
    # The promise is 1 s; three times that leaves room for a busy machine and is still far from hanging.
    assert time.monotonic() - started < 3
    answer = client.get("/api/ledger")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
