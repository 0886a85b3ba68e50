"""The golden file of a case type: facts, what applies to them, and walks through the graph with what is ready after each step.

It is read strictly: an entry that is not understood is refused, so that no expectation is left out in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zaiton.blocks.cases.domain import entries as read
from zaiton.blocks.cases.domain import faults
from zaiton.blocks.cases.domain.run import OUTCOMES

FILE = "golden.yaml"
LISTS = ("left_out", "asked", "held", "missing", "disagree")
DAYS = ("parallel", "serial", "papers_saved")
"""Working days with every limit used up, in parallel and one after another; papers asked less than by each item alone."""
CASE = {"name", "facts", "on", "expect", "walk"}
EXPECT = {*LISTS, "checks", "promised", *DAYS}
MOVES = ("claim", "grant", "refuse", "withdraw")
WALK = {*MOVES, "ready", "refused", "outcome"}
MOST_DAYS = 100_000


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One move (or none) and what must be so after it: the steps that are ready, those refused, the outcome. None: not said."""

    move: str = ""
    step: str = ""
    ready: tuple[str, ...] | None = None
    refused: tuple[str, ...] | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """Facts of one case on one day (None: the first day in force) and everything expected of it, by name."""

    name: str
    facts: Mapping[str, str]
    on: date | None
    lists: Mapping[str, tuple[str, ...]]
    checks: Mapping[str, str]
    days: Mapping[str, int]
    promised: date | None
    walk: tuple[WalkStep, ...]


def read_golden(source: Any) -> tuple[GoldenCase, ...]:
    """The cases of a golden file; raises a ``CaseTypeFault`` with the place, ``GoldenMissing`` where there are none."""
    top = read.mapping(source, FILE, ("cases",), ("cases",))
    if not top["cases"]:
        raise faults.GoldenMissing
    return read.named(top["cases"], f"{FILE}: cases", _case, "name")


def _case(entry: Any, place: str) -> GoldenCase:
    given = read.mapping(entry, place, CASE, ("name", "facts", "expect"))
    expect = read.mapping(given["expect"], f"{place}.expect", EXPECT)
    at = f"{place}.expect"
    return GoldenCase(
        name=read.text(given["name"], f"{place}.name"),
        facts=_texts(given["facts"], f"{place}.facts"),
        on=read.day(given["on"], f"{place}.on") if "on" in given else None,
        lists={name: _steps(expect[name], f"{at}.{name}") for name in LISTS if name in expect},
        checks=_texts(expect.get("checks", {}), f"{at}.checks"),
        days={name: read.number(expect[name], f"{at}.{name}", 0, MOST_DAYS) for name in DAYS if name in expect},
        promised=read.day(expect["promised"], f"{at}.promised") if "promised" in expect else None,
        walk=tuple(_walk(one, f"{place}.walk[{n}]") for n, one in enumerate(_entries(given, place), start=1)),
    )


def _entries(given: Mapping[str, Any], place: str) -> list[Any]:
    return read.entries(given.get("walk", []), f"{place}.walk")


def _walk(entry: Any, place: str) -> WalkStep:
    given = read.mapping(entry, place, WALK)
    moves = [move for move in MOVES if move in given]
    if len(moves) > 1 or not given:
        raise faults.TypeShape(place, place=place, given=", ".join(moves) or "empty")
    move = moves[0] if moves else ""
    return WalkStep(
        move=move,
        step=read.text(given[move], f"{place}.{move}") if move and move != "withdraw" else "",
        ready=_steps(given["ready"], f"{place}.ready") if "ready" in given else None,
        refused=_steps(given["refused"], f"{place}.refused") if "refused" in given else None,
        outcome=read.word(given["outcome"], f"{place}.outcome", OUTCOMES) if "outcome" in given else None,
    )


def _steps(given: Any, place: str) -> tuple[str, ...]:
    return tuple(read.text(one, f"{place}[{n}]") for n, one in enumerate(read.entries(given, place), start=1))


def _texts(given: Any, place: str) -> dict[str, str]:
    if not isinstance(given, Mapping) or not all(isinstance(value, str) for value in given.values()):
        raise faults.TypeShape(place, place=place, given=str(given)[:80])
    return dict(given)
