"""A list of goods from a file (CSV or XLSX) to plain rows, and rows of results back to a file of either kind."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import openpyxl

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.annex.cells import Cell
from zaiton.services.tariff.queries.annex_files import read_sheets

HEADERS = {
    "code": ("code", "hs", "hs code", "hscode", "税号", "税则号列", "税则号", "商品编码", "商品编号", "编码"),
    "origin": ("origin", "country of origin", "原产国", "原产地", "原产国（地区）"),
    "destination": ("destination", "进口国", "目的国", "目的地", "进口地"),
    "value": ("value", "customs value", "完税价格", "货值", "价格", "金额"),
}
"""How each column may be called in the first row."""
NEEDED = ("code", "origin")
COMMANDS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet take a text for a formula."""


class NoSuchColumns(Refusal):
    """The first row of a list does not name the columns that are needed."""

    code = "list_columns_missing"
    message = gettext_noop("The first row of “{name}” does not name the column {column}.")
    mend = gettext_noop(
        "Write code, origin, destination and value into the first row; destination and value may be left out."
    )


class ListTooLong(Refusal):
    """A list with more rows than this door takes."""

    code = "list_too_long"
    message = gettext_noop("The list has {count} rows; at most {most} are taken here.")
    mend = gettext_noop("Divide it, or use the command line.")


class UnknownListFormat(Refusal):
    """A list is written as CSV or XLSX."""

    code = "unknown_list_format"
    message = gettext_noop("{path} does not end in .csv or .xlsx.")
    mend = gettext_noop("Name the file like list.csv or list.xlsx.")


def read_goods(content: bytes, name: str, most: int = 0) -> list[dict[str, str]]:
    """The rows of a list as texts, with ``row`` as a spreadsheet numbers it; blank rows are left out.

    ``most`` limits the rows. Raises ``UnreadableTable``, ``NoSuchColumns`` or ``ListTooLong``.
    """
    sheets, _ = read_sheets(content, name)
    rows = sheets[0].rows
    columns = _columns(rows[0] if rows else ())
    for needed in NEEDED:
        if needed not in columns:
            raise NoSuchColumns("file", name=name, column=needed)
    found = []
    for number, cells in enumerate(rows[1:], 2):
        row = {key: _text(cells[at] if at < len(cells) else None, key) for key, at in columns.items()}
        if any(row.values()):
            found.append({"row": str(number), **row})
    if most and len(found) > most:
        raise ListTooLong("file", count=len(found), most=most)
    return found


def _columns(cells: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        said = str(cell or "").strip().lower()
        for key, names in HEADERS.items():
            if said in names:
                found.setdefault(key, at)
    return found


def _text(cell: Cell, key: str) -> str:
    """The cell as typed; a code kept as a number gets back the zero that the spreadsheet took from it."""
    if cell is None:
        return ""
    if not isinstance(cell, Decimal):
        return str(cell).strip()
    plain = f"{cell.normalize():f}"
    return f"0{plain}" if key == "code" and plain.isdigit() and len(plain) % 2 else plain


def write_list(rows: Iterable[Mapping[str, object]], fields: Sequence[str], name: str) -> bytes:
    """The rows as the bytes of a CSV (UTF-8) or XLSX file, as ``name`` ends. Raises ``UnknownListFormat``."""
    table = ([_safe(row.get(field)) for field in fields] for row in rows)
    if name.lower().endswith(".csv"):
        return _csv(fields, table)
    if name.lower().endswith(".xlsx"):
        return _xlsx(fields, table)
    raise UnknownListFormat(path=name)


def _safe(value: object) -> object:
    """The value, but a text that a spreadsheet would run as a formula is marked as text."""
    if isinstance(value, str) and value.startswith(COMMANDS):
        return f"'{value}"
    return value


def _csv(fields: Sequence[str], table: Iterator[list[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(fields)
    for row in table:
        writer.writerow([f"{v:f}" if isinstance(v, Decimal) else "" if v is None else v for v in row])
    return out.getvalue().encode()


def _xlsx(fields: Sequence[str], table: Iterator[list[object]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("forecast")
    sheet.freeze_panes = "A2"
    sheet.append(list(fields))
    for row in table:
        sheet.append([v if isinstance(v, int | Decimal | date | None) else _printable(str(v)) for v in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printable(text: str) -> str:
    """The text without control characters, which a workbook cannot hold."""
    return "".join(c for c in text if c in "\n\t" or c >= " ")
