import pymysql.err
import pytest
import sqlalchemy.exc

from ledger.database_errors import TooManyWait, Trouble, classify, is_duplicate_key


def wrapped(error):
    return sqlalchemy.exc.DBAPIError.instance("SELECT 1", {}, error, pymysql.err.MySQLError)


@pytest.mark.parametrize(
    "error, trouble",
    [
        (wrapped(pymysql.err.OperationalError(1290, "read-only")), Trouble.CONNECTION),
        (wrapped(pymysql.err.OperationalError(3100, "rolled back by the group")), Trouble.CONNECTION),
        (wrapped(pymysql.err.InternalError(3101, "rolled back by the group")), Trouble.CONNECTION),
        (wrapped(pymysql.err.OperationalError(2003, "refused")), Trouble.CONNECTION),
        (wrapped(pymysql.err.OperationalError(2013, "timed out")), Trouble.CONNECTION),
        (wrapped(pymysql.err.InterfaceError(0, "")), Trouble.CONNECTION),
        (wrapped(pymysql.err.OperationalError(1205, "lock wait")), Trouble.CONTENTION),
        (wrapped(pymysql.err.OperationalError(1213, "deadlock")), Trouble.CONTENTION),
        (wrapped(pymysql.err.OperationalError(1045, "password")), Trouble.SETUP),
        (wrapped(pymysql.err.ProgrammingError(1146, "no table")), Trouble.SETUP),
        (wrapped(pymysql.err.IntegrityError(1062, "duplicate")), Trouble.NONE),
        (sqlalchemy.exc.TimeoutError("pool"), Trouble.BUSY),
        (TooManyWait("wait"), Trouble.BUSY),
        (ValueError("ours"), Trouble.NONE),
    ],
)
def test_what_to_do_about_it(error, trouble):
    assert classify(error) is trouble


def test_duplicate_keys():
    assert is_duplicate_key(wrapped(pymysql.err.IntegrityError(1062, "duplicate")))
    assert not is_duplicate_key(wrapped(pymysql.err.IntegrityError(1452, "no such account")))
