"""What-if over 100,000 cases of 14 steps: schedules alone, and through the real transitions with queues of people, on all cores.

The cases are synthetic (seeded). The peer is a plain loop over dictionaries with the same rules and queues. Both must give
the same total of days. Run it with ``make bench``.
"""

import heapq
import json
import os
import platform
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from zaiton.blocks.cases.domain.graph import Plan, Step
from zaiton.blocks.cases.domain.schedule import totals
from zaiton.blocks.cases.domain.whatif import PastCase, replayed

CASES = int(os.environ.get("CASES", "100000"))
LIMITS = {"schedules_s": 1.0, "transitions_s": 20.0}
AFTER = {
    "own": [],
    "nat": ["own"],
    "msm": ["nat"],
    "ism": ["nat", "msm"],
    "mmsi": ["own"],
    "radio": ["nat", "mmsi"],
    "clc": ["nat"],
}
DAYS = 250


def plan() -> Plan:
    """Seven certificates with pre-review, an office each: 14 steps."""
    steps = []
    for name, after in AFTER.items():
        steps.append(Step(f"{name}.review", name, "review", f"{name}-office", ()))
        waits = (f"{name}.review", *(f"{before}.issue" for before in after))
        steps.append(Step(f"{name}.issue", name, "issue", f"{name}-office", waits))
    return Plan.made_of(steps, dict.fromkeys(AFTER, ""), tuple(AFTER))


def past(made: Plan, count: int, seed: int) -> list[PastCase]:
    """Closed cases of one year."""
    chance = random.Random(seed)
    return [
        PastCase(
            chance.randrange(DAYS),
            frozenset(),
            {s.id: chance.randint(1, 20) if s.kind == "review" else 1 for s in made.steps},
        )
        for _ in range(count)
    ]


def staff_for(made: Plan, count: int) -> dict[str, int]:
    """People enough for nine tenths of the work of the year, so that queues form."""
    return {step.role: max(1, int(count * 11.5 / DAYS * 0.9)) for step in made.steps}


def ours(part: tuple[int, int]) -> tuple[int, float]:
    """One share of the cases through the transitions, in a process of its own; the cases are made before the clock starts."""
    count, seed = part
    made = plan()
    cases, limits = past(made, count, seed), {step.id: 20 for step in made.steps}
    begin = time.perf_counter()
    done = replayed(made, cases, limits, staff_for(made, count))
    return sum(done.days), time.perf_counter() - begin


def peer(part: tuple[int, int]) -> tuple[int, float]:
    """The same with dictionaries and sets."""
    count, seed = part
    made = plan()
    cases, staff = past(made, count, seed), staff_for(made, count)
    begin = time.perf_counter()
    total = _plain(made, cases, staff)
    return total, time.perf_counter() - begin


def _plain(made: Plan, cases: list[PastCase], staff: dict[str, int]) -> int:
    needs = {step.id: set(step.after) for step in made.steps}
    role = {step.id: step.role for step in made.steps}
    order = {step.id: number for number, step in enumerate(made.steps)}
    waiting = [{name: set(before) for name, before in needs.items()} for _ in cases]
    left = [len(needs)] * len(cases)
    free, queues = dict(staff), {name: [] for name in staff}
    events = [(case.opened, number, -1, "") for number, case in enumerate(cases)]
    heapq.heapify(events)
    total = 0
    while events:
        day, touched = events[0][0], set()
        while events and events[0][0] == day:
            _, number, _, name = heapq.heappop(events)
            if not name:
                ready = [step for step, before in waiting[number].items() if not before]
            else:
                free[role[name]] += 1
                touched.add(role[name])
                left[number] -= 1
                if not left[number]:
                    total += day - cases[number].opened
                ready = []
                for step, before in waiting[number].items():
                    if name in before:
                        before.discard(name)
                        if not before:
                            ready.append(step)
            for step in ready:
                heapq.heappush(queues[role[step]], (day + 20, number, order[step], step, day))
                touched.add(role[step])
        for office in touched:
            while queues[office] and free[office] > 0:
                _, number, place, step, _ = heapq.heappop(queues[office])
                free[office] -= 1
                heapq.heappush(events, (day + cases[number].taken[step], number, place, step))
    return total


def spread(work, parts: list[tuple[int, int]], processes: int) -> tuple[int, float]:
    """All shares; the sum of days, and the time of the slowest process's shares."""
    with ProcessPoolExecutor(processes) as pool:
        found = list(pool.map(work, parts))
    lanes = [sum(took for _, took in found[lane::processes]) for lane in range(processes)]
    return sum(total for total, _ in found), max(lanes)


def main() -> None:
    """Measure, compare, print."""
    made, processes = plan(), os.cpu_count() or 1
    chance = np.random.default_rng(1)
    lengths = chance.integers(1, 21, size=(CASES, len(made.steps)), dtype=np.int32)
    begin = time.perf_counter()
    checksum = int(totals(made, lengths).sum())
    schedules = time.perf_counter() - begin
    parts = [(CASES // processes, seed) for seed in range(processes)]
    total, seconds = spread(ours, parts, processes)
    other, plain = spread(peer, parts, processes)
    if total != other:
        sys.exit(f"the peer disagrees: {total} and {other} days")
    print(
        f"schedules alone          {schedules:6.3f} s   ({CASES:,} cases x {len(made.steps)} steps, sum {checksum:,} days)"
    )
    print(f"through the transitions  {seconds:6.2f} s   (sum {total:,} days, {processes} processes)")
    print(f"plain loop               {plain:6.2f} s")
    conditions = {
        "cases": CASES,
        "steps": len(made.steps),
        "schedules_s": round(schedules, 3),
        "limits": LIMITS,
        "enough": schedules < LIMITS["schedules_s"] and seconds < LIMITS["transitions_s"],
        "processes": processes,
        "load": [round(x, 1) for x in os.getloadavg()],
        "python": platform.python_version(),
        "peer": "plain loop over dictionaries and sets with the same queues",
    }
    line = {"name": Path(__file__).stem, "ours": round(seconds, 2), "peer": round(plain, 2)}
    print(json.dumps({**line, "ratio": round(seconds / plain, 2), "unit": "s", "conditions": conditions}))


if __name__ == "__main__":
    main()
