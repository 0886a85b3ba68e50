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


def codes_at(text: str, at: int) -> Codes | None:
    """The list of codes that begins at a place; None where none does. Raises ``CodeFault``."""
    first = _span(text, at, "")
    if first is None:
        return None
    spans, unit, at = [first[0]], first[1], first[2]
    while True:
        between = BETWEEN.match(text, at)
        following = _span(text, between.end(), unit) if between else None
        if following is None:
            return Codes(tuple(spans), at)
        spans.append(following[0])
        unit, at = following[1], following[2]


def _span(text: str, at: int, unit: str) -> tuple[Span, str, int] | None:
    first = _item(text, at, unit)
    if first is None:
        return None
    run = RANGE.match(text, first.end)
    last = _item(text, run.end(), first.unit) if run else None
    if last is None:
        return Span(_checked(first), _checked(first)), first.unit, first.end
    if not first.unit and last.unit:
        first = first._replace(unit=last.unit)
    begin, end = _checked(first), _checked(last)
    if len(begin) != len(end) or begin > end:
        raise CodeFault(text[at : last.end])
    return Span(begin, end), last.unit, last.end


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
    behind = re.compile(r"章|品目|子目|号").match(text, end)
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
