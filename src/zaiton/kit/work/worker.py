"""A worker: threads of one process that take what is due until told to stop, then finish what they have begun.

One thread does what stays inside the database, several do what sends something away, one runs the ticks, and the heart
renews their leases and takes rows back from workers that are gone. A thread that ends by itself ends the worker.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections, connection, connections

from zaiton.kit import clock

from . import running, store, ticking
from .delivery import Lane
from .limits import SENDERS, Pace
from .turns import give_way, turn

DRAIN_SECONDS = 12.0
"""How long a worker that was told to stop waits for what its threads have begun."""
FAULT_PAUSE_SECONDS = 2.0

log = logging.getLogger("zaiton.work")


class Worker:
    """Works in threads of this process: ``run`` until ``stop``."""

    def __init__(
        self, *, now: Callable[[], datetime] = clock.now, pace: Pace | None = None, senders: int = SENDERS
    ) -> None:
        self._now = now
        self._pace = pace or Pace()
        self._stop = threading.Event()
        self._holding: set[str] = set()
        steps = [("inside", self._inside, self._pace.poll), ("ticks", self._ticks, self._pace.look)]
        steps += [(f"sender-{n}", self._outside, self._pace.poll) for n in range(senders)]
        self._threads = [
            threading.Thread(target=self._repeat, args=(step, wait), name=f"work-{name}", daemon=True)
            for name, step, wait in steps
        ]
        self._heart = threading.Thread(
            target=self._repeat, args=(self._beat, self._pace.look), name="work-heart", daemon=True
        )
        self._over = threading.Event()
        self._last_beat = time.monotonic()
        self._suspects: frozenset[tuple[int, str]] = frozenset()

    def stop(self) -> None:
        """Take nothing new; safe in a signal handler and from any thread."""
        self._stop.set()

    def run(self, alive: Callable[[], bool] = lambda: True) -> bool:
        """Work until ``stop``, or until ``alive`` says no; False when a thread of the worker failed for good."""
        ticking.declare(self._now())
        for thread in (*self._threads, self._heart):
            thread.start()
        whole = True
        while whole and alive() and not self._stop.wait(1.0):
            whole = all(thread.is_alive() for thread in (*self._threads, self._heart))
        self._stop.set()
        until = time.monotonic() + DRAIN_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._over.set()
        self._heart.join(1.0)
        return whole

    def _repeat(self, step: Callable[[], int], wait: float) -> None:
        mine = threading.current_thread()
        over = self._over if mine is self._heart else self._stop
        try:
            while not over.is_set():
                close_old_connections()
                try:
                    if step():
                        give_way()
                        continue
                except Exception:
                    log.exception("%s: going on in %s seconds", mine.name, FAULT_PAUSE_SECONDS)
                    connections.close_all()
                    over.wait(FAULT_PAUSE_SECONDS)
                over.wait(wait)
        finally:
            connections.close_all()

    def _inside(self) -> int:
        return sum(running.do_inside(lane, now=self._now, lease=self._pace.lease) for lane in (Lane.BATCH, Lane.ALONE))

    def _outside(self) -> int:
        return running.do_outside(now=self._now, lease=self._pace.lease, holding=self._holding)

    def _ticks(self) -> int:
        lease = self._pace.lease
        ticking.run_due(now=self._now, lease=lease, holding=self._holding, stopped=self._stop.is_set)
        return 0

    def _beat(self) -> int:
        owners = set(self._holding)
        if owners and time.monotonic() - self._last_beat >= self._pace.beat:
            with turn():
                store.renew(owners, at=self._now(), lease=self._pace.lease)
                ticking.renew(owners, at=self._now(), lease=self._pace.lease)
            self._last_beat = time.monotonic()
        self._suspects = _take_back(self._suspects, self._now())
        return 0


def _take_back(before: frozenset[tuple[int, str]], at: datetime) -> frozenset[tuple[int, str]]:
    """Take back rows that were left at two looks running, in both of which the database was free; returns the suspects.

    On SQLite one long write keeps every heart from beating. Whoever is alive renews as soon as the write is over, so nobody
    is robbed who only had to wait.
    """
    found = store.lapsed(at)
    if not found:
        return found
    return found if store.take_back(found & before, at) else frozenset()


def drain(*, now: Callable[[], datetime] = clock.now, ticks: bool = True) -> int:
    """Do everything that is due, in the calling thread, and run the ticks that are; returns how many rows and ticks.

    For an operator's ``--once`` and for tests. Nothing renews the leases, so let no external handler outlast one.
    """
    lease, holding, count = Pace().lease, set[str](), 0
    store.take_back(store.lapsed(now()), now())
    if ticks:
        ticking.declare(now())
        count += ticking.run_due(now=now, lease=lease, holding=holding)
    while True:
        did = sum(running.do_inside(lane, now=now, lease=lease) for lane in (Lane.BATCH, Lane.ALONE))
        did += running.do_outside(now=now, lease=lease, holding=holding)
        if not did:
            return count
        count += did
        if not connection.in_atomic_block:
            give_way()
