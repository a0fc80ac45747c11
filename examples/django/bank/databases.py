"""DATABASES of the settings: the primary, a secondary where there is one, and each once more for probes."""

from django.db import DEFAULT_DB_ALIAS

STATEMENT_SECONDS_MAX = 5
PROBE_SECONDS_MAX = 1
CONNECT_SECONDS_MAX = 2
SECONDARY_CONNECTIONS_MAX = 5
PROBE_CONNECTIONS_MAX = 2

PRIMARY = DEFAULT_DB_ALIAS
SECONDARY = "secondary"
PROBE_PRIMARY = "probe_primary"
PROBE_SECONDARY = "probe_secondary"

SESSION_SETTINGS = "SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 3"


def databases(config):
    size = config.pool_size
    found = {
        PRIMARY: database(config, config.primary, size, STATEMENT_SECONDS_MAX),
        # Over connections of their own: a busy pool is not a broken one.
        PROBE_PRIMARY: database(config, config.primary, PROBE_CONNECTIONS_MAX, PROBE_SECONDS_MAX),
    }
    if config.secondary is not None:
        few = min(size, SECONDARY_CONNECTIONS_MAX)
        found[SECONDARY] = database(config, config.secondary, few, STATEMENT_SECONDS_MAX)
        found[PROBE_SECONDARY] = database(config, config.secondary, PROBE_CONNECTIONS_MAX, PROBE_SECONDS_MAX)
    return found


def database(config, endpoint, pool_size, statement_seconds):
    return {
        "ENGINE": "bank.mysql",
        "HOST": endpoint.host,
        "PORT": endpoint.port,
        "NAME": endpoint.database,
        "USER": endpoint.user,
        "PASSWORD": endpoint.password,
        # To "close" a connection is to give it back to the pool, so a request may do so in the end like any other.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "charset": "utf8mb4",
            # Takes no gap locks, so that transfers between different accounts never wait for one another. The rows that
            # a transfer depends on are locked by name instead (see transfers.py).
            "isolation_level": "read committed",
            "init_command": SESSION_SETTINGS,
            "connect_timeout": min(CONNECT_SECONDS_MAX, statement_seconds),
            "read_timeout": statement_seconds,
            "write_timeout": statement_seconds,
            "pool_size": pool_size,
            "ca_file": config.ca_file,
            "server_name": config.server_name,
        },
    }
