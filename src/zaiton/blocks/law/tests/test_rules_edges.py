"""The ends of the world: the last numbers that can be written, the first and last day, beside every kind of bound."""

from datetime import date
from decimal import Decimal

import pytest

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.engine import Engine, Rules
from zaiton.blocks.law.domain.rules.reading import read_table
from zaiton.blocks.law.domain.rules.values import GREATEST, LEAST, LIMIT

NUMBERS = [GREATEST, LEAST, Decimal(0), Decimal(5), Decimal("5.000000000001")]
BEYOND = [LIMIT, -LIMIT, Decimal("Infinity"), Decimal("-Infinity"), Decimal("NaN")]
DAYS = [date.min, date.max, date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 2)]


def rules(kind: str, conditions: list[str]) -> Rules:
    """A row for each condition, policy first."""
    rows = [{"id": f"r{i}", "when": {"a": text}, "then": {"o": "x"}} for i, text in enumerate(conditions)]
    head = {"table": "t", "title": {"zh": "界", "en": "Edge"}, "article": "synthetic", "status": "synthetic"}
    columns = {"inputs": [{"name": "a", "type": kind}], "outputs": [{"name": "o", "type": "text"}]}
    policy = {"in_force_from": "2024-01-01", "hit": "first", "gaps": "allowed"}
    return Engine(read_table({**head, **policy, **columns, "rows": rows}, "t.yaml")).on(date(2024, 1, 1))


def first_that_holds(asked: Rules, value: object) -> tuple[str, ...]:
    """The row found by holding each cell against the value."""
    return tuple(row.id for row in asked.engine.table.rows if row.cells[0].holds(value))[:1]


@pytest.mark.parametrize(
    "conditions", [["[0..5)", ">= 5"], ["(0..5]", "> 5"], ["< 5"], ["<= 5", "> 5"], ["5"], ["not(5)"], ["-"]]
)
def test_numbers(conditions):
    asked = rules("decimal", conditions)
    for value in NUMBERS:
        assert asked.decide({"a": value}).rows == first_that_holds(asked, value)
    for value in BEYOND:
        with pytest.raises(faults.BadValue):
            asked.decide({"a": value})


@pytest.mark.parametrize(
    "conditions",
    [["< 2024-05-01", ">= 2024-05-01"], ["<= 2024-05-01"], ["2024-05-01"], ["-"], ["< 9999-12-31"], ["0001-01-01"]],
)
def test_days(conditions):
    asked = rules("day", conditions)
    for value in DAYS:
        assert asked.decide({"a": value}).rows == first_that_holds(asked, value)
