"""100,000 orders of retail imports taken from files by a process that is killed again and again: each is there once.

    python -m tests.torture.intake_killed [--count 100000] [--kills 20] [--engine sqlite|postgresql] [--seed 7]

The process takes files in order and says so after each; ``kill -9`` comes at a chance moment; the next one begins with the first
file again, as a sender does who has lost count. In the end every order is declared once with one hold on its buyer's year, whatever
was acknowledged is there, and the ledger agrees. Prints one JSON line; exit code 1 where something is not as it must be.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from typing import Any

from tests.torture.databases import ENGINES, ROOT, Place, places
from zaiton.services.retail_tax.tests.intake_process import SALES_A_FILE

PROGRAM = [sys.executable, "-m", "zaiton.services.retail_tax.tests.intake_process"]
KINDS = 4


def main(arguments: list[str]) -> int:
    """Prepare, kill, finish, check."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--count", type=int, default=100_000)
    wanted.add_argument("--kills", type=int, default=20)
    wanted.add_argument("--engine", choices=ENGINES, default="sqlite")
    wanted.add_argument("--seed", type=int, default=7)
    given = wanted.parse_args(arguments)
    began = time.monotonic()
    with places(given.engine, 1, durable=True) as (place,), tempfile.TemporaryDirectory() as folder:
        run(place, "prepare", folder, str(given.count))
        faults, kills = storm(place, folder, given.count, given.kills, random.Random(given.seed))
        run(place, "take", folder, "*.xml")
        told = json.loads(run(place, "check"))
    faults += [
        f"{name}: {told[name]}, not {value}" for name, value in right(given.count).items() if told[name] != value
    ]
    for fault in faults:
        print(f"VIOLATION {fault}")
    seconds = round(time.monotonic() - began)
    line = {
        "orders": given.count,
        "engine": given.engine,
        "kills": kills,
        "seconds": seconds,
        "violations": len(faults),
    }
    print(json.dumps(line))
    return 1 if faults else 0


def storm(place: Place, folder: str, count: int, kills: int, chance: random.Random) -> tuple[list[str], int]:
    """Let processes take files and kill each of them; what does not hold in between, and how many died."""
    faults: list[str] = []
    acknowledged: set[str] = set()
    files = -(-count // SALES_A_FILE) * KINDS
    for number in range(kills):
        process = subprocess.Popen(
            [*PROGRAM, "take", folder, "*.xml"], env=place.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        goal = files * (number + 1) // (kills + 1)  # each gets a little further than the one before
        while len(acknowledged) < goal and (line := process.stdout.readline()):
            acknowledged |= {line.strip()} - {"taking"}
        time.sleep(chance.random() / 2)
        process.send_signal(signal.SIGKILL)
        acknowledged |= {line.strip() for line in process.stdout if line.endswith(".xml\n")}
        process.wait(20)
        told = json.loads(run(place, "check"))
        if told["files"] < len(acknowledged):
            faults.append(f"what was acknowledged is there: {told['files']} of {len(acknowledged)} files")
        if not told["lists"] == told["holds"] == told["lists_of_sales"]:
            faults.append(f"every list has its hold and its sale: {told}")
    return faults, kills


def right(count: int) -> dict[str, Any]:
    """What is there when all is well."""
    once = dict.fromkeys(("sales", "lists", "holds", "lists_of_sales"), count)
    return {"files": -(-count // SALES_A_FILE) * KINDS, "documents": count * KINDS, **once, "refused": [], "faults": []}


def run(place: Place, *what: str) -> str:
    """One step in a process of its own."""
    done = subprocess.run([*PROGRAM, *what], env=place.environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
