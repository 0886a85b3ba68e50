"""Limits and conditions of a case type's file, wherever they stand in it."""

from collections.abc import Mapping
from typing import Any

from zaiton.blocks.cases.domain import entries as read
from zaiton.blocks.cases.domain import faults
from zaiton.blocks.cases.domain.graph import Condition, Limit

STATUSES = ("official", "derived", "sample", "unverified", "synthetic")
"""How far a source can be trusted, in the words of the law block."""
COUNTED = {"days": ("working", "calendar"), "hours": ("hour",), "months": ("month",)}
LIMIT = {*COUNTED, "unit", "article", "status", "start_excluded", "roll_last_day", "extension", "approver", "grounds"}
MOST_COUNTED = 20_000


def condition(entry: Any, place: str) -> Condition:
    """An answer of a decision table that something turns on."""
    given = read.mapping(entry, place, ("table", "output", "is"), ("table", "output", "is"))
    values: list[str] = []
    for number, value in enumerate(read.entries(given["is"], f"{place}.is", some=True), start=1):
        one = read.text(value, f"{place}.is[{number}]")
        if one in values:
            raise faults.TypeRepeated(one, place=f"{place}.is[{number}]", given=one)
        values.append(one)
    table = read.name(given["table"], f"{place}.table")
    return Condition(table, read.name(given["output"], f"{place}.output", read.FACT_NAME), tuple(values))


def limit(entry: Any, place: str) -> Limit:
    """A term with its article: days, hours or months, how they count, who may extend them and what may stop them."""
    given = read.mapping(entry, place, LIMIT)
    counted = [name for name in COUNTED if name in given]
    if len(counted) != 1:
        raise faults.TermUnclear(place, place=place)
    units = COUNTED[counted[0]]
    if "unit" not in given and len(units) > 1:
        raise faults.TermUnclear(place, place=place)
    unit = read.word(given["unit"], f"{place}.unit", units) if "unit" in given else units[0]
    if ("extension" in given) != ("approver" in given):
        raise faults.ExtensionUnclear(place, place=place)
    hours = unit == "hour"
    return Limit(
        number=read.number(given[counted[0]], f"{place}.{counted[0]}", 1, MOST_COUNTED),
        unit=unit,
        article=read.article(given.get("article"), place),
        status=read.word(given.get("status", "unverified"), f"{place}.status", STATUSES),
        start_excluded=read.yes(given.get("start_excluded", "false" if hours else "true"), f"{place}.start_excluded"),
        roll_last_day=_rolls(given, hours, f"{place}.roll_last_day"),
        grounds=_grounds(given["grounds"], f"{place}.grounds") if "grounds" in given else None,
        extension=read.number(given["extension"], f"{place}.extension", 1, MOST_COUNTED) if "extension" in given else 0,
        approver=read.text(given["approver"], f"{place}.approver") if "approver" in given else "",
    )


def _rolls(given: Mapping[str, Any], hours: bool, place: str) -> bool:
    """Whether a last day off rolls on; hours end at their hour."""
    known = ("false",) if hours else ("true", "false")
    return read.word(given.get("roll_last_day", known[0]), place, known) == "true"


def _grounds(given: Any, place: str) -> tuple[str, ...]:
    return read.names(given, place)
