"""What the limits make of chance: review times drawn from a stated distribution, serial against parallel, and which limit matters.

Every assumption is an argument and is told with the result; the same seed gives the same figures.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from zaiton.blocks.cases.domain.graph import REVIEW, Plan
from zaiton.blocks.cases.domain.schedule import Lengths, all_left_out, schedule, serial_plan, totals

PERCENTILES = (5, 50, 95)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Each review takes a share of its limit drawn from Beta(``alpha``, ``beta``); issuing takes its limit."""

    runs: int = 10_000
    seed: int = 1
    alpha: float = 2.0
    beta: float = 2.0


@dataclass(frozen=True, slots=True)
class Effect:
    """What the total would be if the limit of one item were changed to ``days``."""

    item: str
    days: float
    to: float
    serial: float
    parallel: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """The totals by the limits, the percentiles of the drawn totals, and the effect of each limit."""

    serial: float
    parallel: float
    critical: tuple[str, ...]
    distribution: Mapping[str, Mapping[str, float]]
    sensitivity: tuple[Effect, ...]
    assumptions: Assumptions


def simulated(plan: Plan, lengths: Lengths, left_out: Collection[str], assumed: Assumptions) -> Simulation:
    """Simulate a plan whose steps have these lengths in days."""
    kept = _without(plan, left_out)
    serial = serial_plan(kept)
    limits = np.array([lengths.get(step.id, 0) for step in kept.steps], dtype=float)
    chance = np.random.Generator(np.random.PCG64(assumed.seed))
    share = chance.beta(assumed.alpha, assumed.beta, size=(assumed.runs, len(kept.steps)))
    share[:, [step.kind != REVIEW for step in kept.steps]] = 1.0
    drawn = share * limits
    ours = schedule(kept, lengths)
    return Simulation(
        schedule(serial, lengths).total,
        ours.total,
        ours.critical,
        {"serial": _percentiles(totals(serial, drawn)), "parallel": _percentiles(totals(kept, drawn))},
        tuple(_effects(kept, serial, lengths)),
        assumed,
    )


def _effects(plan: Plan, serial: Plan, lengths: Lengths) -> list[Effect]:
    """Each limit a fifth shorter, and a day shorter: what that changes."""
    found: list[Effect] = []
    for item in plan.items:
        reviews = [plan.steps[n].id for n in plan.of_item[item] if plan.steps[n].kind == REVIEW]
        days = max((lengths.get(name, 0) for name in reviews), default=0)
        if days <= 0:
            continue
        for to in dict.fromkeys((max(days - max(1, round(days / 5)), 0), max(days - 1, 0))):
            changed = {**lengths, **{name: min(lengths.get(name, 0), to) for name in reviews}}
            found.append(Effect(item, days, to, schedule(serial, changed).total, schedule(plan, changed).total))
    return found


def _percentiles(found: "np.ndarray") -> dict[str, float]:
    values = np.percentile(found, PERCENTILES) if found.size else [0.0] * len(PERCENTILES)
    return {f"p{name}": round(float(value), 2) for name, value in zip(PERCENTILES, values, strict=True)}


def _without(plan: Plan, left_out: Collection[str]) -> Plan:
    gone = all_left_out(plan, left_out)
    steps = [step for step in plan.steps if step.item not in gone]
    there = {step.id for step in steps}
    kept = [type(s)(s.id, s.item, s.kind, s.role, tuple(n for n in s.after if n in there)) for s in steps]
    return Plan.made_of(kept, plan.skipped, [name for name in plan.items if name not in gone])
