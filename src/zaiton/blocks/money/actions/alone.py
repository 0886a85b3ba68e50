"""One reconciliation at a time, in the whole installation: the lock goes with its holder, however that ends."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from zaiton.blocks.money.domain.reconcile_refusals import ReconcilingNow
from zaiton.kit.home import home

LOCK = "money-reconcile.lock"
NUMBER = 7_205_114
PATIENCE_SECONDS = 5.0
ASK_SECONDS = 0.02


@contextmanager
def alone() -> Iterator[None]:
    """Raises ``ReconcilingNow`` where another is not done in a few seconds."""
    if connection.vendor == "postgresql":
        _wait(lambda: _asked("SELECT pg_try_advisory_lock(%s)"))
        try:
            yield
        finally:
            if not connection.needs_rollback:
                _asked("SELECT pg_advisory_unlock(%s)")
        return
    descriptor = os.open(home() / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait(lambda: _locked(descriptor))
        yield
    finally:
        os.close(descriptor)


def _wait(taken: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not taken():
        if time.monotonic() > until:
            raise ReconcilingNow
        time.sleep(ASK_SECONDS)


def _asked(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [NUMBER])
        return bool(cursor.fetchone()[0])


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
