"""While there is no primary, one thread looks for it, instead of every request that waits."""

import threading
import time

from bank.mysql.errors import TooManyWait


class PrimaryWatch:
    """`look` says whether a primary takes writes; it may raise."""

    def __init__(self, look, every_seconds, limit_seconds, waiting_max):
        self.look = look
        self.every_seconds = every_seconds
        self.limit_seconds = limit_seconds
        self.waiting = threading.BoundedSemaphore(waiting_max)
        self.present = threading.Event()
        self.present.set()
        self.lock = threading.Lock()

    @property
    def away(self):
        """Whether somebody missed the primary and it has not been seen since."""
        return not self.present.is_set()

    def missed(self):
        """Somebody met no primary: from now on it is looked for."""
        with self.lock:
            if self.away:
                return
            self.present.clear()
        threading.Thread(target=self.look_until_present, name="primary-watch", daemon=True).start()

    def wait(self, seconds):
        """Returns when the primary takes writes again, at once when nobody misses it, and in any case at the limit."""
        if not self.away:
            return
        if not self.waiting.acquire(blocking=False):
            raise TooManyWait("too many requests wait for a new primary already")
        try:
            self.present.wait(seconds)
        finally:
            self.waiting.release()

    def look_until_present(self):
        deadline = time.monotonic() + self.limit_seconds
        try:
            while time.monotonic() < deadline and not self.sees():
                time.sleep(self.every_seconds)
        finally:
            self.present.set()

    def sees(self):
        try:
            return self.look()
        except Exception:
            # Refused, reset, silent: whatever it is, it is no primary.
            return False
