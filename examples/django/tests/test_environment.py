import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import NOWHERE, SECRET_KEY

from bank.environment import EnvironmentProblems, parse_environment

ROOT = Path(__file__).parent.parent
GOOD = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": "mysql://app:p%40ss@db.example:3307/ledger"}
PARTS = {
    "SECRET_KEY": SECRET_KEY,
    "DATABASE_HOST": "db.example",
    "DATABASE_NAME": "ledger",
    "DATABASE_PASSWORD": "p@ss",
    "DATABASE_PORT": "3307",
    "DATABASE_USER": "app",
}


@pytest.mark.parametrize("given", [GOOD, PARTS])
def test_defaults(given):
    environment = parse_environment(given)
    assert (environment.bind, environment.drain_seconds, environment.log_level) == ("127.0.0.1:8000", 0, "info")
    assert environment.trusted_proxies == ("127.0.0.0/8", "::1/128")
    assert environment.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (environment.site, environment.debug) == (None, False)
    assert environment.workers >= 1
    primary = environment.database.primary
    assert (primary.host, primary.port, primary.user, primary.password) == ("db.example", 3307, "app", "p@ss")
    assert environment.database.secondary is None
    assert "p@ss" not in repr(environment) and SECRET_KEY not in repr(environment)


def test_ipv6_and_the_names_of_other_frameworks():
    given = {"HOST": "::1", "PORT": "80", "LOG_LEVEL": "warn", "TRUST_PROXY": "10.0.0.1, loopback"}
    environment = parse_environment({**GOOD, **given})
    assert (environment.bind, environment.log_level) == ("[::1]:80", "warning")
    assert environment.trusted_proxies == ("10.0.0.1/32", "127.0.0.0/8", "::1/128")


def test_what_the_platform_says_of_the_site():
    given = {"ALLOWED_HOSTS": "www.foobar.com,foobar.com, 10.214.0.61", "SITE_URL": "https://www.foobar.com/"}
    environment = parse_environment({**GOOD, **given})
    assert environment.allowed_hosts == ("www.foobar.com", "foobar.com", "10.214.0.61")
    assert environment.site == "https://www.foobar.com"


def test_nobody_is_believed():
    assert parse_environment({**GOOD, "TRUST_PROXY": "none"}).trusted_proxies == ()


@pytest.mark.parametrize(
    "name, text",
    [
        ("PORT", "65536"),
        ("PORT", "8o"),
        ("DRAIN_MS", "8001"),
        ("WEB_CONCURRENCY", "0"),
        ("DATABASE_POOL", "-1"),
        ("LOG_LEVEL", "loud"),
        ("TRUST_PROXY", "*"),
        ("TRUST_PROXY", "true"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("DEBUG", "yes"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "www.foobar.com:8000"),
        ("SITE_URL", "www.foobar.com"),
        ("SITE_URL", "https://www.foobar.com/shop"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "postgres://u:p@h/app"),
        ("DATABASE_URL", "mysql://h/app"),
        ("DATABASE_URL", "mysql://u:p@h"),
        ("DATABASE_URL", "mysql://u:p@h:port/app"),
        ("DATABASE_URL", "mysql://u:p@h/app?ssl=1"),
        ("DATABASE_READ_URL", "mysql://u:p@h/a/b"),
        ("DATABASE_SERVER_NAME", "db"),
        ("DATABASE_CA_FILE", "/nowhere"),
    ],
)
def test_what_does_not_fit(name, text):
    with pytest.raises(EnvironmentProblems, match=f"- {name}: "):
        parse_environment({**GOOD, name: text})


@pytest.mark.parametrize("name, text", [("DATABASE_NAME", "a/b"), ("DATABASE_USER", ""), ("DATABASE_PORT", "x")])
def test_a_part_that_does_not_fit(name, text):
    with pytest.raises(EnvironmentProblems, match=f"- {name}: "):
        parse_environment({**PARTS, name: text})


def test_everything_is_said_at_once_and_no_password_is():
    urls = {"DATABASE_URL": "mysql://u:s3cret@h/", "DATABASE_READ_URL": "mysql://u:s3cret@/app"}
    with pytest.raises(EnvironmentProblems) as raised:
        parse_environment({"PORT": "x", "SECRET_KEY": "s3cret", **urls})
    said = str(raised.value)
    assert [f"{name}: " in said for name in ("PORT", "SECRET_KEY", "DATABASE_URL", "DATABASE_READ_URL")] == [True] * 4
    assert "s3cret" not in said


def test_manage_says_so_too():
    done = manage("migrate", PORT="x")
    assert done.returncode == 2
    assert ["PORT: " in done.stderr, "SECRET_KEY: " in done.stderr, "DATABASE_URL: " in done.stderr] == [True] * 3


def test_static_files_are_collected_where_nothing_is_known():
    done = manage("collectstatic", "--noinput", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "ledger.css" in done.stdout and "admin/css/base.css" in done.stdout


def test_the_models_have_their_migrations():
    assert manage("makemigrations", "--check", "--dry-run").returncode == 0


def test_djangos_own_check_of_a_deployment_is_content():
    given = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": NOWHERE, "SITE_URL": "https://www.foobar.com"}
    done = manage("check", "--deploy", "--fail-level", "WARNING", **given)
    assert done.returncode == 0, done.stderr


def manage(*words, **variables):
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONDONTWRITEBYTECODE", "LANG") if name in os.environ}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env={**kept, **variables}, capture_output=True, text=True, timeout=60)
