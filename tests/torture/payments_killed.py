"""Thousands of payments through the real server, its worker and its bank, any of which is killed at random moments.

    python -m tests.torture.payments_killed [--count 10000] [--engine sqlite|postgresql] [--seed N]

The server is ``zaiton serve`` with its web and background processes, and bank, treasury and customs beside it; clients have
payments made as a service does. In the end every document is paid exactly once at the bank, the books are whole, and the
comparison with the counterparts is clean. The last line is JSON; exit code 1 where anything is not so.
"""

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.counterparts import Counterpart
from tests.torture import fast_clock
from tests.torture.databases import ENGINES, ROOT, _environment
from tests.torture.postgres_server import Server

CLIENTS = 2
PATIENCE_SECONDS = 400
STORM_SHARE = 0.95
KINDS = ("worker", "worker", "web", "bank", "bank", "client", "server")
MARKS = {"worker": "site.server.background", "web": "site.server.worker", "bank": "counterparts.bank"}


class House:
    """``zaiton serve`` with all its processes, and clients beside it."""

    def __init__(self, engine: str, count: int, seed: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="torture-payments-", dir="/tmp"))
        self.home = self.folder / "home"
        self.home.mkdir(mode=0o700)
        self.database = Server() if engine == "postgresql" else None
        self.environment = _environment(self.home, self.database.url if self.database else "") | fast_clock.begin(1)
        own = {"PORT": str(_free_port()), "ZAITON_COUNTERPARTS": "1", "ZAITON_MONEY_TIMEOUT": "2"}
        self.environment |= own
        self.chance = random.Random(seed)
        self.each = -(-count // CLIENTS)
        self.acknowledged: dict[int, set[int]] = {number: set() for number in range(CLIENTS)}
        self.clients: dict[int, subprocess.Popen] = {}
        self.server: subprocess.Popen | None = None
        self.kills: dict[str, int] = dict.fromkeys(KINDS, 0)

    def serve(self) -> None:
        """Start the server where it is not running."""
        if self.server is None or self.server.poll() is not None:
            with open(self.folder / "server.log", "ab") as log:
                self.server = subprocess.Popen(
                    [Path(sys.executable).with_name("zaiton"), "serve"],
                    env=self.environment,
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )

    def ask(self) -> bool:
        """Keep clients asking until they have their answers; False when all have."""
        for number, had in self.acknowledged.items():
            client = self.clients.get(number)
            if len(had) < self.each and (client is None or client.poll() is not None):
                self.clients[number] = self._client(number, had)
        return any(len(had) < self.each for had in self.acknowledged.values())

    def kill(self) -> None:
        """kill -9 of somebody."""
        what = self.chance.choice(KINDS)
        if what == "client":
            victims = [client.pid for client in self.clients.values() if client.poll() is None]
        elif what == "server":
            victims = [self.server.pid] if self.server is not None and self.chance.random() < 0.5 else []
        else:
            victims = self._children(MARKS[what])
        if victims:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(victims), signal.SIGKILL)
                self.kills[what] += 1
        if what == "server" and victims:
            self.server.wait(20)

    def counterparts(self) -> list[Counterpart]:
        """The side doors of the three."""
        return [
            Counterpart(name, self.home / "money", place=self.home / "counterparts" / name)
            for name in ("bank", "treasury", "customs")
        ]

    def remove(self) -> None:
        """End what was started here."""
        for client in self.clients.values():
            client.kill()
        if self.server is not None:
            self.server.terminate()
            try:
                self.server.wait(30)
            except subprocess.TimeoutExpired:
                self.server.kill()
        if self.database is not None:
            self.database.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _client(self, number: int, had: set[int]) -> subprocess.Popen:
        """One client from where the last one came to; the documents of the gap are asked for once more."""
        first = next((n for n in range(self.each) if n not in had), self.each)
        command = [sys.executable, "-m", "tests.torture.process", "make", str(number), str(self.each), str(first)]
        process = subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )

        def listen() -> None:
            for line in process.stdout or ():
                if line.endswith("\n"):
                    had.add(int(line))

        threading.Thread(target=listen, daemon=True).start()
        return process

    def _children(self, mark: str) -> list[int]:
        """Processes of our own server that are so called."""
        if self.server is None:
            return []
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == self.server.pid and mark in (folder / "cmdline").read_text():
                    found.append(int(folder.name))
            except (OSError, ValueError):
                continue
        return found


def main(arguments: list[str]) -> int:
    """Run it; the exit code."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--count", type=int, default=10_000)
    wanted.add_argument("--engine", choices=ENGINES, default="sqlite")
    wanted.add_argument("--seed", type=int, default=1)
    given = wanted.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exception, so that all is removed on the way out
    house = House(given.engine, given.count, given.seed)
    os.environ.update(house.environment)
    began = time.monotonic()
    try:
        command = [Path(sys.executable).with_name("zaiton"), "setup"]
        subprocess.run(command, env=house.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        import django

        django.setup()
        from tests.torture.heavy import open_books

        open_books()
        storm(house)
        made = round(time.monotonic() - began)
        calm(house)
        faults = checked(house)
    finally:
        house.remove()
    for fault in faults[:20]:
        print(f"VIOLATION: {fault}", flush=True)
    told = {
        "engine": given.engine,
        "payments": house.each * CLIENTS,
        "kills": house.kills,
        "made_seconds": made,
        "seconds": round(time.monotonic() - began),
        "violations": len(faults),
    }
    print(json.dumps(told), flush=True)
    return 1 if faults else 0


def storm(house: House) -> None:
    """Somebody is killed every few seconds, until nearly all payments are made, sent and settled."""
    from django.db import connection

    from zaiton.blocks.money.models import Instruction

    house.serve()
    whole = house.each * CLIENTS
    while house.ask() or Instruction.objects.filter(state="settled").count() < whole * STORM_SHARE:
        connection.close()
        time.sleep(3 + house.chance.random() * 9)
        house.kill()
        house.serve()


def calm(house: House) -> None:
    """Nobody is killed any more; the worker and the sweep bring everything to its end."""
    from django.db import connection

    from zaiton.blocks.money.models import Instruction

    live = ("queued", "sending", "sent", "unknown")
    until = time.monotonic() + PATIENCE_SECONDS
    last = Instruction.objects.count()
    while time.monotonic() < until and (left := Instruction.objects.filter(state__in=live).count()):
        house.serve()
        if left < last:  # patience counts from the last progress
            last, until = left, time.monotonic() + PATIENCE_SECONDS
        connection.close()
        time.sleep(1)


def checked(house: House) -> list[str]:
    """What is not as it must be."""
    from django.conf import settings

    from tests.torture.heavy import bank_truth, compared
    from zaiton.blocks.money.actions.parity import parity
    from zaiton.blocks.money.models import Break, Instruction

    settings.MONEY_TIMEOUT = 60  # the whole day's statement, on a machine that may be busy with other things
    truth = bank_truth(house.home / "counterparts" / "bank")
    states = dict(Instruction.objects.values_list("document", "state"))
    faults = []
    for number in range(CLIENTS):
        for place in range(house.each):
            document = f"heavy/{number}/{place}"
            if states.get(document) != "settled" or truth.get(document, 0) != 1:
                state, paid = states.get(document), truth.get(document, 0)
                faults.append(f"every document is paid exactly once: {document} is {state}, the bank paid {paid} times")
    command = [Path(sys.executable).with_name("zaiton"), "money", "verify"]
    verified = subprocess.run(command, env=house.environment, cwd=ROOT, capture_output=True, text=True)
    if verified.returncode:
        faults.append(f"zaiton money verify is clean: {verified.stdout[-500:]}")
    parity(at=fast_clock.now())
    faults += [f"payments and ledger agree: {row.reference}" for row in Break.objects.filter(kind="parity")[:5]]
    faults += [f"the comparison with the counterparts is clean: {one}" for one in compared(house.counterparts())]
    return faults


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
