"""What a mapping is asked: between two editions of the Harmonized System or between two years of one tariff, for one code or a list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.annex.cells import Cell, Sheet, even

MOST_LIST_ROWS = 20_000
CODE_WORDS = ("code", "hs", "hs code", "hscode", "hs编码", "税号", "编码", "商品编码", "税则号列", "商品编号")
NAME_WORDS = ("name", "description", "goods", "品名", "名称", "商品名称")
YEAR = re.compile(r"\d{4}", re.ASCII)


class WhichWay(Refusal):
    """Neither or both kinds of mapping, or only one end of it, was asked for."""

    code = "which_way"
    message = gettext_noop("It is not clear which lists of codes are meant.")
    mend = gettext_noop(
        "Give both editions of the Harmonized System (from-hs and to-hs), or both years of the tariff (from-year and to-year)."
    )


class BadYear(Refusal):
    """A year that cannot be read."""

    code = "bad_year"
    message = gettext_noop("“{given}” is not a year.")
    mend = gettext_noop("Write four digits, like 2022.")


class NoCodeColumn(Refusal):
    """A list without a column of codes."""

    code = "no_list_codes"
    message = gettext_noop("The list has no column of codes.")
    mend = gettext_noop(
        "Name a column “code” in the first line (and “name”, if the list has names), and send it again."
    )


class ListTooLong(Refusal):
    """A list with more rows than are mapped at once."""

    code = "code_list_too_long"
    message = gettext_noop("The list has {rows} rows; at most {most} are checked at once.")
    mend = gettext_noop("Divide the list and send the parts one after another.")


@dataclass(frozen=True, slots=True)
class Errand:
    """From where to where. ``by`` is ``hs`` (editions) or ``year`` (national lines of ``destination``)."""

    by: str
    first: int
    last: int
    destination: str = "CN"


def read_errand(
    from_hs: object = "", to_hs: object = "", from_year: object = "", to_year: object = "", destination: str = "CN"
) -> Errand:
    """The errand as typed. Raises ``WhichWay`` or ``BadYear``."""
    editions, years = (
        [str(v or "").strip() for v in (from_hs, to_hs)],
        [str(v or "").strip() for v in (from_year, to_year)],
    )
    if any(editions) == any(years) or not (all(editions) or all(years)):
        raise WhichWay()
    first, last = (_year(text) for text in (editions if all(editions) else years))
    return Errand("hs" if all(editions) else "year", first, last, (destination or "CN").strip().upper())


def _year(text: str) -> int:
    text = even(text)
    if not YEAR.fullmatch(text):
        raise BadYear(given=text[:40])
    return int(text)


def read_list(sheets: Sequence[Sheet]) -> list[tuple[int, str, str]]:
    """The rows of a list as (row number, code as written, name). Raises ``NoCodeColumn`` or ``ListTooLong``.

    The first line with a column of codes names the columns; a list of one column needs no such line.
    """
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:20]):
            titles = [even(cell).lower() for cell in row]
            code = next((i for i, title in enumerate(titles) if title in CODE_WORDS), None)
            if code is not None:
                name = next((i for i, title in enumerate(titles) if title in NAME_WORDS), None)
                return _limited(list(_rows(sheet, at + 1, code, name)))
    for sheet in sheets:
        first = next((row for row in sheet.rows if any(even(c) for c in row)), ())
        if first and re.fullmatch(r"[\d.\s]{4,16}", _code(first[0])):
            return _limited(list(_rows(sheet, 0, 0, 1 if len(first) > 1 else None)))
    raise NoCodeColumn()


def _limited(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    if len(rows) > MOST_LIST_ROWS:
        raise ListTooLong(rows=len(rows), most=MOST_LIST_ROWS)
    return rows


def _rows(sheet: Sheet, start: int, code: int, name: int | None) -> Iterator[tuple[int, str, str]]:
    for at in range(start, len(sheet.rows)):
        row = sheet.rows[at]
        written = _code(row[code]) if code < len(row) else ""
        label = even(row[name]) if name is not None and name < len(row) else ""
        if written or label:
            yield at + 1, written, label


def _code(cell: Cell) -> str:
    """A code as text; a spreadsheet that stored it as a number lost the zero in front of an odd count of digits."""
    text = even(cell)
    if isinstance(cell, Decimal) and text.isdigit() and len(text) % 2:
        return f"0{text}"
    return text
