"""Repeats what may be repeated."""

import random
import time

FIRST_PAUSE_SECONDS = 0.025
PAUSE_SECONDS_MAX = 0.4


def retry(attempt, patience):
    """Repeats `attempt(seconds since the first one)` with growing, jittered pauses; at the end raises the last error.

    `patience(error)` says for how many seconds since the first attempt another one may start; 0 when it would not help.
    """
    started = time.monotonic()
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return attempt(time.monotonic() - started)
        except Exception as error:
            # Half of the pause is chance, so that requests which failed together do not return together.
            wait = pause * (0.5 + random.random() / 2)
            if time.monotonic() - started + wait > patience(error):
                raise
        time.sleep(wait)
        pause = min(2 * pause, PAUSE_SECONDS_MAX)
