import pytest
from django import db
from pymysql.err import InterfaceError, InternalError, OperationalError

from bank.mysql.errors import NoConnectionFree, TooManyWait, Trouble, classify, is_duplicate_key


@pytest.mark.parametrize(
    "error, trouble",
    [
        (db.OperationalError(1290, "read-only"), Trouble.CONNECTION),
        (db.OperationalError(1836, "read-only"), Trouble.CONNECTION),
        (db.OperationalError(3100, "rolled back by the group"), Trouble.CONNECTION),
        (InternalError(3101, "rolled back by the group"), Trouble.CONNECTION),
        (OperationalError(2003, "refused"), Trouble.CONNECTION),
        (db.OperationalError(2013, "timed out"), Trouble.CONNECTION),
        (InterfaceError(0, ""), Trouble.CONNECTION),
        (db.OperationalError(1205, "lock wait"), Trouble.CONTENTION),
        (db.OperationalError(1213, "deadlock"), Trouble.CONTENTION),
        (db.OperationalError(1045, "password"), Trouble.SETUP),
        (db.ProgrammingError(1146, "no table"), Trouble.SETUP),
        (db.IntegrityError(1062, "duplicate"), Trouble.NONE),
        (NoConnectionFree("pool"), Trouble.BUSY),
        (TooManyWait("wait"), Trouble.BUSY),
        (ValueError("ours"), Trouble.NONE),
    ],
)
def test_what_to_do_about_it(error, trouble):
    assert classify(error) is trouble


def test_duplicate_keys():
    assert is_duplicate_key(db.IntegrityError(1062, "duplicate"))
    assert not is_duplicate_key(db.IntegrityError(1452, "no such account"))
