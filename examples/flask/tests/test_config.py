import pytest

from ledger.config import ConfigError, parse_config

GOOD = {"DATABASE_URL": "mysql://app:p%40ss@db.example:3307/ledger"}


def test_defaults():
    config = parse_config(GOOD)
    assert (config.bind, config.drain_seconds, config.log_level) == ("127.0.0.1:8000", 0, "info")
    assert config.trusted_proxies == ("127.0.0.0/8", "::1/128")
    assert config.workers >= 1
    primary = config.database.primary
    assert (primary.host, primary.port, primary.user, primary.password) == ("db.example", 3307, "app", "p@ss")
    assert config.database.secondary is None
    assert "p@ss" not in repr(config)


def test_ipv6_and_the_names_of_other_frameworks():
    given = {"HOST": "::1", "PORT": "80", "LOG_LEVEL": "warn", "TRUST_PROXY": "10.0.0.1, loopback"}
    config = parse_config({**GOOD, **given})
    assert (config.bind, config.log_level) == ("[::1]:80", "warning")
    assert config.trusted_proxies == ("10.0.0.1/32", "127.0.0.0/8", "::1/128")


def test_nobody_is_believed():
    assert parse_config({**GOOD, "TRUST_PROXY": "none"}).trusted_proxies == ()


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
    with pytest.raises(ConfigError, match=f"- {name}: "):
        parse_config({**GOOD, name: text})


def test_everything_is_said_at_once_and_no_password_is():
    with pytest.raises(ConfigError) as raised:
        parse_config({"PORT": "x", "DATABASE_URL": "mysql://u:s3cret@h/", "DATABASE_READ_URL": "mysql://u:s3cret@/app"})
    assert [word in str(raised.value) for word in ("PORT:", "DATABASE_URL:", "DATABASE_READ_URL:")] == [True] * 3
    assert "s3cret" not in str(raised.value)
