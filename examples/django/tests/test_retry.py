import pytest

from ledger.retry import retry


def failing(times, asked):
    def attempt(_):
        asked.append(1)
        if len(asked) <= times:
            raise OSError(len(asked))
        return "done"

    return attempt


def test_again_until_it_works():
    asked = []
    assert retry(failing(2, asked), lambda error: 5) == "done"
    assert len(asked) == 3


def test_what_would_not_help_is_not_repeated():
    asked = []
    with pytest.raises(OSError):
        retry(failing(9, asked), lambda error: 0)
    assert len(asked) == 1


def test_the_last_error_when_time_is_up():
    asked = []
    with pytest.raises(OSError) as raised:
        retry(failing(99, asked), lambda error: 0.2)
    assert raised.value.args == (len(asked),)
    assert 2 <= len(asked) < 20
