"""Deadlines of 1 to 60 working days from random days of 2005 to 2026, each with its result object, with and without pauses.

The peers stand in the same run: chinese-calendar (MIT) asked day by day, as its users count terms, and a plain loop over two
sets of days. All must end on the same days (the same checksum). Pauses are made before the clock runs, as a case has them; what
the result tells about days and pauses is worked out only when it is asked for, and told apart. Run it with ``make bench``.
"""

import gc
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("ZAITON_HOME", tempfile.mkdtemp(prefix="zaiton-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")

import django

django.setup()

from zaiton.blocks.law.public import Deadline, Pause, Term, Unit, as_record, calendar, deadline

ASKED, PEER_ASKED, LOOP_ASKED, RUNS = 200_000, 1_500, 20_000, 7
DAY = timedelta(1)
Case = tuple[Term, date, tuple[Pause, ...]]


def cases(seed: int = 20261122) -> list[Case]:
    """Synthetic questions: term, first day, and one to three pauses, of which one in four has no written time."""
    chance = random.Random(seed)
    terms = [Term(n, Unit.WORKING, "synthetic") for n in range(1, 61)]
    found = []
    for _ in range(ASKED):
        start = date(2005, 1, 1) + chance.randrange(7800) * DAY
        pauses = []
        for _ in range(chance.randint(1, 3)):
            first = start + chance.randrange(60) * DAY
            last = first + chance.randrange(20) * DAY if chance.random() < 0.75 else None
            pauses.append(Pause(first, last, "inspection", "head of section"))
        found.append((chance.choice(terms), start, tuple(pauses)))
    return found


def rates(*works: tuple[Callable[[], object], int]) -> list[float]:
    """The median rate of each work over the runs, all taking turns, so that a busy moment of the machine hits all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for times, (work, count) in zip(taken, works, strict=True):
            began = time.perf_counter()
            work()
            times.append(count / (time.perf_counter() - began))
    return [statistics.median(times) for times in taken]


def checksum(days: Sequence[date]) -> int:
    """A sum that tells different answers apart, also in another order."""
    return sum((place + 1) * day.toordinal() for place, day in enumerate(days)) % (1 << 61)


def loop(is_working: Callable[[date], bool], term: Term, start: date, pauses: Sequence[Pause] = ()) -> date:
    """Day by day: what anybody writes first."""
    left, day = term.number, start
    while left:
        day += DAY
        if is_working(day) and not any(p.last is not None and p.first <= day <= p.last for p in pauses):
            left -= 1
    return day


def plain_loop() -> Callable[[date], bool]:
    """The best of the plain ways to ask about a day: two sets."""
    arranged = calendar().arranged.values()
    off = {entry.day for entry in arranged if entry.kind == "holiday"}
    on = {entry.day for entry in arranged if entry.kind == "working"}
    return lambda day: day in on or (day.weekday() < 5 and day not in off)


def agreed(
    years, few: Sequence[Case], some: Sequence[Case], is_workday: Callable, by_sets: Callable
) -> tuple[int, int]:
    """The checksums of all ways, without and with pauses; ends the program where they differ."""
    same = {
        checksum([deadline(years, term, start).on for term, start, _ in few]),
        checksum([loop(is_workday, term, start) for term, start, _ in few]),
        checksum([loop(by_sets, term, start) for term, start, _ in few]),
    }
    paused = {
        checksum([deadline(years, *case).on for case in some]),
        checksum([loop(by_sets, *case) for case in some]),
    }
    if len(same) != 1 or len(paused) != 1:
        sys.exit(f"the answers differ: {same} {paused}")
    return same.pop(), paused.pop()


def main() -> None:
    """Measure, compare, print."""
    try:
        from chinese_calendar import is_workday
    except ImportError:
        sys.exit("chinese-calendar is not installed: pip install -r requirements-test.lock")
    asked, years = cases(), calendar()
    by_sets = plain_loop()
    settled = [case for case in asked if not deadline(years, case[0], case[1]).provisional]
    few, some = settled[:PEER_ASKED], asked[:LOOP_ASKED]

    def ours() -> None:
        for term, start, _ in asked:
            deadline(years, term, start)

    def ours_paused() -> None:
        for term, start, pauses in asked:
            deadline(years, term, start, pauses)

    def kept() -> list[Deadline]:
        return [deadline(years, term, start) for term, start, _ in asked]

    def told() -> list[dict]:
        return [as_record(deadline(years, *case)) for case in few]

    same, paused = agreed(years, few, some, is_workday, by_sets)
    gc.collect()
    gc.freeze()
    plain, with_pauses, all_kept, written, peer, by_loop = rates(
        (ours, len(asked)),
        (ours_paused, len(asked)),
        (kept, len(asked)),
        (told, len(few)),
        (lambda: [loop(is_workday, term, start) for term, start, _ in few], len(few)),
        (lambda: [loop(by_sets, term, start) for term, start, _ in few], len(few)),
    )
    gc.unfreeze()
    print(f"{len(few)} deadlines end on the same days by all three ways, {len(some)} with pauses by two")
    print(f"with result object {plain:12,.0f}/s   with pauses {with_pauses:12,.0f}/s   all kept {all_kept:12,.0f}/s")
    print(f"told in full       {written:12,.0f}/s")
    print(f"chinese-calendar   {peer:12,.0f}/s   plain loop  {by_loop:12,.0f}/s")
    conditions = {
        "asked": ASKED,
        "terms": "1 to 60 working days",
        "with_pauses_per_s": round(with_pauses),
        "told_in_full_per_s": round(written),
        "plain_loop_per_s": round(by_loop),
        "ratio_to_plain_loop": round(plain / by_loop, 1),
        "peer": "chinese-calendar 1.11, is_workday day by day",
        "checksum": same,
        "checksum_with_pauses": paused,
        "runs": RUNS,
        "results": "taken one after another; all kept in one list, with Python's collector sweeping over them: all_kept_per_s",
        "all_kept_per_s": round(all_kept),
        "cores_used": 1,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(plain), "peer": round(peer)}
    print(json.dumps({**line, "ratio": round(plain / peer, 1), "unit": "deadlines/s", "conditions": conditions}))


if __name__ == "__main__":
    main()
