import ipaddress
import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pymysql
import pytest

TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")
TURN_SECONDS_MAX = 120
NOWHERE = "mysql://nobody:x@127.0.0.1:1/app"
SECRET_KEY = "only-for-tests-" + "0123456789" * 4

# Before anything asks for the settings, which read the environment once.
os.environ.update(SECRET_KEY=SECRET_KEY, DATABASE_URL=TEST_DATABASE_URL or NOWHERE, DJANGO_SETTINGS_MODULE="bank.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings, setup_test_environment  # noqa: E402

from bank.databases import databases  # noqa: E402
from bank.environment import parse_environment  # noqa: E402
from bank.mysql.base import pools  # noqa: E402
from ledger import database  # noqa: E402

setup_test_environment()


@pytest.fixture(scope="session")
def database_url():
    """A database that the tests may fill; what needs one is skipped where there is none."""
    if not TEST_DATABASE_URL:
        pytest.skip("TEST_DATABASE_URL is not set: it names a MySQL database that tests may write to")
    # A test that needs no database may have come first, with an environment of its own.
    start_anew(databases(parse_environment({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": TEST_DATABASE_URL}).database))
    call_command("migrate", verbosity=0, interactive=False)
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
def ledger_with(request):
    """The ledger of this process in an environment of its own: other settings, new pools and a new watch."""

    def make(**environ):
        environment = parse_environment({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": NOWHERE, **environ})
        networks = [ipaddress.ip_network(network) for network in environment.trusted_proxies]
        settings = override_settings(TRUSTED_PROXIES=networks)
        settings.enable()
        request.addfinalizer(settings.disable)
        start_anew(databases(environment.database))
        request.addfinalizer(database.db.close)
        return Client()

    return make


def start_anew(declared):
    """Django reads DATABASES once, and keeps what it made of it for each thread."""
    connections.close_all()
    for alias in [alias for alias in connections if hasattr(connections._connections, alias)]:
        del connections[alias]
    for pool in pools.values():
        pool.close()
    pools.clear()
    connections.settings = connections.configure_settings(declared)
    database.db.__init__()


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


def post(path, body, key=None):
    headers = {"HTTP_IDEMPOTENCY_KEY": key or str(uuid.uuid4())}
    return Client().post(path, body, content_type="application/json", **headers)


def open_account(cents):
    answer = post("/api/accounts", {"name": "Test", "openingBalanceCents": cents})
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def pay(source, target, key=None):
    return post("/api/transfers", {"fromAccountId": source, "toAccountId": target, "amountCents": 1}, key)


def balance(account):
    return Client().get(f"/api/accounts/{account}").json()["balanceCents"]
