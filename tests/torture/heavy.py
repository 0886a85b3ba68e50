"""Heavy seeds: real processes are killed, databases crash and fill up, and in the end every document is paid exactly once.

    python -m tests.torture.heavy ENGINE SEED...

runs seeds one after another in one house and prints a JSON line for each; ``run_heavy`` runs one such process per engine.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from queue import Queue

from tests.counterparts import Counterpart
from tests.torture.databases import ROOT
from tests.torture.site import Site

PAYMENTS = 30
STORM_SECONDS = 2.5
PATIENCE_SECONDS = 40
LIVE = ("queued", "sending", "sent", "unknown")
INJURIES = {
    "sqlite": ("worker", "worker", "client", "client", "bank", "bank", "treasury", "disk", "disk"),
    "postgresql": ("worker", "worker", "client", "client", "bank", "bank", "treasury", "database", "database", "disk"),
}


@dataclass
class Found:
    """What became of one heavy seed; ``steps`` are payments and injuries."""

    seed: int
    engine: str
    steps: int = 0
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)
    injuries: list[str] = field(default_factory=list)


def run_heavy(engines: Sequence[str], seeds: Sequence[int]) -> Iterator[Found]:
    """The seeds in turn on the engines, which run side by side."""
    told: Queue[Found | None] = Queue()
    threads = []
    for place, engine in enumerate(engines):
        mine = [str(seed) for seed in seeds[place :: len(engines)]]
        if mine:
            threads.append(threading.Thread(target=_follow, args=(engine, mine, told), daemon=True))
    for thread in threads:
        thread.start()
    left = len(threads)
    while left:
        found = told.get()
        if found is None:
            left -= 1
        else:
            yield found


def _follow(engine: str, seeds: list[str], told: Queue) -> None:
    command = [sys.executable, "-m", "tests.torture.heavy", engine, *seeds]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    count = 0
    for line in process.stdout:
        told.put(Found(**json.loads(line)))
        count += 1
    if process.wait() or count < len(seeds):
        told.put(Found(int(seeds[min(count, len(seeds) - 1)]), engine, violations=["the simulation broke off"]))
    told.put(None)


def episode(site: Site, seed: int) -> Found:
    """One seed: a storm of some seconds, then time to heal, then the checks."""
    chance, found, began = random.Random(seed), Found(seed, site.engine), time.monotonic()
    acknowledged: set[int] = set()
    site.heal()
    site.wrong(seed)
    site.client = _client(site, seed, acknowledged)
    until = time.monotonic() + STORM_SECONDS
    while time.monotonic() < until:
        time.sleep(0.2 + chance.random() * 0.5)
        what = chance.choice(INJURIES[site.engine])
        found.injuries.append(what)
        site.hurt(what, chance)
        if site.client.poll() is not None and len(acknowledged) < PAYMENTS:
            site.client = _client(site, seed, acknowledged)
    site.heal()
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and not _over(seed, acknowledged):
        if site.client.poll() is not None and len(acknowledged) < PAYMENTS:
            site.client = _client(site, seed, acknowledged)
        site.keep_working()
        time.sleep(0.1)
    _check(site, seed, acknowledged, found)
    found.steps = PAYMENTS + len(found.injuries)
    found.seconds = round(time.monotonic() - began, 1)
    return found


def _client(site: Site, seed: int, acknowledged: set[int]) -> subprocess.Popen:
    process = site.process("make", str(seed), str(PAYMENTS))

    def listen() -> None:
        for line in process.stdout or ():
            if line.endswith("\n"):
                acknowledged.add(int(line))

    threading.Thread(target=listen, daemon=True).start()
    return process


def _over(seed: int, acknowledged: set[int]) -> bool:
    from django.db import DatabaseError, connection

    from zaiton.blocks.money.models import Instruction

    if len(acknowledged) < PAYMENTS:
        return False
    try:
        return not Instruction.objects.filter(document__startswith=f"heavy/{seed}/", state__in=LIVE).exists()
    except DatabaseError:
        connection.close()
        return False


def _check(site: Site, seed: int, acknowledged: set[int], found: Found) -> None:
    from zaiton.blocks.money.actions.parity import parity
    from zaiton.blocks.money.models import Break, Entry, Instruction
    from zaiton.blocks.money.queries.verifying import verify

    say = found.violations.append
    if len(acknowledged) < PAYMENTS:
        say(f"every client gets its answer: {len(acknowledged)} of {PAYMENTS}")
    rows = list(Instruction.objects.filter(document__startswith=f"heavy/{seed}/").select_related("entry"))
    states = {row.document: row.state for row in rows}
    for number in acknowledged:
        if f"heavy/{seed}/{number}" not in states:
            say(f"what was acknowledged is not lost: heavy/{seed}/{number}")
    truth = bank_truth(site.place("bank"))
    for row in rows:
        paid = truth.get(row.document, 0)
        if row.state != "settled" or paid != 1:
            say(f"every document is paid exactly once: {row.document} is {row.state}, the bank paid {paid} times")
        booked = Entry.objects.filter(document=row.document).count()
        if booked != 1:
            say(f"each payment is booked once: {row.document} {booked} times")
    from tests.torture import fast_clock

    parity(at=fast_clock.now())
    if standing := Break.objects.filter(kind="parity", state__in=("open", "proposed")).count():
        say(f"payments and ledger agree: {standing} breaks")
    for fault in verify().faults:
        say(f"verify is clean: {fault.what} {fault.where}")


def bank_truth(folder: Path) -> dict[str, int]:
    """How often the bank paid each document, from its own store in ``folder``."""
    store = folder / "store.sqlite3"
    db = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=10)
    try:
        words = """SELECT p.document, COUNT(*) FROM booking b JOIN payment p ON p.number = b.number
                   WHERE b.account = 'TREASURY' AND b.back = 0 GROUP BY p.document"""
        return dict(db.execute(words).fetchall())
    finally:
        db.close()


def compared(counterparts: Iterable[Counterpart], *, patience: float = 30) -> list[str]:
    """The day reconciled with all three counterparts: what is not clean."""
    from tests.torture import fast_clock
    from zaiton.blocks.money.actions.fetching import reconcile_day
    from zaiton.blocks.money.models import Break, Instruction

    days = sorted(set(Instruction.objects.filter(settled_on__isnull=False).values_list("settled_on", flat=True)))
    for counterpart in counterparts:
        counterpart.clock(offset=4 * 86400)
    at = fast_clock.now() + timedelta(days=4)
    until = time.monotonic() + patience
    while True:
        dirty = []
        for day in days:
            card, fetched = reconcile_day(day, at=at)
            dirty += [f"{one.source}: {one.why}" for one in fetched if one.why]
            dirty += [] if card.clean else [f"{day}: {card.counts}"]
        standing = Break.objects.filter(state__in=("open", "proposed"))
        dirty += [f"{row.kind} {row.reference}" for row in standing[:5]]
        if not dirty or time.monotonic() > until:
            return dirty
        time.sleep(1)


def open_books() -> None:
    """The two accounts of payments, with enough to pay from."""
    from tests.torture import fast_clock
    from tests.torture.books import transfer
    from zaiton.blocks.money.actions.accounts import account_open
    from zaiton.blocks.money.actions.posting import post
    from zaiton.kit.clock import BEIJING

    at = fast_clock.now()
    day = at.astimezone(BEIJING).date()
    for code, kind, least in (("cash", "asset", None), ("due", "asset", 0), ("opening", "equity", None)):
        account_open(
            code,
            name_zh="推演账户",
            name_en="Account of the simulation",
            kind=kind,
            currency="CNY",
            least=least,
            opened_on=day,
            actor="client",
            at=at,
        )
    post(transfer("opening", "due", "opening", 10**12, day), actor="client", at=at)


def main(engine: str, *seeds: str) -> int:
    """Run the seeds in one house."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exception, so that all is removed on the way out
    site = Site(engine)
    os.environ.update(site.environment)
    try:
        site.prepare()
        import django

        django.setup()
        open_books()
        site.keep_working()
        for place, seed in enumerate(seeds):
            found = episode(site, int(seed))
            if place == len(seeds) - 1:
                found.violations += [
                    f"the comparison with the counterparts is clean: {one}"
                    for one in compared(site.counterparts.values())
                ]
            print(json.dumps(found.__dict__, ensure_ascii=False), flush=True)
    finally:
        with suppress(Exception):
            site.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
