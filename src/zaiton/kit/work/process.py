"""A worker as a process: signals end it in order, and a death of its threads ends it with a fault."""

import signal
from collections.abc import Callable

from .limits import Pace
from .worker import Worker

STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def work_until_told(alive: Callable[[], bool] = lambda: True, *, pace: Pace | None = None) -> bool:
    """Work in this process until a stop signal, or until ``alive`` says no; False when the worker failed for good."""
    worker = Worker(pace=pace)
    for number in STOP:
        signal.signal(number, lambda *_: worker.stop())
    return worker.run(alive)
