"""A whole house for heavy seeds: durable database, workers, clients, and bank, treasury and customs as processes.

All of it stands on one folder that is removed at the end. ``hurt`` does one of the worst things to it.
"""

import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.counterparts import Counterpart, made
from tests.torture import fast_clock
from tests.torture.databases import ROOT, _environment, migrate
from tests.torture.postgres_server import Server

WORKERS = 2
FULL_SECONDS = 0.4
FREE = resource.RLIM_INFINITY
FAULTS = {"timeout_after_acting": 0.15, "timeout_before_acting": 0.1, "answer_twice": 0.2, "answer_late": 0.2}


class Site:
    """Started by ``start``; its database is that of ``environment``."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.folder = Path(tempfile.mkdtemp(prefix="torture-heavy-", dir="/tmp"))
        home = self.folder / "home"
        home.mkdir(mode=0o700)
        self.server = Server() if engine == "postgresql" else None
        self.environment = _environment(home, self.server.url if self.server else "")
        self.environment |= {**fast_clock.begin(), "ZAITON_MONEY_TIMEOUT": "1"}
        self.home, self.keys = home, home / "money"
        self.counterparts: dict[str, Counterpart] = {}
        self.workers: list[subprocess.Popen] = []
        self.client: subprocess.Popen | None = None

    def prepare(self) -> None:
        """Tables, keys, counterparts."""
        migrate(self.environment)
        self.keys.mkdir(mode=0o700, exist_ok=True)
        address = {name: str(self.place(name) / "address") for name in ("treasury", "customs")}
        for name, arguments in (
            ("customs", ["--knows-all"]),
            ("treasury", ["--customs", address["customs"]]),
            ("bank", ["--treasury", address["treasury"], "--demo-balance", "100000000"]),
        ):
            counterpart = made(name, self.keys, "--keys", str(self.keys), *arguments)
            counterpart.place = self.place(name)
            counterpart.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.counterparts[name] = counterpart.start()

    def place(self, name: str) -> Path:
        """The folder of a counterpart, where the product looks for it."""
        return self.home / "counterparts" / name

    def process(self, *what: str) -> subprocess.Popen:
        """One process of ours."""
        command = [sys.executable, "-m", "tests.torture.process", *what]
        quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, **quiet)

    def keep_working(self) -> None:
        """As many workers as there should be."""
        import os

        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < WORKERS:
            self.workers.append(self.process("work", str(os.getpid())))

    def heal(self) -> None:
        """Everybody runs, nobody lies, the disk has room."""
        for counterpart in self.counterparts.values():
            if counterpart.process is None or counterpart.process.poll() is not None:
                counterpart.start()
        self.counterparts["bank"].fault(clear=1)
        self._room(FREE)
        if self.server is not None and not self.server.running():
            self.server.start()
        self.keep_working()

    def wrong(self, seed: int) -> None:
        """The bank's answers get lost from now on."""
        with suppress(OSError):
            self.counterparts["bank"].fault(seed=seed, **FAULTS)

    def hurt(self, what: str, chance: random.Random) -> None:
        """One injury; its consequences are the supervisor's, which starts again what was killed."""
        if what == "worker" and self.workers:
            _kill(chance.choice(self.workers))
            self.keep_working()
        elif what == "client" and self.client is not None:
            _kill(self.client)
        elif what in self.counterparts:
            counterpart = self.counterparts[what]
            counterpart.kill()
            time.sleep(chance.random() * 0.3)
            counterpart.start()
            self.wrong(chance.randrange(10**6))
        elif what == "database" and self.server is not None:
            self.server.crash()
            time.sleep(chance.random() * 0.3)
            self.server.start()
        elif what == "disk":
            self._full(chance)

    def _full(self, chance: random.Random) -> None:
        """No file grows beyond a size that is about to be reached: every write of the database comes to nothing."""
        log = self.home / "zaiton.sqlite3-wal"
        size = log.stat().st_size if log.exists() else 0
        self._room(size + chance.choice((0, 20_000)) if self.server is None else 200_000)
        time.sleep(FULL_SECONDS)
        self._room(FREE)
        if self.server is not None:
            with suppress(subprocess.TimeoutExpired):
                self.server.process.wait(0.2)
            if not self.server.running():
                self.server.start()

    def _room(self, most: int) -> None:
        pids = [process.pid for process in (*self.workers, self.client) if process is not None]
        for pid in self.server.pids() if self.server is not None else pids:
            with suppress(OSError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, FREE))

    def remove(self) -> None:
        """End everything that was started here."""
        for process in (*self.workers, self.client):
            if process is not None:
                _kill(process)
        for counterpart in self.counterparts.values():
            counterpart.kill()
        if self.server is not None:
            self.server.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


def _kill(process: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.wait(20)
