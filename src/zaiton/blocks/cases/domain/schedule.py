"""When each step of a plan ends if every length is used up: the figures of the graph itself, never typed in by hand.

Serial means that a review begins only after its prerequisites were issued: F(i) = max F(prerequisites) + L(i) + p. With
pre-review: F(i) = max(L(i), max F(prerequisites)) + p, where L is the review and p the time for issuing. The longest way is
the critical path; what a step can wait without moving the end is its slack. Lengths are numbers of days (whole or not).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zaiton.blocks.cases.domain.graph import ISSUE, REVIEW, Plan, Step
from zaiton.blocks.cases.domain.run import SKIPPED, Run

Lengths = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Start, finish and slack of each step by its id, in days from the beginning; the steps of the longest way; the total."""

    start: Mapping[str, float]
    finish: Mapping[str, float]
    slack: Mapping[str, float]
    critical: tuple[str, ...]
    total: float


def schedule(plan: Plan, lengths: Lengths, left_out: Collection[str] = ()) -> Schedule:
    """The schedule of a plan without the items left out and those that go with them; a step without a length takes no time."""
    gone = all_left_out(plan, left_out)
    steps = [step for step in plan.steps if step.item not in gone]
    there = {step.id for step in steps}
    start: dict[str, float] = {}
    finish: dict[str, float] = {}
    for step in steps:
        start[step.id] = max((finish[name] for name in step.after if name in there), default=0)
        finish[step.id] = start[step.id] + lengths.get(step.id, 0)
    total = max(finish.values(), default=0)
    latest = dict.fromkeys(finish, total)
    for step in reversed(steps):
        for name in step.after:
            if name in there:
                latest[name] = min(latest[name], latest[step.id] - lengths.get(step.id, 0))
    slack = {name: latest[name] - finish[name] for name in finish}
    return Schedule(start, finish, slack, _critical(steps, start, finish, total), total)


def all_left_out(plan: Plan, left_out: Collection[str]) -> frozenset[str]:
    """The items left out with those that cannot be without them, as the transitions leave them out."""
    changes = Run(plan).begin(left_out) if left_out else ()
    return frozenset(plan.steps[change.step].item for change in changes if change.after == SKIPPED)


def serial_plan(plan: Plan) -> Plan:
    """The same items without pre-review: each review waits for what its item waits for."""
    befores = {name: prerequisites(plan, name) for name in plan.items}
    steps = tuple(
        Step(step.id, step.item, step.kind, step.role, befores[step.item] if step.kind == REVIEW else step.after)
        for step in plan.steps
    )
    return Plan.made_of(steps, plan.skipped, plan.items)


def prerequisites(plan: Plan, item: str) -> tuple[str, ...]:
    """The steps of other items that something of this item waits for."""
    found: dict[str, None] = {}
    for number in plan.of_item[item]:
        found.update(dict.fromkeys(name for name in plan.steps[number].after if _item(plan, name) != item))
    return tuple(found)


def dated(plan: Plan, left_out: Collection[str], begin: Any, finish: Callable[[Step, Any], Any]) -> dict[str, Any]:
    """The end of each step as whatever ``finish(step, start)`` makes of its start: days of a calendar, for instance."""
    ends: dict[str, Any] = {}
    gone = all_left_out(plan, left_out)
    for step in plan.steps:
        if step.item not in gone:
            before = [ends[name] for name in step.after if name in ends]
            ends[step.id] = finish(step, max(before, default=begin))
    return ends


def finishes(plan: Plan, lengths: "np.ndarray") -> "np.ndarray":
    """The finish of every step of many cases at once: lengths and result have one row a case, one column a step."""
    columns = np.zeros((len(plan.steps), lengths.shape[0]), dtype=lengths.dtype)
    by_step = np.ascontiguousarray(lengths.T)
    for number, step in enumerate(plan.steps):
        befores = [plan.index[name] for name in step.after]
        if befores:
            start = columns[befores[0]]
            for before in befores[1:]:
                start = np.maximum(start, columns[before])
            np.add(start, by_step[number], out=columns[number])
        else:
            columns[number] = by_step[number]
    return columns.T


def totals(plan: Plan, lengths: "np.ndarray") -> "np.ndarray":
    """The total of each of many cases; zero for a plan without steps."""
    found = finishes(plan, lengths)
    return found.max(axis=1) if found.shape[1] else np.zeros(lengths.shape[0], dtype=lengths.dtype)


def in_days(plan: Plan, reviews: Mapping[str, float], issues: Mapping[str, float]) -> dict[str, float]:
    """Lengths by step from lengths by item: of the review (each role takes it) and of the issue."""
    return {step.id: (issues if step.kind == ISSUE else reviews).get(step.item, 0) for step in plan.steps}


def _critical(
    steps: Sequence[Step], start: Mapping[str, float], finish: Mapping[str, float], total: float
) -> tuple[str, ...]:
    """One longest way, from its first step to its last."""
    by_id = {step.id: step for step in steps}
    here = next((step.id for step in reversed(steps) if finish[step.id] == total), None)
    way: list[str] = []
    while here is not None:
        way.append(here)
        befores = (name for name in by_id[here].after if name in finish and finish[name] == start[here])
        here = next(befores, None)
    return tuple(reversed(way))


def _item(plan: Plan, step: str) -> str:
    return plan.steps[plan.index[step]].item
