"""One thread of this process that works through a desk's tasks, each under a lease that a beating heart renews.

A task belongs to whoever took it last. While it is done its lease is renewed every ``BEAT_SECONDS``; a lease older than
``LEASE_SECONDS`` means that the process died, and the next look of any process takes the task up again. The store decides
who has it (compare and set in ``Desk.take`` and in every write of the task), so that nothing is finished twice.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from django.db import close_old_connections, connections

from zaiton.kit import clock

LEASE_SECONDS = 30.0
"""A task whose last beat is older than this belongs to a dead process."""
BEAT_SECONDS = 5.0
LOOK_SECONDS = 5.0
"""How often a bench looks whether a task that another process holds has been left."""
FAULTS_MOST = 24
"""So many failed looks in a row (a store that does not answer) end the thread; the next wake starts it anew."""

log = logging.getLogger("zaiton.work")


class LeaseLost(Exception):
    """Somebody else has taken the task meanwhile: whoever is told this stops and writes nothing more."""


class Task(Protocol):
    """A task that was taken."""

    def beat(self, at: datetime) -> bool:
        """Renew the lease; False when the task is no longer this process's."""

    def do(self) -> None:
        """Do it and store the outcome, a refusal included. May raise ``LeaseLost``; anything else it raises is a bug."""


class Desk(Protocol):
    """Gives out tasks."""

    def take(self, at: datetime, lapsed: datetime) -> Task | None:
        """One task that waits, or whose last beat is before ``lapsed``; None when there is none. Compare and set."""

    def unfinished(self) -> bool:
        """Whether any task waits or is being done, here or elsewhere."""


class Bench:
    """The one place of this process where a desk's tasks are done. Starts no thread until it is woken."""

    def __init__(
        self,
        name: str,
        desk: Desk,
        *,
        now: Callable[[], datetime] = clock.now,
        lease: float = LEASE_SECONDS,
        beat: float = BEAT_SECONDS,
        look: float = LOOK_SECONDS,
    ) -> None:
        self.name = name
        self._desk = desk
        self._now = now
        self._lease = timedelta(seconds=lease)
        self._beat = beat
        self._look = look
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """See to it that a thread of this process looks at the desk now. Returns at once; safe to call at any time."""
        with self._lock:
            self._bell.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._keep, name=f"work-{self.name}", daemon=True)
                self._thread.start()

    def work(self) -> int:
        """Do every task whose turn it is, in the calling thread; returns how many were taken."""
        taken = 0
        while True:
            at = self._now()
            task = self._desk.take(at, at - self._lease)
            if task is None:
                return taken
            taken += 1
            try:
                with self._heart(task):
                    task.do()
            except LeaseLost:
                log.warning("%s: a task was taken over by another process", self.name)

    def _keep(self) -> None:
        faults = 0
        try:
            while True:
                self._bell.clear()
                close_old_connections()
                try:
                    self.work()
                    more = self._desk.unfinished()
                    faults = 0
                except Exception:
                    log.exception("%s: looking again in %s seconds", self.name, self._look)
                    connections.close_all()
                    faults += 1
                    more = faults < FAULTS_MOST
                with self._lock:
                    if not more and not self._bell.is_set():
                        self._thread = None
                        return
                self._bell.wait(self._look)
        finally:
            connections.close_all()

    @contextmanager
    def _heart(self, task: Task) -> Iterator[None]:
        """Beats from a thread of its own, so that a long step without progress keeps the lease."""
        stop = threading.Event()

        def beat() -> None:
            try:
                while not stop.wait(self._beat):
                    try:
                        if not task.beat(self._now()):
                            return
                    except Exception:
                        log.exception("%s: a beat failed", self.name)
                        connections.close_all()
            finally:
                connections.close_all()

        heart = threading.Thread(target=beat, name=f"heart-{self.name}", daemon=True)
        heart.start()
        try:
            yield
        finally:
            stop.set()
            heart.join(timeout=self._beat)
