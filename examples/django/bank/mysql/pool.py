"""A pool of connections that survives a change of the primary."""

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from pymysql.err import Error

from .errors import NoConnectionFree

#: Longer than the proxy needs to notice that a primary has vanished, and to serve those who waited for a new one.
ACQUIRE_SECONDS_MAX = 5
#: Connections older than that are replaced when they are taken.
AGE_SECONDS_MAX = 600
#: One that was idle for so long is asked whether it is still there: a connection may break while nobody looks.
IDLE_SECONDS_MAX = 5


@dataclass
class Held:
    connection: Any
    generation: int
    opened_at: float
    given_back_at: float
    is_new: bool = True


class Pool:
    """Behind a proxy that follows the primary, a connection keeps leading to the member it was opened to.

    When that member steps down it refuses writes but stays connected, and a pool would hand it out again and again. So
    after one connection was lost, every older one is thrown away when it would be taken next.
    """

    def __init__(self, size, acquire_seconds=ACQUIRE_SECONDS_MAX):
        self.slots = threading.BoundedSemaphore(size)
        self.acquire_seconds = acquire_seconds
        self.idle = deque()
        self.generation = 0
        #: What Django wants to know of the server.
        self.server_data = None

    def take(self, connect):
        if not self.slots.acquire(timeout=self.acquire_seconds):
            raise NoConnectionFree(f"no connection came free within {self.acquire_seconds} s")
        try:
            return self.idle_one() or self.new_one(connect)
        except BaseException:
            self.slots.release()
            raise

    def give_back(self, held, is_sound):
        try:
            if is_sound and held.generation == self.generation:
                held.is_new = False
                held.given_back_at = time.monotonic()
                self.idle.append(held)
            else:
                close(held.connection)
        finally:
            self.slots.release()

    def lost(self, held):
        """Those that were opened since are none the worse for it."""
        if held.generation == self.generation:
            self.generation += 1

    def close(self):
        """For good: whoever still has a connection will not be able to leave it here."""
        self.generation = -1
        while self.idle:
            close(self.idle.pop().connection)

    def new_one(self, connect):
        generation, now = self.generation, time.monotonic()
        return Held(connect(), generation, opened_at=now, given_back_at=now)

    def idle_one(self):
        """The one that was used last, if it is any good: so a quiet hour needs few of them."""
        while True:
            try:
                held = self.idle.pop()
            except IndexError:
                return None
            if self.is_good(held):
                return held
            close(held.connection)

    def is_good(self, held):
        now = time.monotonic()
        if held.generation != self.generation or now - held.opened_at > AGE_SECONDS_MAX:
            return False
        if now - held.given_back_at < IDLE_SECONDS_MAX:
            return True
        try:
            held.connection.ping(reconnect=False)
        except Error:
            self.lost(held)
            return False
        return True


def close(connection):
    try:
        connection.close()
    except Error:
        # PyMySQL says so of one that is closed already.
        pass
