"""A connection to the database that Smartx names in the environment."""

import os

import pymysql

CONNECT_LIMIT_SECONDS = 2
STATEMENT_LIMIT_SECONDS = 5


def connect():
    """
    A connection of its own for each request, closed after it: after a failover the next one meets the new primary.
    As a context manager it is closed at the end.
    """
    ca_file = os.environ.get("DATABASE_CA_FILE")
    return pymysql.connect(
        host=os.environ["DATABASE_HOST"],
        port=int(os.environ["DATABASE_PORT"]),
        user=os.environ["DATABASE_USER"],
        password=os.environ["DATABASE_PASSWORD"],
        database=os.environ["DATABASE_NAME"],
        charset="utf8mb4",
        autocommit=True,
        connect_timeout=CONNECT_LIMIT_SECONDS,
        read_timeout=STATEMENT_LIMIT_SECONDS,
        write_timeout=STATEMENT_LIMIT_SECONDS,
        # DATABASE_HOST is the proxy on this host that follows the primary, and no certificate has its name: the
        # authority alone is checked.
        **({"ssl_ca": ca_file, "ssl_verify_cert": True, "ssl_verify_identity": False} if ca_file else {}),
    )
