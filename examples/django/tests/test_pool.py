import pytest
from pymysql.err import OperationalError

from bank.mysql import pool as module
from bank.mysql.errors import NoConnectionFree
from bank.mysql.pool import Pool


class Connection:
    is_closed = False

    def close(self):
        self.is_closed = True

    def ping(self, reconnect):
        raise OperationalError(2013, "gone")


def test_what_was_given_back_is_taken_again():
    pool = Pool(1)
    first = pool.take(Connection)
    assert first.is_new
    pool.give_back(first, is_sound=True)
    again = pool.take(Connection)
    assert (again, again.is_new) == (first, False)


def test_there_are_never_more_than_its_size():
    pool = Pool(2, acquire_seconds=0.05)
    held = [pool.take(Connection), pool.take(Connection)]
    with pytest.raises(NoConnectionFree):
        pool.take(Connection)
    pool.give_back(held.pop(), is_sound=False)
    assert pool.take(Connection).is_new


def test_a_connection_that_cannot_be_opened_takes_no_place():
    pool = Pool(1, acquire_seconds=0.05)
    for _ in range(3):
        with pytest.raises(OSError):
            pool.take(refused)
    assert pool.take(Connection).is_new


def test_after_one_was_lost_every_older_one_is_thrown_away_and_no_newer_one():
    pool = Pool(3)
    older, broken, late = (pool.take(Connection) for _ in range(3))
    pool.give_back(older, is_sound=True)
    pool.lost(broken)
    pool.give_back(broken, is_sound=False)
    newer = pool.take(Connection)
    assert newer.is_new and older.connection.is_closed and broken.connection.is_closed
    pool.lost(late)
    pool.give_back(late, is_sound=True)
    assert late.connection.is_closed
    pool.give_back(newer, is_sound=True)
    assert pool.take(Connection) is newer


@pytest.mark.parametrize("limit", ["IDLE_SECONDS_MAX", "AGE_SECONDS_MAX"])
def test_one_that_broke_while_nobody_looked_or_is_old_is_replaced(monkeypatch, limit):
    pool = Pool(1)
    held = pool.take(Connection)
    pool.give_back(held, is_sound=True)
    monkeypatch.setattr(module, limit, -1)
    assert pool.take(Connection).is_new
    assert held.connection.is_closed


def refused():
    raise OSError("refused")
