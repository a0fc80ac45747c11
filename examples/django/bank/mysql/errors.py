"""What the application should make of an error that came out of Django and PyMySQL."""

import enum

from django import db

# From the module by this name: Django's imports of "MySQLdb" replace what the attribute pymysql.err leads to.
from pymysql.err import InterfaceError, MySQLError


class Trouble(enum.Enum):
    #: Somebody else was in the way: the transaction was rolled back whole and the connection is fine.
    CONTENTION = "contention"
    #: The connection is dead, or leads to a server that takes no writes any more: throw it away.
    CONNECTION = "connection"
    #: The server is there and says no: wrong password, missing schema, missing right.
    SETUP = "setup"
    #: No connection of the pool came free in time, or too many wait for a new primary.
    BUSY = "busy"
    #: Not the database's fault: a bug of ours, or a broken rule such as a duplicate key.
    NONE = "none"


class TooManyWait(Exception):
    """More requests than may wait for a new primary."""


class NoConnectionFree(Exception):
    """No connection of the pool came free in time."""


# Numbers: "MySQL Error Message Reference", chapter 2, Server Error Message Reference.
SETUP = {
    1044,  # no right to use the database
    1045,  # wrong user or password
    1049,  # no such database
    1142,  # no right for this statement on this table
    1146,  # no such table: the migrations did not run
    3118,  # the account is locked
    3159,  # the server wants TLS
}
CONTENTION = {
    1205,  # lock wait timeout
    1213,  # deadlock: this transaction was chosen as the victim
}
LOST_PRIMARY = {
    1040,  # too many connections
    1053,  # server shutdown in progress
    1203,  # too many connections of this user
    1290,  # the server runs with --super-read-only: it is no longer the primary
    1317,  # query interrupted: killed, for example by a change of the primary
    1792,  # read-only transaction
    1836,  # read-only mode
    3032,  # offline mode: it has left the group
    3098,  # Group Replication refused the statement
    3100,  # Group Replication could not send the transaction; it was rolled back
    3101,  # Group Replication rolled the transaction back at commit
    3168,  # server not available yet
    3781,  # a new primary still applies its backlog, and the wait for it timed out
    3782,  # the same wait, killed
    3783,  # the same wait, and the member is not ONLINE any more
    4031,  # disconnected by the server for being idle
    4094,  # the primary role is being handed to another member
}
# Errors of the client side: not reachable, gone away, lost during a query, a garbled packet.
CLIENT_ERRORS = range(2000, 3000)


def classify(error) -> Trouble:
    if isinstance(error, (NoConnectionFree, TooManyWait)):
        return Trouble.BUSY
    number = error_number(error)
    if number in SETUP:
        return Trouble.SETUP
    if number in CONTENTION:
        return Trouble.CONTENTION
    if number in LOST_PRIMARY or number in CLIENT_ERRORS:
        return Trouble.CONNECTION
    # PyMySQL says InterfaceError(0, "") for a connection that it has closed itself.
    if isinstance(error, (InterfaceError, db.InterfaceError)):
        return Trouble.CONNECTION
    return Trouble.NONE


def is_duplicate_key(error):
    return error_number(error) == 1062


def error_number(error):
    """Django's exceptions have the arguments of the driver's."""
    if not isinstance(error, (MySQLError, db.Error)) or not error.args:
        return None
    return error.args[0] if isinstance(error.args[0], int) else None
