"""Typed values of decision tables: reading literals and facts exactly, and writing them in one canonical way.

Numbers are ``Decimal`` of at most 24 digits before and 12 after the point, compared exactly and never rounded; a float is
refused. Days are ``date``; booleans, choices and texts are themselves.
"""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.law.domain.rules import faults

TYPES = ("boolean", "choice", "decimal", "day", "text")
PYTHON_TYPES: dict[str, type] = {"boolean": bool, "choice": str, "decimal": Decimal, "day": date, "text": str}
ORDERED = ("decimal", "day")
MOST_PLACES = 12
LIMIT = Decimal("1" + "0" * 24)
"""Numbers lie strictly between minus and plus this."""
GREATEST = Decimal("9" * 24 + "." + "9" * MOST_PLACES)
LEAST = Decimal("-" + "9" * 24 + "." + "9" * MOST_PLACES)
"""The last numbers that can be written, next to the limits."""
LONGEST_TEXT = 1_000

NUMBER = re.compile(r"-?\d{1,24}(?:\.\d{1,12})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Value = bool | str | Decimal | date


@dataclass(frozen=True, slots=True)
class Range:
    """An interval of numbers or days; None is an open end of the world."""

    low: Any
    low_closed: bool
    high: Any
    high_closed: bool

    def holds(self, value: Any) -> bool:
        """Whether the value lies in it."""
        if self.low is not None and not (value > self.low or (self.low_closed and value == self.low)):
            return False
        return self.high is None or value < self.high or (self.high_closed and value == self.high)


@dataclass(frozen=True, slots=True)
class Column:
    """One input or output: its type, what a choice can be, how many places a number has, in which range it lies."""

    name: str
    title: Bilingual
    type: str
    values: tuple[str, ...] = ()
    places: int | None = None
    range: Range | None = None


def decimal_text(value: Decimal) -> str:
    """The number in plain digits without trailing zeros: ``1.50`` and ``1.5`` are one number and one text."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def plain(value: Value | None) -> Any:
    """A value as it stands in a receipt: truth values and null as such, all else as text, numbers in plain digits."""
    if value is None or isinstance(value, bool | str):
        return value
    return decimal_text(value) if isinstance(value, Decimal) else value.isoformat()


def feel(value: Value) -> str:
    """The literal in DMN's expression language."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    return json.dumps(value, ensure_ascii=False)


def canonical(document: Any) -> bytes:
    """The bytes of a document of plain values: JSON, keys in order, no spaces, UTF-8, one line."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def day_of(text: Any) -> date | None:
    """The day written as ``2026-01-01``; None where it is not one."""
    if isinstance(text, date) and not isinstance(text, datetime):
        return text
    if not isinstance(text, str) or not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def value_of_text(column: Column, text: str, place: str) -> Value:
    """The value a bare literal stands for in this column; raises ``BadValue``, ``TooPrecise``, ``OutsideRange``."""
    value: Value | None = None
    if column.type == "boolean":
        value = {"true": True, "false": False}.get(text)
    elif column.type == "decimal":
        value = Decimal(text) if NUMBER.fullmatch(text) else None
    elif column.type == "day":
        value = day_of(text)
    elif len(text) <= LONGEST_TEXT and (text in column.values or column.type == "text"):
        value = text
    if value is None:
        raise _bad_value(column, text, place)
    _check(column, value, place)
    return value


def fact_of(column: Column, given: Any, place: str) -> Value | None:
    """The value of a fact from JSON or Python; None where it is not known. Raises as ``value_of_text`` does."""
    if given is None:
        return None
    if column.type == "decimal" and type(given) in (int, Decimal):
        text = str(given) if isinstance(given, int) else _written_out(given)
    elif column.type == "boolean" and isinstance(given, bool):
        return given
    elif column.type == "day" and (day := day_of(given)) is not None:
        text = day.isoformat()
    elif isinstance(given, str) and column.type != "boolean":
        text = given
    else:
        raise _bad_value(column, given, place)
    return value_of_text(column, text, place)


def _written_out(number: Decimal) -> str:
    if not number.is_finite() or not -MOST_PLACES * 4 <= number.as_tuple().exponent <= 24:
        return str(number)
    return decimal_text(number)


def _check(column: Column, value: Value, place: str) -> None:
    if isinstance(value, Decimal) and column.places is not None and places_of(value) > column.places:
        raise faults.TooPrecise(place, place=place, given=decimal_text(value), places=column.places)
    if column.range is not None and not column.range.holds(value):
        raise faults.OutsideRange(place, place=place, given=plain(value), range=range_text(column.range))


def places_of(value: Decimal) -> int:
    """How many decimal places the number needs."""
    _, _, fraction = decimal_text(value).partition(".")
    return len(fraction)


def range_text(span: Range) -> str:
    """The range in DMN's expression language: ``[1..5)``, ``>= 5``."""
    if span.low is None or span.high is None:
        side, closed, sign = (
            (span.low, span.low_closed, ">") if span.high is None else (span.high, span.high_closed, "<")
        )
        return f"{sign}{'=' if closed else ''} {feel(side)}"
    return f"{'[' if span.low_closed else '('}{feel(span.low)}..{feel(span.high)}{']' if span.high_closed else ')'}"


def _bad_value(column: Column, given: Any, place: str) -> faults.BadValue:
    shown = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
    return faults.BadValue(place, place=place, given=shown[:80], type=column.type)
