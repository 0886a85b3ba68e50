"""The smallest set of inputs to change in a bill: 30 materials, random and adversarial, exact and proved.

Kinds: random values under a share of value, a change of heading with a tolerance by value or by weight, both at once; values so
alike or so sparse that many sets nearly fit. Peers in the same run: trying all sets with numpy (20 materials; must be equal), and a
mixed-integer solver with no gap allowed (``scipy.optimize.milp``, 30 materials; must be equal), where it is installed. Judged is the
slowest of many; the whole plan, with every proposal applied and judged again, is timed beside it. Run it with ``make bench``.
"""

import gc
import json
import os
import platform
import statistics
import sys
import time
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.origin.choosing import Item, cheapest
from zaiton.services.tariff.domain.origin.planning import plan
from zaiton.services.tariff.domain.origin.product import Material, Processing, Product
from zaiton.services.tariff.domain.origin.profile import Profile, Tolerance
from zaiton.services.tariff.domain.origin.rules import Change, Part, Rule, ValueContent, Way
from zaiton.services.tariff.domain.origin.world import World

MATERIALS, SMALL, BILLS = 30, 20, 40
LEAST = {"random_p99_ms": 50, "adversarial_max_ms": 300}
try:
    from scipy.optimize import Bounds, LinearConstraint, milp
except ImportError:
    milp = None


def drawn(kind: str, count: int, seed: int) -> tuple[list[Item], list[int]]:
    """Items and needs of one kind."""
    chance = Random(f"{kind} {seed}")
    if kind == "alike":
        values = [chance.randint(10**6 - 1000, 10**6 + 1000) for _ in range(count)]
    elif kind == "sparse":
        values = [10**9 + chance.randint(0, 10**8) for _ in range(count)]
    elif kind == "powers":
        values = [10**6 + 3 ** (n % 19) for n in range(count)]
    else:
        values = [chance.randint(1, 10**6) for _ in range(count)]
    blocks = [chance.random() < 0.6 for _ in values]
    weights = [chance.randint(1, 10**5) for _ in values]
    total = sum(values)
    if kind in ("random", "alike", "sparse", "powers"):
        return [Item(v, (v,)) for v in values], [total * 55 // 100]
    if kind == "weight":
        return [Item(v, (w,)) for v, w in zip(values, weights, strict=True)], [sum(weights) * 6 // 10]
    if kind == "both":
        items = [Item(v, (v if b else 0, v)) for v, b in zip(values, blocks, strict=True)]
    else:
        items = [Item(v, (w if b else 0, v)) for v, w, b in zip(values, weights, blocks, strict=True)]
    return items, [sum(item.gains[0] for item in items) * 6 // 10, total * 6 // 10]


RANDOM, HARD = ("random", "weight", "both"), ("alike", "sparse", "powers", "both_weight")


def tried(items: list[Item], needs: list[int]) -> tuple[int, int]:
    """Number and cost of the best by trying every set."""
    table = np.array([(item.cost, *item.gains) for item in items], np.int64)
    sums = np.zeros((1, table.shape[1]), np.int64)
    numbers = np.zeros(1, np.int64)
    for row in table:
        sums, numbers = np.concatenate([sums, sums + row]), np.concatenate([numbers, numbers + 1])
    fits = np.all(sums[:, 1:] >= np.array(needs), axis=1)
    fewest = numbers[fits].min()
    return int(fewest), int(sums[fits & (numbers == fewest), 0].min())


def solved(items: list[Item], needs: list[int]) -> tuple[int, int]:
    """The same by the solver: fewest first, then least cost among them."""
    costs = np.array([item.cost for item in items], float)
    gains = np.array([item.gains for item in items], float).T
    covers = LinearConstraint(gains, np.array(needs, float))
    options = {"mip_rel_gap": 0}
    whole, box = np.ones(len(items)), Bounds(0, 1)
    count = round(milp(whole, constraints=covers, integrality=whole, bounds=box, options=options).fun)
    fixed = LinearConstraint(np.ones((1, len(items))), count, count)
    found = milp(costs, constraints=[covers, fixed], integrality=whole, bounds=box, options=options)
    return count, sum(item.cost for item, x in zip(items, found.x, strict=True) if x > 0.5)


def timed(act) -> tuple[float, object]:
    """Milliseconds, and what came of it."""
    begin = time.perf_counter()
    found = act()
    return (time.perf_counter() - begin) * 1000, found


def bill(seed: int) -> tuple[Product, Profile, Rule]:
    """A bill of 30 foreign inputs that fails both a change of heading and its share of value."""
    chance = Random(seed)
    materials = tuple(
        Material(
            str(n),
            f"input {n}",
            chance.choice(("850990", "850131", "390110")),
            2022,
            origin="US",
            value=chance.randint(100, 5000),
        )
        for n in range(1, MATERIALS + 1)
    )
    price = sum(m.value for m in materials) * 10 // 9
    product = Product(date(2026, 1, 5), "CN", "JP", "850980", 2022, materials, fob=price, processing=Processing(True))
    parties = frozenset({"CN", "JP"})
    profile = Profile(
        "BENCH",
        Bilingual("", ""),
        parties,
        2022,
        "list",
        cumulation=parties,
        tolerances=(Tolerance("value", Fraction(10)),),
    )
    rule = Rule((Part((Way((Change("heading"), ValueContent(Fraction(40)))), Way((ValueContent(Fraction(60)),)))),))
    return product, profile, rule


def main() -> None:
    """Measure, compare, tell in one line."""
    gc.collect()
    gc.freeze()
    found: dict[str, dict[str, float]] = {}
    wrong = 0
    oracle: list[float] = []
    for kind in (*RANDOM, *HARD):
        times = []
        for seed in range(BILLS):
            items, needs = drawn(kind, MATERIALS, seed)
            spent, choice = timed(lambda given=(items, needs): cheapest(*given))
            times.append(spent)
            if not choice.proven:
                wrong += 1
            if milp is not None and seed < 8 and kind not in ("sparse", "powers"):  # floats are too coarse for those
                spent, best = timed(lambda given=(items, needs): solved(*given))
                oracle.append(spent)
                wrong += (len(choice.chosen), choice.cost) != best
        found[kind] = {"p50": statistics.median(times), "max": max(times)}
    brute: list[float] = []
    ours_small: list[float] = []
    for kind in (*RANDOM, *HARD):
        for seed in range(4):
            items, needs = drawn(kind, SMALL, 1000 + seed)
            spent, choice = timed(lambda given=(items, needs): cheapest(*given))
            ours_small.append(spent)
            spent, best = timed(lambda given=(items, needs): tried(*given))
            brute.append(spent)
            wrong += (len(choice.chosen), choice.cost) != best
    world = World()
    whole = []
    for seed in range(20):
        product, profile, rule = bill(seed)
        spent, made = timed(
            lambda given=(product, profile, rule): plan(given[0], given[1], lambda code: given[2], world)
        )
        whole.append(spent)
        wrong += not made.proposals
    for kind, times in found.items():
        print(f"{kind:<12} p50 {times['p50']:7.2f} ms   max {times['max']:7.2f} ms")
    print(f"whole plan   p50 {statistics.median(whole):7.2f} ms   max {max(whole):7.2f} ms")
    if wrong:
        sys.exit(f"{wrong} answers differ from the peers or were not proved")
    conditions = {
        "ms": {kind: {name: round(value, 2) for name, value in times.items()} for kind, times in found.items()},
        "random_worst_ms": round(max(found[kind]["max"] for kind in RANDOM), 1),
        "adversarial_max_ms": round(max(found[kind]["max"] for kind in HARD), 1),
        "whole_plan_max_ms": round(max(whole), 1),
        "solver_p50_ms": round(statistics.median(oracle), 1) if oracle else None,
        "trying_all_20_p50_ms": round(statistics.median(brute), 1),
        "ours_20_p50_ms": round(statistics.median(ours_small), 2),
        "least": LEAST,
        "equal": "all",
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    ours, peer = statistics.median(ours_small), statistics.median(brute)
    line = {"name": Path(__file__).stem, "ours": round(ours, 2), "peer": round(peer, 2), "ratio": round(ours / peer, 3)}
    print(json.dumps({**line, "unit": "ms, 20 materials, peer tries all", "conditions": conditions}))


if __name__ == "__main__":
    main()
