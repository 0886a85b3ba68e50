"""From the bytes of an uploaded or named file to the cells of its sheets: XLSX and CSV, and nothing that could do harm.

Refused are files that are too large (also once unpacked), encrypted, old or other workbooks, and texts in no known encoding.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

import defusedxml.ElementTree
import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.annex.cells import Cell, Sheet

MOST_BYTES = 32 * 2**20
MOST_UNPACKED = 160 * 2**20
MOST_ROWS = 200_000
LAST_ROW = 1_048_576
"""The highest number a row of a workbook can have; a file that claims a higher one would be read for hours."""
MOST_COLUMNS = 400
MOST_SHEETS = 100
FORMULA = "=?"
"""What stands for a formula whose result the file does not hold; it reads as no rate and no code."""
MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
LITERAL = re.compile(r'"[^"]*"|\\.')
"""What a number format shows as it stands; a per cent sign in it does not multiply."""
QUOTED = re.compile(r'^="([^"]*)"$')
"""How spreadsheets are made to keep the zeros of a code in CSV."""
FORMULA_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(<v>[^<])?')


class UnreadableTable(Refusal):
    """The file is no table that can be read."""

    code = "unreadable_table"
    message = gettext_noop("The file “{name}” cannot be read: {why}")
    mend = gettext_noop(
        "Save it as an XLSX workbook or as CSV (UTF-8 or GB18030) and import it again; nothing was changed."
    )

    def __init__(self, name: str, why: str) -> None:
        self.why = why
        super().__init__(name=name, why=why)

    def sentence(self, translate) -> str:
        """The sentence with its reason in the same language."""
        return translate(self.message).format(name=self.data["name"], why=translate(self.why))


OLD = gettext_noop("it is a workbook of the old kind (.xls).")
ENCRYPTED = gettext_noop("it is encrypted or protected by a password.")
MACROS = gettext_noop("it holds macros.")
DAMAGED = gettext_noop("it is damaged or no workbook.")
TOO_LARGE = gettext_noop("it is too large; at most 32 megabytes, 200,000 rows and 400 columns are read.")
ENCODING = gettext_noop("its text is neither UTF-8 nor GB18030.")
EMPTY = gettext_noop("there is nothing in it.")
NO_SHEET = gettext_noop("it has no sheet of that name.")


def read_sheets(content: bytes, name: str, only: str = "") -> tuple[list[Sheet], list[str]]:
    """The visible sheets of a file, and the names of hidden ones; ``only`` names a single sheet. Raises ``UnreadableTable``."""
    if len(content) > MOST_BYTES:
        raise UnreadableTable(name, TOO_LARGE)
    if not content.strip():
        raise UnreadableTable(name, EMPTY)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableTable(name, ENCRYPTED if b"E\0n\0c\0r\0y\0p\0t" in content else OLD)
    if content.startswith(b"PK"):
        sheets, hidden = _workbook(content, name, only)
    else:
        sheets, hidden = [Sheet("", _csv_rows(content, name))], []
    if not sheets:
        raise UnreadableTable(name, NO_SHEET if only else EMPTY)
    return sheets, hidden


def _workbook(content: bytes, name: str, only: str) -> tuple[list[Sheet], list[str]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _guard(archive, name)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        parts = _sheet_parts(archive)
        sheets, hidden = [], []
        if len(book.sheetnames) > MOST_SHEETS:
            raise UnreadableTable(name, TOO_LARGE)
        for sheet in book.worksheets:
            if only and sheet.title != only:
                continue
            if sheet.sheet_state != "visible" and not only:
                hidden.append(sheet.title)
                continue
            sheets.append(_sheet(sheet, archive.read(parts[sheet.title]) if sheet.title in parts else b"", name))
        book.close()
    except UnreadableTable:
        raise
    except RuntimeError as error:  # the archive asks for a password
        raise UnreadableTable(name, ENCRYPTED) from error
    except (
        *(zipfile.BadZipFile, InvalidFileException, defusedxml.common.DefusedXmlException),
        *(KeyError, ValueError, TypeError, AttributeError, OSError, IndexError, SyntaxError, EOFError, OverflowError),
    ) as error:
        raise UnreadableTable(name, DAMAGED) from error
    return sheets, hidden


def _guard(archive: zipfile.ZipFile, name: str) -> None:
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableTable(name, ENCRYPTED)
    if len(infos) > 2000 or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise UnreadableTable(name, TOO_LARGE)
    if any(info.filename.endswith("vbaProject.bin") for info in infos):
        raise UnreadableTable(name, MACROS)
    if "[Content_Types].xml" not in archive.namelist() or "xl/workbook.xml" not in archive.namelist():
        raise UnreadableTable(name, DAMAGED)


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The file inside the workbook that holds each sheet, by the sheet's title."""
    relations = defusedxml.ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    found = {}
    for element in defusedxml.ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet"):
            ident = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            target = targets.get(ident, "")
            found[element.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return {title: part for title, part in found.items() if part in archive.namelist()}


def _sheet(sheet, source: bytes, name: str) -> Sheet:
    sheet.reset_dimensions()
    rows: list[list[Cell]] = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > LAST_ROW:
            raise UnreadableTable(name, TOO_LARGE)
        row = [_value(cell) for cell in cells[:MOST_COLUMNS]]
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
        if len(rows) > MOST_ROWS:
            if any(len(r) for r in rows[MOST_ROWS:]):
                raise UnreadableTable(name, TOO_LARGE)
            rows.pop()
    while rows and not rows[-1]:
        rows.pop()
    wide, below = [], set()
    for first_column, first_row, last_column, last_row in _merged(source):
        if first_column == last_column:
            below |= _fill_down(rows, first_column, first_row, last_row)
        else:
            wide.append((first_row, first_column, last_row, last_column))
    for match in FORMULA_CELL.finditer(source):
        if not match[2]:
            column, row, _, _ = range_boundaries(match[1].decode())
            _put(rows, row - 1, column - 1, FORMULA)
    return Sheet(sheet.title, rows, tuple(wide), frozenset(below))


def _merged(source: bytes) -> Iterator[tuple[int, int, int, int]]:
    for match in MERGED.finditer(source):
        columns_rows = range_boundaries(match[1].decode())
        yield tuple(bound - 1 for bound in columns_rows)


def _fill_down(rows: list[list[Cell]], column: int, first: int, last: int) -> set[tuple[int, int]]:
    """Put a cell merged over several rows of one column into each of them; returns the cells that were filled."""
    if first >= len(rows) or column >= len(rows[first]):
        return set()
    filled = range(first + 1, min(last + 1, len(rows)))
    for row in filled:
        _put(rows, row, column, rows[first][column])
    return {(row, column) for row in filled}


def _put(rows: list[list[Cell]], row: int, column: int, value: Cell) -> None:
    if row < len(rows) and column < MOST_COLUMNS:
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = value


def _value(cell) -> Cell:
    value = cell.value
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        shown = LITERAL.sub("", cell.number_format or "")
        return f"{number * 100:f}%" if "%" in shown and number.is_finite() else number
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value.isoformat(" ")
    return value if isinstance(value, date) else str(value)


def _csv_rows(content: bytes, name: str) -> list[list[Cell]]:
    text = _decoded(content, name)
    if "\0" in text:
        raise UnreadableTable(name, ENCODING)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise UnreadableTable(name, TOO_LARGE)
            rows.append([QUOTED.sub(r"\1", cell) or None for cell in row])
    except csv.Error as error:
        raise UnreadableTable(name, DAMAGED) from error
    return rows


def _decoded(content: bytes, name: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(name, DAMAGED if name.lower().endswith((".xlsx", ".xlsm", ".xls")) else ENCODING)


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: the one that divides the most lines of the beginning into several cells."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text[:200_000].splitlines()[:200] if line.strip()]
    return max((",", "\t", ";"), key=lambda mark: sum(mark in line for line in lines))
