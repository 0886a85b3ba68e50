"""The slow reading of a decision table that the engine is held against: every row, every cell, every value, one by one."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

FIRST_DAY = date(2024, 1, 1)
NUMBERS = [Decimal(n) for n in range(7)]
DAYS = [FIRST_DAY + timedelta(days=n) for n in range(5)]
WORDS = ["a", "b", "c"]
WORLDS = {
    "number": NUMBERS,
    "day": DAYS,
    "kind": WORDS,
    "flag": [True, False],
    "word": [*WORDS, "another"],
}
"""Every value a fact can have in the tables of the property tests; ``another`` stands for all texts not named."""


def holds(condition: Any, value: Any) -> bool:
    """Whether a value fulfils a condition given as data: None, or (negated, list of values and (low, high, ends))."""
    if condition is None:
        return True
    negated, tests = condition
    return any(_test(test, value) for test in tests) != negated


def _test(test: Any, value: Any) -> bool:
    if not isinstance(test, tuple):
        return test == value
    low, high, ends = test
    above = low is None or (value >= low if ends[0] == "[" else value > low)
    return above and (high is None or (value <= high if ends[1] == "]" else value < high))


def matching(rows: list[dict], facts: dict[str, Any], day: date) -> list[dict]:
    """The rows that hold for known facts on a day."""
    return [
        row
        for row in rows
        if row["from"] <= day < row["until"] and all(holds(row["when"].get(name), facts[name]) for name in facts)
    ]


def said(hit: str, rows: list[dict]) -> tuple:
    """What the matching rows say: the outputs, in the form of the hit policy."""
    told = [row["then"] for row in rows]
    return tuple(told if hit == "collect" else told[:1])


def completions(facts: dict[str, Any]):
    """Every way unknown facts can fall."""
    names = list(facts)
    for values in product(*[[facts[n]] if facts[n] is not None else WORLDS[n] for n in names]):
        yield dict(zip(names, values, strict=True))


def answer(hit: str, rows: list[dict], facts: dict[str, Any], day: date) -> tuple[str, tuple, set[str]]:
    """Status, outputs and the facts that matter, by trying everything."""
    outcomes = {tuple(f.items()): said(hit, matching(rows, f, day)) for f in completions(facts)}
    different = set(outcomes.values())
    if len(different) == 1:
        (one,) = different
        return ("decided" if one else "no_match"), one, set()
    matters = set()
    for name in (n for n, v in facts.items() if v is None):
        groups: dict[tuple, set] = {}
        for key, outcome in outcomes.items():
            groups.setdefault(tuple(pair for pair in key if pair[0] != name), set()).add(outcome)
        if any(len(group) > 1 for group in groups.values()):
            matters.add(name)
    return "undetermined", (), matters
