"""Days, months, countries and currencies as official tables write them."""

import re
from collections.abc import Mapping
from datetime import date

from zaiton.services.tariff.domain.annex.cells import Cell, even
from zaiton.services.tariff.domain.annex.headers import folded

_DAY = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]00:00(?::00)?)?")
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)?")
_MONTH = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*月?(?:\s*[-/.]\s*\d{1,2}\s*日?)?")
_NAMED = re.compile(r"([a-z]{3})[a-z]*\.?\s*[-,]?\s*((?:19|20)\d\d)", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


def read_day(cell: Cell) -> date | None:
    """A day; None where there is none. Raises ``ValueError`` for a text that is no day.

    >>> read_day("2026年1月5日").isoformat()
    '2026-01-05'
    """
    if isinstance(cell, date):
        return cell
    text = even(cell)
    if not text:
        return None
    match = _DAY.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None or match[3] is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))


def read_month(cell: Cell) -> str | None:
    """A month like ``2026-01``; None where the cell is none.

    >>> read_month("2026年1月")
    '2026-01'
    """
    if isinstance(cell, date):
        return f"{cell.year}-{cell.month:02}"
    text = even(cell)
    named = _NAMED.fullmatch(text)
    if named and named[1].lower() in _MONTHS:
        return f"{named[2]}-{_MONTHS[named[1].lower()]:02}"
    match = _MONTH.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    return f"{match[1]}-{int(match[2]):02}"


def read_name(cell: Cell, names: Mapping[str, str]) -> str | None:
    """The code that a name, a code or a name with its code in brackets stands for; None where it is unknown."""
    text = even(cell)
    for piece in (text, *re.split(r"[\s()/:]+", text)):
        if folded(piece) in names:
            return names[folded(piece)]
    return None


def read_origins(cell: Cell, names: Mapping[str, str]) -> tuple[str, ...] | None:
    """The countries a cell lists; None where one of them is unknown."""
    text = even(cell)
    whole = names.get(folded(text))
    if whole:
        return (whole,)
    found = [read_name(piece, names) for piece in re.split(r"[\s,;、/]+", text) if piece]
    return tuple(found) if found and all(found) else None
