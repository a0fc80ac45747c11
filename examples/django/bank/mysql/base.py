"""Django's MySQL backend with a pool (ENGINE = "bank.mysql"), over PyMySQL.

Debian's mysqlclient cannot be told the name that a certificate must carry, and takes any that the authority signed;
PyMySQL can. `OPTIONS` has three of its own: `pool_size`, `ca_file` and `server_name`.
"""

import threading

import pymysql

# Django's backend imports MySQLdb, whose interface PyMySQL has.
pymysql.install_as_MySQLdb()

from django.db.backends.mysql import base  # noqa: E402
from django.db.utils import DatabaseErrorWrapper  # noqa: E402
from django.utils.functional import cached_property  # noqa: E402

from .errors import Trouble, classify  # noqa: E402
from .pool import ACQUIRE_SECONDS_MAX, Pool  # noqa: E402
from .tls import tls_context  # noqa: E402

pools = {}
making = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A thread has one of these for each database, with a connection only from its first statement to close()."""

    held = None
    #: Set when the connection must not be used again.
    is_broken = False

    @cached_property
    def pool(self):
        with making:
            if self.alias not in pools:
                options = self.settings_dict["OPTIONS"]
                pools[self.alias] = Pool(options["pool_size"], min(ACQUIRE_SECONDS_MAX, options["read_timeout"]))
            return pools[self.alias]

    @cached_property
    def mysql_server_data(self):
        """Asked once, and not by each thread anew."""
        if self.pool.server_data is None:
            self.pool.server_data = super().mysql_server_data
        return self.pool.server_data

    @cached_property
    def wrap_database_errors(self):
        return NoticingErrors(self)

    def get_connection_params(self):
        params = super().get_connection_params()
        ca_file, server_name, _ = (params.pop(name) for name in ("ca_file", "server_name", "pool_size"))
        return params if ca_file is None else {**params, "ssl": tls_context(ca_file, server_name)}

    def get_new_connection(self, conn_params):
        self.is_broken = False
        self.held = self.pool.take(lambda: super(DatabaseWrapper, self).get_new_connection(conn_params))
        return self.held.connection

    def connect(self):
        try:
            super().connect()
        except BaseException:
            # Django forgets a connection that it could not set up; the pool must not.
            self.leave(is_sound=False)
            self.connection = None
            raise

    def init_connection_state(self):
        if self.held.is_new:
            super().init_connection_state()

    def _start_transaction_under_autocommit(self):
        """One statement, where Django turns autocommit off for a transaction and on again: two more to wait for."""
        with self.wrap_database_errors:
            self.connection.begin()

    def _close(self):
        self.leave(is_sound=not self.is_broken and not self.in_atomic_block and self.autocommit)

    def leave(self, is_sound):
        held, self.held = self.held, None
        if held is not None:
            self.pool.give_back(held, is_sound)

    def lost(self):
        self.is_broken = True
        if self.held is not None:
            self.pool.lost(self.held)

    def is_usable(self):
        try:
            self.connection.ping(reconnect=False)
        except self.Database.Error:
            return False
        return True


class NoticingErrors(DatabaseErrorWrapper):
    """Every statement runs inside of it, those of the administration, too."""

    def __exit__(self, exc_type, exc_value, traceback):
        if exc_value is not None and classify(exc_value) is Trouble.CONNECTION:
            self.wrapper.lost()
        super().__exit__(exc_type, exc_value, traceback)
