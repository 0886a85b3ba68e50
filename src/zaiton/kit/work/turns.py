"""One writer at a time on SQLite, in turn: a lock file, so that a busy worker cannot keep a person waiting.

SQLite lets one connection write; whoever finds it busy sleeps and tries again, and a worker that commits without a pause
can win every time. Whoever takes a turn first waits for the lock file instead, and the worker pauses between its turns, so
that everybody else gets in. It is about fairness only: the database still decides who writes. PostgreSQL needs none of it.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from zaiton.kit.home import home

NAME = "writers.turn"
ASK_SECONDS = 0.0005
PAUSE_SECONDS = 0.002
"""How long a worker stays away after a turn: longer than it takes those who wait to ask again."""
PATIENCE_SECONDS = 5.0
"""Whoever has waited so long goes on without a turn: its holder hangs, and the database has a patience of its own."""

_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Take a turn at writing, around a whole transaction; nothing on PostgreSQL, inside a transaction or inside a turn."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or getattr(_mine, "taken", False):
        yield
        return
    descriptor = os.open(home() / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait(descriptor)
        _mine.taken = True
        yield
    finally:
        _mine.taken = False
        os.close(descriptor)


def give_way() -> None:
    """Called by a worker between two turns."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE_SECONDS)


def _wait(descriptor: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(ASK_SECONDS)
