"""The cells of an official table as plain values: texts, exact numbers, days; and how their writing is made even.

Numbers keep their kind, because a spreadsheet that stores a code as a number has lost its leading zeros.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Cell = str | Decimal | date | None

MARKS = re.compile(r"[\u2460-\u24ff\u2776-\u2793\u3251-\u32bf\u00b9\u00b2\u00b3\u2070-\u2079\u2080-\u2089※†‡]")
"""Circled, raised and lowered numerals and other marks that point to a note; the compatibility form would turn them into digits."""
NOTE = re.compile(
    r"[\[\(（【〔]\s*(?:注|註|note)\s*\d*\s*[\]\)）】〕]|\*+$|(?<=[\d%％])\s*(?:注|註)\s*\d*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``rows[i]`` is the row the spreadsheet numbers ``i + 1``; ``wide`` gives ranges merged over several columns."""

    name: str
    rows: Sequence[Sequence[Cell]]
    wide: Sequence[tuple[int, int, int, int]] = field(default=())
    """(first row, first column, last row, last column), all counted from 0."""
    below: frozenset[tuple[int, int]] = frozenset()
    """Cells (row, column) that have their value from the cell above, with which they are merged."""


def cell_name(row: int, column: int) -> str:
    """The name a spreadsheet gives a cell, both counted from 0.

    >>> cell_name(16, 3), cell_name(0, 26)
    ('D17', 'AA1')
    """
    return f"{column_letter(column)}{row + 1}"


def column_letter(column: int) -> str:
    """The letter of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int | None:
    """The column counted from 0 of a letter like ``C``; None when it is none."""
    if not re.fullmatch(r"[A-Za-z]{1,3}", letters):
        return None
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def text_of(cell: Cell) -> str:
    """The cell as text, in the writing it has; exact numbers without an exponent."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return plain_number(cell)
    return cell.isoformat() if isinstance(cell, date) else cell.strip()


def plain_number(number: Decimal) -> str:
    """A number as its shortest plain numeral; what a binary fraction adds beyond ten decimals is left off."""
    if not number.is_finite():
        return str(number)
    if number.adjusted() < 20:
        number = round(number, 10)
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def even(cell: Cell) -> str:
    """The text with full-width forms made plain, marks of notes taken off, and spaces evened.

    >>> even("９.６％①")
    '9.6%'
    """
    text = MARKS.sub("", text_of(cell))
    text = unicodedata.normalize("NFKC", text).replace("\u3000", " ")
    text = NOTE.sub("", text.strip())
    return " ".join(text.split())


def has_mark(cell: Cell) -> bool:
    """Whether a note is pointed to in the cell."""
    return isinstance(cell, str) and bool(MARKS.search(cell) or NOTE.search(cell.strip()))


def is_blank(cell: Cell) -> bool:
    """Whether nothing at all is written."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def cell_at(row: Sequence[Cell], column: int) -> Cell:
    """The cell of a column; None beyond the end of the row."""
    return row[column] if column < len(row) else None
