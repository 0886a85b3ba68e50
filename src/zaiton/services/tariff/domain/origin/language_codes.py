"""Codes as rules of origin write them: chapters, headings, subheadings and lines, single, in lists and in runs.

Written like 第51章, 51章, 第1至24章, 品目51.06至51.13, 5106-5113, 子目0805.20、0805.90, 税号8501.10.10, headings 51.06 to 51.13.
Whatever does not look like a code of its kind is a fault, never a guess: official texts have typing errors.
"""

import re
from typing import NamedTuple

from zaiton.services.tariff.domain.origin.rules import Span

CHAPTER, HEADING, SUBHEADING = 2, 4, 6
LAST_CHAPTER = 97
UNIT = re.compile(
    r"(?P<chapter>章|chapters? )|(?P<heading>品目号?|四位(?:数级?)?税目|(?:tariff )?headings? )|(?P<subheading>子目号?|subheadings? )"
    r"|(?P<line>税则号列|税则税号|税号|税目号列|HS编码|编码|tariff (?:items?|lines?) )",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d[\d.]*\d|\d")
RANGE = re.compile(r" ?(?:至|到|—+|–|-|~|～|through|thru|to) ?", re.IGNORECASE)
BETWEEN = re.compile(r" ?(?:、|,|和|及|以及|与|或者|或|and|or|&) ?(?:and |or )?", re.IGNORECASE)
BETWEEN_NO_COMMA = re.compile(r" ?(?:、|和|及|以及|与|或者|或|and|or|&) ?", re.IGNORECASE)
BEHIND = re.compile(r"章|品目|子目|号")
ORDINAL = re.compile(r"第 ?")
SIZES = {"heading": (HEADING,), "subheading": (SUBHEADING,), "line": (4, 6, 8), "chapter": (1, 2)}


class CodeFault(ValueError):
    """A code that cannot be one, or a run that does not run upwards. The text is the code as written."""


class Codes(NamedTuple):
    """Codes read: the runs, and where the text goes on."""

    spans: tuple[Span, ...]
    end: int


class _Item(NamedTuple):
    code: str
    unit: str
    end: int


def codes_at(text: str, at: int, *, commas: bool = True) -> Codes | None:
    """The list of codes that begins at a place; None where none does. ``commas``: whether one may stand between. Raises ``CodeFault``."""
    between = BETWEEN if commas else BETWEEN_NO_COMMA
    run = _run(text, at, "")
    if run is None:
        return None
    runs = [run]
    while True:
        sign = between.match(text, runs[-1][-1].end)
        run = _run(text, sign.end(), runs[-1][-1].unit) if sign else None
        if run is None:
            break
        runs.append(run)
    return Codes(tuple(_span(text, run) for run in _with_units(runs)), runs[-1][-1].end)


def _run(text: str, at: int, unit: str) -> list[_Item] | None:
    """One code, or the first and the last of a run."""
    first = _item(text, at, unit)
    if first is None:
        return None
    sign = RANGE.match(text, first.end)
    last = _item(text, sign.end(), first.unit) if sign else None
    return [first] if last is None else [first, last]


def _with_units(runs: list[list[_Item]]) -> list[list[_Item]]:
    """第1、2章: what stands before a unit that follows has that unit."""
    unit, found = "", []
    for run in reversed(runs):
        items = []
        for item in reversed(run):
            short = len(item.code) <= CHAPTER
            unit = item.unit or (unit if short else "")
            items.insert(0, item._replace(unit=item.unit or unit))
        found.insert(0, items)
    return found


def _span(text: str, run: list[_Item]) -> Span:
    begin, end = _checked(run[0]), _checked(run[-1])
    if len(begin) != len(end) or begin > end:
        raise CodeFault("-".join(item.code for item in run))
    return Span(begin, end)


def _item(text: str, at: int, unit: str) -> _Item | None:
    """One code with its unit before it (品目51.06), behind it (第51章), or that of the code before."""
    before = UNIT.match(text, at)
    if before:
        at = before.end()
        unit = before.lastgroup or ""
    ordinal = ORDINAL.match(text, at)
    number = NUMBER.match(text, ordinal.end() if ordinal else at)
    if number is None:
        return None
    end = number.end()
    behind = BEHIND.match(text, end)
    if behind and not (behind[0] in ("品目", "子目") and before):
        unit = {"章": "chapter", "品目": "heading", "子目": "subheading"}.get(behind[0], unit)
        end = behind.end()
    if text[end : end + 1] == "%":
        return None
    return _Item(number[0], unit, end)


def _checked(item: _Item) -> str:
    """The digits of a code as its unit has them. Without a unit its length tells what it is."""
    digits = item.code.replace(".", "")
    parts = item.code.split(".")
    sizes = SIZES.get(item.unit, (4, 6, 8))
    well = [len(part) for part in parts] in (
        [len(digits)],
        [2, 2],
        [4, 2],
        [2, 2, 2],
        [4, 2, 2],
        [4, 4],
        [2, 2, 2, 2],
        [6, 2],
    )
    if len(digits) not in sizes or not well:
        raise CodeFault(item.code)
    if item.unit == "chapter":
        digits = digits.zfill(CHAPTER)
    if not 1 <= int(digits[:CHAPTER]) <= LAST_CHAPTER or int(digits[:CHAPTER]) == 77 or digits[2:4] == "00":
        raise CodeFault(item.code)
    return digits
