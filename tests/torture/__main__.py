"""``make torture``: light seeds on both engines, heavy ones with real processes, one line of JSON at the end.

    python -m tests.torture [--light 1000] [--heavy 50] [--engine sqlite|postgresql] [--seed N] [--bug NAME]

Exit code 1 where an invariant was violated; the seed, the engine and the invariant are printed. ``--seed`` runs that seed
alone, with its whole story; ``--bug`` plants one of ``bugs.NAMES`` and stops where it is found.
"""

import argparse
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from tests.torture.bugs import NAMES
from tests.torture.databases import ENGINES, ROOT, Place, places

LIGHT, HEAVY, PROCESSES = 1000, 50, 2


def main(arguments: list[str]) -> int:
    """Run what was asked for; the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exception, so that all is removed on the way out
    given = _arguments(arguments)
    engines = (given.engine,) if given.engine else ENGINES
    told = {"light": 0, "heavy": 0, "engines": list(engines), "steps": 0, "violations": 0}
    began = time.monotonic()
    for engine in engines:
        if given.heavy_seed is None and given.light:
            _light(engine, given, told)
        if given.bug and told["violations"]:
            break
    heavy = [given.heavy_seed] if given.heavy_seed is not None else range(1, given.heavy + 1)
    if not given.bug and given.seed is None:
        _heavy(engines, list(heavy), told)
    print(f"{time.monotonic() - began:.0f} s", flush=True)
    print(json.dumps(told), flush=True)
    return 1 if told["violations"] else 0


def _arguments(arguments: list[str]) -> argparse.Namespace:
    wanted = argparse.ArgumentParser(prog="tests.torture", allow_abbrev=False)
    wanted.add_argument("--light", type=int, default=LIGHT, help="seeds on each engine")
    wanted.add_argument("--heavy", type=int, default=HEAVY, help="seeds with real processes, the engines in turn")
    wanted.add_argument("--engine", choices=ENGINES)
    wanted.add_argument("--seed", type=int, help="only this light seed, with its story")
    wanted.add_argument("--heavy-seed", type=int, help="only this heavy seed")
    wanted.add_argument("--first", type=int, default=1, help="the first light seed")
    wanted.add_argument("--bug", choices=NAMES, help="plant this bug, stop when it is found")
    wanted.add_argument("--processes", type=int, default=PROCESSES)
    wanted.add_argument(
        "--retail", action="store_true", help="intake, release and payment books of retail imports in every seed"
    )
    return wanted.parse_args(arguments)


def _light(engine: str, given: argparse.Namespace, told: dict[str, Any]) -> None:
    """Light seeds on one engine, in processes side by side."""
    count = 1 if given.seed is not None else given.processes
    first = given.first if given.seed is None else given.seed
    each = 1 if given.seed is not None else -(-given.light // count)
    with places(engine, count) as found:
        running = [
            _start(place, first + number, min(each, max(0, given.light - number * each)) or 1, count, given)
            for number, place in enumerate(found)
        ]
        readers = [
            threading.Thread(target=_read, args=(engine, process, told, running if given.bug else ()))
            for process in running
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()


def _start(place: Place, first: int, count: int, step: int, given: argparse.Namespace) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.torture.light", "--first", str(first), "--count", str(count)]
    command += ["--step", str(step), "--template", place.template]
    command += ["--bug", given.bug, "--until-found"] if given.bug else []
    command += ["--trace"] if given.seed is not None else []
    command += ["--retail"] if given.retail else []
    return subprocess.Popen(command, env=place.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _read(engine: str, process: subprocess.Popen, told: dict[str, Any], others: Sequence[subprocess.Popen]) -> None:
    """Print violations as they come and add up; where a planted bug is found, the other processes may end."""
    assert process.stdout is not None
    whole = False
    for line in process.stdout:
        said = json.loads(line)
        if "seed" in said:
            for violation in said["violations"]:
                print(f"VIOLATION seed {said['seed']} on {engine}: {violation}", flush=True)
            told["violations"] += len(said["violations"]) if others else 0
            for other in others:
                if other is not process:
                    other.terminate()
        else:
            whole = True
            told["light"] += said["seeds"]
            told["steps"] += said["steps"]
            told["violations"] += 0 if others else said["violations"]
    if process.wait() not in (0, 1) and not others or not whole and not others:
        print(f"VIOLATION: the simulation on {engine} broke off (code {process.returncode})", flush=True)
        told["violations"] += 1


def _heavy(engines: Sequence[str], seeds: Sequence[int], told: dict[str, Any]) -> None:
    from tests.torture.heavy import run_heavy

    for found in run_heavy(engines, seeds):
        told["heavy"] += 1
        told["steps"] += found.steps
        told["violations"] += len(found.violations)
        for violation in found.violations:
            print(f"VIOLATION heavy seed {found.seed} on {found.engine}: {violation}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
