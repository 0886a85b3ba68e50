"""A full-speed batch beside people: how long a page's write waits on SQLite while a worker books a hundred at a time without end.

Two people's processes write one row each time, about 170 writes a second together, under a turn as every action of the house
takes one; the batch runs through the product's own ``post_batch``. Peer: the same without turns, where SQLite alone decides
who is next. Run it with ``make bench``.
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bench.effects import ledger

PEOPLE, WRITES, EVERY = 2, 600, 0.0117
MOST = {"p99_ms": 25, "max_ms": 250}


def person(turns: bool) -> None:
    """Book one transfer every few milliseconds and tell how long each took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    import django

    django.setup()
    from django.db import OperationalError, connection

    from zaiton.blocks.money.public import post

    if not turns:
        unfair()
    made = ledger.drafts(ledger.drawn(WRITES, seed=os.getpid()))
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    taken, errors = [], 0
    for draft in made:
        begin = time.perf_counter()
        try:
            post(draft, actor="bench", at=ledger.AT)
        except OperationalError:
            errors += 1
        taken.append((time.perf_counter() - begin) * 1000)
        time.sleep(max(0.0, EVERY - taken[-1] / 1000))
    print(json.dumps({"taken": taken, "errors": errors}))


def unfair() -> None:
    """No turns: whoever finds the store free writes."""
    from zaiton.kit.work import turns

    turns._wait = lambda descriptor: None
    turns.PAUSE_SECONDS = 0.0


def measure(turns: bool) -> dict[str, Any]:
    """A batch without end, and the people beside it."""
    ledger.ready()
    if not turns:
        unfair()
    from zaiton.blocks.money.public import post_batch
    from zaiton.kit.work.turns import give_way

    command = [sys.executable, __file__, "person", "with" if turns else "without"]
    people = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PEOPLE)
    ]
    for one in people:
        one.stdout.readline()
    for one in people:
        one.stdin.write("\n")
        one.stdin.flush()
    begin, booked = time.perf_counter(), 0
    while any(one.poll() is None for one in people):
        made = ledger.drafts(ledger.drawn(100))
        post_batch([[draft] for draft in made], actor="bench", at=ledger.AT)
        booked += 100
        give_way()
    seconds = time.perf_counter() - begin
    told = [json.loads(one.stdout.readlines()[-1]) for one in people]
    taken = sorted(value for one in told for value in one["taken"])
    ledger.balanced()
    return {
        "p50_ms": round(taken[len(taken) // 2], 1),
        "p99_ms": round(taken[int(len(taken) * 0.99)], 1),
        "max_ms": round(taken[-1], 1),
        "errors": sum(one["errors"] for one in told),
        "writes_per_s": round(len(taken) / seconds),
        "batch_per_s": round(booked / seconds),
    }


def main() -> None:
    """Both ways, printed, and told in one line."""
    fair = ledger.engine(__file__, "", "measure", "with")
    without = ledger.engine(__file__, "", "measure", "without")
    for name, found in (("with turns", fair), ("without", without)):
        print(f"{name:<11}" + "   ".join(f"{what} {value}" for what, value in found.items()))
    conditions = {
        "with_turns": fair,
        "without_turns": without,
        "most": MOST,
        "syncs_per_s": ledger.syncs(),
        "peer": "the same without turns",
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": fair["p99_ms"], "peer": without["p99_ms"]}
    line |= {"ratio": round(fair["p99_ms"] / without["p99_ms"], 3), "unit": "ms, p99 of a page's write"}
    print(json.dumps({**line, "conditions": conditions}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure(sys.argv[2] == "with")))
    elif sys.argv[1:2] == ["person"]:
        person(sys.argv[2] == "with")
    else:
        main()
