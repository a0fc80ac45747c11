import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pymysql
import pytest

from ledger import create_app
from ledger.migrate import main as migrate

TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")
TURN_SECONDS_MAX = 120
NOWHERE = "mysql://nobody:x@127.0.0.1:1/app"


@pytest.fixture(scope="session")
def database_url():
    """A database that the tests may fill; what needs one is skipped where there is none."""
    if not TEST_DATABASE_URL:
        pytest.skip("TEST_DATABASE_URL is not set: it names a MySQL database that tests may write to")
    with turn(TEST_DATABASE_URL), pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", TEST_DATABASE_URL)
        migrate()
    return TEST_DATABASE_URL


@pytest.fixture
def undisturbed(database_url):
    """The same database, and the right to write to it."""
    with turn(database_url):
        yield database_url


@contextmanager
def turn(url):
    """Some tests make the server read-only: they and those that write take turns, if the tests run side by side."""
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("select get_lock('tests', %s)", (TURN_SECONDS_MAX,))
        assert cursor.fetchone() == (1,), f"it was not this test's turn within {TURN_SECONDS_MAX} s"
        yield


@pytest.fixture
def app_with(request):
    """Makes applications with an environment of their own, and closes their connections in the end."""

    def make(**environ):
        app = create_app({"DATABASE_URL": NOWHERE, **environ})
        request.addfinalizer(app.extensions["ledger"].close)
        return app

    return make


@pytest.fixture
def beside(database_url):
    """A connection beside the application's, to hold locks and to look on."""
    with closing(connect(database_url)) as connection, connection.cursor() as cursor:
        yield cursor


def connect(url):
    url = urlsplit(url)
    account = {"user": url.username, "password": url.password, "database": url.path[1:]}
    return pymysql.connect(host=url.hostname, port=url.port, autocommit=True, **account)


@contextmanager
def at_once(*works):
    """Starts all of them; their results are those of the futures."""
    with ThreadPoolExecutor(len(works)) as pool:
        yield [pool.submit(work) for work in works]


def post(app, path, body, key=None):
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return app.test_client().post(path, json=body, headers=headers)


def open_account(app, cents):
    answer = post(app, "/api/accounts", {"name": "Test", "openingBalanceCents": cents})
    assert answer.status_code == 201, answer.text
    return answer.json["id"]


def pay(app, source, target, key=None):
    return post(app, "/api/transfers", {"fromAccountId": source, "toAccountId": target, "amountCents": 1}, key)


def balance(app, account):
    return app.test_client().get(f"/api/accounts/{account}").json["balanceCents"]
