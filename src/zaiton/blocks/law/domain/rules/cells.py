"""One condition of a row: read from the text of a table or of a DMN file, held against a value, written canonically.

A cell is any (``-``), a value, a list, a range with open or closed ends, a comparison, or the negation of these. Tables of
our own may leave out quotation marks and ``date()``; DMN may not.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.values import ORDERED, Column, Range, Value, feel, range_text, value_of_text

NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
COMPARISON = re.compile(r"(<=|>=|<|>)\s*(.+)", re.DOTALL)
RANGE = re.compile(r"([\[(\]])\s*(.*?)\s*\.\.\s*(.*?)\s*([\])\[])", re.DOTALL)
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
DATE_CALL = re.compile(r'date\s*\(\s*"([^"]*)"\s*\)')
BARE = re.compile(r"[^\"',()\[\]<>=!{}]+")
PART = re.compile(r'"(?:[^"\\]|\\.)*"|[^",]+|,', re.DOTALL)
MOST_PARTS = 500


@dataclass(frozen=True, slots=True)
class Cell:
    """A condition: holds where one of its tests does, or, negated, where none does. Without tests it always holds."""

    tests: tuple[Value | Range, ...] = ()
    negated: bool = False

    def holds(self, value: Any) -> bool:
        """Whether the value fulfils the condition."""
        if not self.tests:
            return True
        return any(t.holds(value) if isinstance(t, Range) else t == value for t in self.tests) is not self.negated

    @property
    def text(self) -> str:
        """The condition in DMN's expression language; ``-`` for any."""
        if not self.tests:
            return "-"
        said = ", ".join(range_text(t) if isinstance(t, Range) else feel(t) for t in self.tests)
        return f"not({said})" if self.negated else said


ANY = Cell()


def read_cell(given: Any, column: Column, place: str, *, strict: bool = False) -> Cell:
    """The condition from a text or a list of texts; ``strict`` is DMN's syntax. Raises ``BadCell`` or a fault of values."""
    if isinstance(given, list) and given and all(isinstance(part, str) for part in given) and not strict:
        parts, negated = [part.strip() for part in given], False
    elif isinstance(given, str):
        text = given.strip()
        if text in ("", "-"):
            return ANY
        inner = NOT.fullmatch(text)
        parts, negated = _parts(inner[1] if inner else text), inner is not None
    else:
        raise _bad(given, column, place)
    if not parts or not all(parts) or len(parts) > MOST_PARTS:
        raise _bad(given, column, place)
    return Cell(tuple(_test(part, given, column, place, strict) for part in parts), negated)


def read_range(given: Any, column: Column, place: str) -> Range:
    """The range of an input; raises ``BadCell`` where it is not a single one, ``NeverHolds`` where it is empty."""
    cell = read_cell(given, column, place)
    if len(cell.tests) != 1 or cell.negated or not isinstance(cell.tests[0], Range):
        raise _bad(given, column, place)
    return cell.tests[0]


def read_literal(text: str, column: Column, place: str, *, strict: bool = False) -> Value:
    """A single value; raises ``BadValue`` and its like, or ``BadCell``."""
    text = text.strip()
    if column.type == "day" and (call := DATE_CALL.fullmatch(text)):
        return value_of_text(column, call[1], place)
    if column.type in ("choice", "text"):
        if QUOTED.fullmatch(text):
            return value_of_text(column, _unquoted(text, column, place), place)
        if strict or not BARE.fullmatch(text):
            raise _bad(text, column, place)
    elif strict and column.type == "day":
        raise _bad(text, column, place)
    return value_of_text(column, text, place)


def _test(part: str, given: Any, column: Column, place: str, strict: bool) -> Value | Range:
    compared = COMPARISON.fullmatch(part)
    span = RANGE.fullmatch(part) if not QUOTED.fullmatch(part) else None
    if (compared or span) and column.type not in ORDERED:
        raise _bad(given, column, place)
    if compared:
        side, closed = read_literal(compared[2], column, place, strict=strict), compared[1].endswith("=")
        return Range(side, closed, None, False) if compared[1][0] == ">" else Range(None, False, side, closed)
    if not span:
        return read_literal(part, column, place, strict=strict)
    low = read_literal(span[2], column, place, strict=strict) if span[2] else None
    high = read_literal(span[3], column, place, strict=strict) if span[3] else None
    found = Range(low, low is not None and span[1] == "[", high, high is not None and span[4] == "]")
    if (low is None and high is None) or (strict and (low is None or high is None)):
        raise _bad(given, column, place)
    if None not in (low, high) and (high < low or (high == low and not (found.low_closed and found.high_closed))):
        raise faults.NeverHolds(place, place=place, given=part)
    return found


def _parts(text: str) -> list[str]:
    """Split at commas outside quotation marks."""
    parts, current = [], ""
    for piece in PART.findall(text):
        if piece == ",":
            parts.append(current.strip())
            current = ""
        else:
            current += piece
    parts.append(current.strip())
    return parts if "".join(PART.findall(text)) == text else []


def _unquoted(text: str, column: Column, place: str) -> str:
    try:
        return json.loads(text, strict=False)
    except ValueError:
        raise _bad(text, column, place) from None


def _bad(given: Any, column: Column, place: str) -> faults.BadCell:
    return faults.BadCell(place, place=place, given=str(given)[:80], type=column.type)
