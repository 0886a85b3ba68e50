"""Whether a server runs on this ZAITON_HOME: a shared file lock that supervisor and workers hold as long as they live."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "serving.lock"
PID_FILE = "zaiton.pid"


def hold(home: Path) -> int:
    """Take the shared lock and return its descriptor, to be handed to the workers; the pid file names the supervisor."""
    descriptor = os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    (home / PID_FILE).write_text(f"{os.getpid()}\n")
    return descriptor


def let_go(home: Path, descriptor: int) -> None:
    """Release the lock and remove the pid file."""
    (home / PID_FILE).unlink(missing_ok=True)
    os.close(descriptor)


@contextmanager
def alone(home: Path) -> Iterator[bool]:
    """Yields True when no server runs on the home, and keeps one from starting meanwhile; False when one runs."""
    descriptor = os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(descriptor)
