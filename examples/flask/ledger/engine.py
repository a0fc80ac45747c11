"""SQLAlchemy's engine, with limits, and with a pool that survives a change of the primary."""

import ssl

import sqlalchemy as sa
from sqlalchemy import event

from .database_errors import Trouble, classify

CONNECT_SECONDS_MAX = 2
#: Longer than the proxy needs to notice that a primary has vanished, and to serve those who waited for a new one.
ACQUIRE_SECONDS_MAX = 5
#: Connections older than that are replaced when they are taken from the pool.
RECYCLE_SECONDS = 600

# READ COMMITTED takes no gap locks, so that transfers between different accounts never wait for one another. The rows
# that a transfer depends on are locked by name instead (see transfers.py).
SESSION_SETTINGS = (
    "SET SESSION transaction_isolation = 'READ-COMMITTED', time_zone = '+00:00', innodb_lock_wait_timeout = 3"
)


def open_engine(endpoint, config, pool_size, statement_seconds):
    """Opens no connection yet: the first statement does, so that the application starts while the database is away."""
    engine = sa.create_engine(
        sa.engine.URL.create(
            "mysql+pymysql",
            username=endpoint.user,
            password=endpoint.password,
            host=endpoint.host,
            port=endpoint.port,
            database=endpoint.database,
        ),
        future=True,  # SQLAlchemy 1.4 (Debian 12) behaves like 2.0 then
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=min(ACQUIRE_SECONDS_MAX, statement_seconds),
        pool_recycle=RECYCLE_SECONDS,
        pool_use_lifo=True,
        connect_args={
            "charset": "utf8mb4",
            "init_command": SESSION_SETTINGS,
            "connect_timeout": min(CONNECT_SECONDS_MAX, statement_seconds),
            "read_timeout": statement_seconds,
            "write_timeout": statement_seconds,
            **({} if config.ca_file is None else {"ssl": tls_context(config.ca_file, config.server_name)}),
        },
    )
    event.listen(engine, "handle_error", discard_lost_primary)
    return engine


def discard_lost_primary(context):
    """Behind a proxy that follows the primary, a connection keeps leading to the member it was opened to.

    When that member steps down it refuses writes but stays connected, and the pool would hand it out again and again.
    Told that this is a disconnect, SQLAlchemy throws away that connection, and every older one when it is next taken.
    """
    if classify(context.original_exception) is Trouble.CONNECTION:
        context.is_disconnect = True


def tls_context(ca_file, server_name):
    context = NamedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = server_name is not None
    context.server_name = server_name
    return context


class NamedContext(ssl.SSLContext):
    """Checks the certificate for a name of its own: the application connects to a proxy on 127.0.0.1."""

    server_name = None

    def wrap_socket(self, *args, **kwargs):
        return super().wrap_socket(*args, **{**kwargs, "server_hostname": self.server_name})
