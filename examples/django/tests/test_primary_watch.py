import threading
import time

import pytest

from bank.mysql.errors import TooManyWait
from ledger.primary_watch import PrimaryWatch

LIMIT_SECONDS = 10


def test_nobody_waits_for_a_primary_that_nobody_has_missed():
    watch = PrimaryWatch(pytest.fail, 0.01, LIMIT_SECONDS, waiting_max=1)
    watch.wait(LIMIT_SECONDS)
    assert not watch.away


def test_all_who_miss_it_wait_for_the_same_looks_through_refusals_and_errors():
    answers = iter([False, OSError("gone"), True])

    def look():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    watch = PrimaryWatch(look, 0.01, LIMIT_SECONDS, waiting_max=50)
    for _ in range(20):
        watch.missed()
    threads = [threading.Thread(target=watch.wait, args=(LIMIT_SECONDS,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT_SECONDS)
    assert not watch.away
    assert next(answers, "all were asked for") == "all were asked for"


def test_at_the_limit_it_must_be_missed_anew():
    watch = PrimaryWatch(lambda: False, 0.01, 0.05, waiting_max=1)
    watch.missed()
    assert watch.away
    watch.wait(LIMIT_SECONDS)
    assert not watch.away


def test_more_than_may_wait_are_turned_away():
    watch = PrimaryWatch(lambda: False, 0.01, LIMIT_SECONDS, waiting_max=1)
    watch.missed()
    first = threading.Thread(target=watch.wait, args=(0.5,))
    first.start()
    time.sleep(0.1)
    with pytest.raises(TooManyWait):
        watch.wait(LIMIT_SECONDS)
    first.join(LIMIT_SECONDS)
