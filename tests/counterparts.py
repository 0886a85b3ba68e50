"""Real counterparts for tests: a bank, a treasury and customs as processes with keys of their own, told what to do wrong.

``with started("bank", folder, slow=1) as bank`` starts one; ``office(folder)`` all three, connected as in the demonstration.
"""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zaiton.blocks.money.actions.keys import keys_make

START_SECONDS = 20


@dataclass
class Counterpart:
    """One process. ``keys`` is the folder of certificates, ``home`` its own folder below."""

    name: str
    keys: Path
    arguments: list[str] = field(default_factory=list)
    process: subprocess.Popen | None = None
    place: Path | None = None

    @property
    def home(self) -> Path:
        """The folder of its store: ``place``, or the one of its name below the keys."""
        return self.place or self.keys / self.name

    @property
    def url(self) -> str:
        """Where it listens."""
        return json.loads((self.home / "address").read_text())["url"]

    def start(self, **faults: object) -> "Counterpart":
        """Start (again) on the same store and wait until it listens."""
        for file in ("address", "control"):
            (self.home / file).unlink(missing_ok=True)
        told = [word for name, value in faults.items() for word in ("--fault", f"{name}={value}")]
        command = [sys.executable, "-m", f"zaiton.counterparts.{self.name}", "--home", str(self.home)]
        self.process = subprocess.Popen([*command, *self.arguments, *told], stdout=subprocess.DEVNULL)
        until = time.monotonic() + START_SECONDS
        while not (self.home / "address").exists():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.name} did not start (code {self.process.poll()})")
            time.sleep(0.02)
        return self

    def order(self, name: str, content: dict[str, Any]) -> dict[str, Any]:
        """An order at the side door: ``faults``, ``clock``, and the bank's ``account`` and ``return``."""
        told = json.loads((self.home / "control").read_text())
        connection = http.client.HTTPConnection(urlsplit(told["url"]).netloc, timeout=5)
        try:
            connection.request("PUT", f"/{name}", json.dumps(content), {"Authorization": f"Bearer {told['token']}"})
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ValueError(answer["error"])
        return answer

    def fault(self, **faults: object) -> dict[str, Any]:
        """Put faults in force; ``fault(clear=1)`` ends all."""
        return self.order("faults", {name: str(value) for name, value in faults.items()})

    def clock(self, **wanted: float) -> dict[str, Any]:
        """Move its clock by ``offset`` seconds from the machine's, or its ``cutoff`` hour."""
        return self.order("clock", wanted)

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """End it in order; its exit code."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


def made(name: str, folder: Path, *arguments: str) -> Counterpart:
    """A counterpart that is not started yet, with keys in ``folder``."""
    keys_make(folder, at=datetime.now(UTC))
    return Counterpart(name, folder, list(arguments))


@contextmanager
def started(name: str, folder: Path, *arguments: str, **faults: object) -> Iterator[Counterpart]:
    """One counterpart, as long as the block lasts."""
    counterpart = made(name, folder, *arguments)
    try:
        yield counterpart.start(**faults)
    finally:
        with suppress(subprocess.TimeoutExpired):
            counterpart.stop()


@contextmanager
def office(
    folder: Path, *, callback: str = "", bank: tuple[str, ...] = ("--demo-balance", "1000000000")
) -> Iterator[tuple[Counterpart, Counterpart, Counterpart]]:
    """Bank, treasury and customs: the bank remits to the treasury, which tells customs what was paid."""
    told = ("--callback", callback) if callback else ()
    with (
        started("customs", folder, "--knows-all") as customs,
        started("treasury", folder, "--customs", str(folder / "customs" / "address")) as treasury,
        started("bank", folder, "--treasury", str(folder / "treasury" / "address"), *told, *bank) as found,
    ):
        yield found, treasury, customs
