"""The supervisor: starts the workers on one listening socket, restarts one that dies, and ends them in order.

Workers are fresh processes, not forks, so that no thread or database connection is shared. A worker reports readiness
through a pipe. The supervisor ends with exit code 0 after SIGINT or SIGTERM, 1 when workers cannot be kept alive.
Processes of background work, and programmes that modules want beside the site, run with them; one that dies is restarted
too, but its death never ends the site.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zaiton.site.server.fairness import shared_memory

STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_LIMIT_SECONDS = 60
DRAIN_LIMIT_SECONDS = 15
HURRY_LIMIT = 5
HURRY_SECONDS = 5


@dataclass(slots=True)
class Worker:
    """One worker process and when it was started."""

    process: subprocess.Popen
    started: float


class Supervisor:
    """Keeps workers, processes of background work and the programmes ``beside`` alive until told to stop."""

    def __init__(
        self,
        listener: socket.socket,
        *,
        count: int,
        threads: int,
        background: int = 0,
        beside: Sequence[Sequence[str]] = (),
        keep_open: tuple[int, ...] = (),
    ) -> None:
        self._listener = listener
        self._count = count
        self._threads = threads
        self._keep_open = keep_open
        self._workers: list[Worker] = []
        self._background: list[Worker] = []
        own = [sys.executable, "-m", "zaiton.site.server.background", str(os.getpid())]
        parent = ["--parent", str(os.getpid())]
        self._commands = [own] * background + [[*command, *parent] for command in beside]
        self._stopping = False
        self._quick_deaths = 0
        self._shared = shared_memory(count)

    def run(self, announce: Callable[[], None]) -> int:
        """Serve until a stop signal; ``announce`` is called once, when every worker answers."""
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        for number in STOP:
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        ready_read, ready_write = os.pipe()
        try:
            self._workers = [self._start(ready_write, place) for place in range(self._count)]
            if not self._all_ready(ready_read, wake_read):
                return 0 if self._stopping else 1
            if not self._stopping:
                self._background = [self._start_background(command) for command in self._commands]
                announce()
            while not self._stopping:
                _wait((wake_read,), 5)
                if not self._stopping and not self._revive(ready_write):
                    return 1
            return 0
        finally:
            self._end()
            signal.set_wakeup_fd(-1)
            for descriptor in (wake_read, wake_write, ready_read, ready_write):
                os.close(descriptor)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _start(self, ready: int, place: int) -> Worker:
        socket_number = self._listener.fileno()
        command = [sys.executable, "-m", "zaiton.site.server.worker", str(socket_number), str(ready)]
        command += [str(os.getpid()), str(self._threads), str(self._shared), str(place)]
        kept = (socket_number, ready, self._shared, *self._keep_open)
        process = subprocess.Popen(command, pass_fds=kept, stdin=subprocess.DEVNULL)
        return Worker(process, time.monotonic())

    def _start_background(self, command: Sequence[str]) -> Worker:
        process = subprocess.Popen(command, pass_fds=self._keep_open, stdin=subprocess.DEVNULL)
        return Worker(process, time.monotonic())

    def _all_ready(self, ready: int, wake: int) -> bool:
        waiting = self._count
        until = time.monotonic() + START_LIMIT_SECONDS
        while waiting and not self._stopping and time.monotonic() < until:
            if ready in _wait((ready, wake), 1):
                waiting -= len(os.read(ready, waiting))
            if any(worker.process.poll() is not None for worker in self._workers):
                return False
        return not waiting and not self._stopping

    def _revive(self, ready: int) -> bool:
        for place, worker in enumerate(self._background):
            if worker.process.poll() is not None and time.monotonic() - worker.started >= HURRY_SECONDS:
                self._background[place] = self._start_background(self._commands[place])
        for place, worker in enumerate(self._workers):
            if worker.process.poll() is None:
                continue
            quick = time.monotonic() - worker.started < HURRY_SECONDS
            self._quick_deaths = self._quick_deaths + 1 if quick else 0
            if self._quick_deaths >= HURRY_LIMIT:
                return False
            self._workers[place] = self._start(ready, place)
        return True

    def _end(self) -> None:
        self._listener.close()
        os.close(self._shared)
        everybody = [*self._workers, *self._background]
        for worker in everybody:
            if worker.process.poll() is None:
                worker.process.terminate()
        until = time.monotonic() + DRAIN_LIMIT_SECONDS
        for worker in everybody:
            try:
                worker.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()


def _wait(descriptors: tuple[int, ...], seconds: float) -> list[int]:
    found, _, _ = select.select(descriptors, (), (), seconds)
    wake = descriptors[-1]
    if wake in found:
        os.read(wake, 4096)
    return found
