"""One writer at a time on SQLite, in turn: a lock file, so that a busy worker cannot keep a person waiting.

SQLite lets one connection write; whoever finds it busy sleeps and tries again, and a worker that commits without a pause
can win every time. Whoever takes a turn first waits for the lock file instead, and the worker pauses between its turns, so
that everybody else gets in. It is about fairness only: the database still decides who writes. PostgreSQL needs none of it.
"""

import fcntl
import os
import threading
import time

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections

NAME = "writers.turn"
ASK_SECONDS = 0.0005
PAUSE_SECONDS = 0.002
"""How long a worker stays away after a turn: longer than it takes those who wait to ask again."""
PATIENCE_SECONDS = 5.0
"""Whoever has waited so long goes on without a turn: its holder hangs, and the database has a patience of its own."""

_mine = threading.local()


class _Door:
    """The lock file, opened once for each thread: another thread or process that takes it is another holder."""

    __slots__ = ("descriptor", "path", "process")

    def __init__(self, path: str) -> None:
        self.path, self.process = path, os.getpid()
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __del__(self) -> None:
        os.close(self.descriptor)


class turn:
    """Take a turn at writing, around a whole transaction; nothing on PostgreSQL, inside a transaction or inside a turn."""

    __slots__ = ("_door",)

    def __enter__(self) -> None:
        self._door: _Door | None = None
        wrapper = connections[DEFAULT_DB_ALIAS]
        if wrapper.vendor != "sqlite" or wrapper.in_atomic_block or getattr(_mine, "taken", False):
            return
        self._door = _door()
        _wait(self._door.descriptor)
        _mine.taken = True

    def __exit__(self, *left: object) -> None:
        if self._door is not None:
            _mine.taken = False
            fcntl.flock(self._door.descriptor, fcntl.LOCK_UN)


def _door() -> _Door:
    path = f"{settings.ZAITON_HOME}/{NAME}"
    door: _Door | None = getattr(_mine, "door", None)
    if door is None or door.path != path or door.process != os.getpid():
        door = _mine.door = _Door(path)
    return door


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
