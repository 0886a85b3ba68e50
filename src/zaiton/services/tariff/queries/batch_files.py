"""Lists of shipments as people keep them: CSV, XLSX and Parquet, read into a table of texts and written again."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet
from openpyxl import Workbook, load_workbook

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.queries.batch import COLUMNS

SUFFIXES = (".csv", ".xlsx", ".parquet")
MOST_ROWS = 1_000_000
"""Of a list that is read whole; the command reads larger Parquet files piece by piece."""
MOST_SHEET_ROWS = 1_048_575
UNPACKED_MOST_BYTES = 512 * 2**20
PARQUET_ROWS_AT_ONCE = 2_000
PARQUET_MOST_CHARACTERS = 256 * 2**20
"""What the columns of a Parquet file may amount to as texts; a few kilobytes can unpack to any size."""
HEADERS = {
    "code": ("code", "hs", "hs code", "税号", "税则号列", "商品编码", "商品编号"),
    "origin": ("origin", "country of origin", "原产地", "原产国", "原产国（地区）"),
    "destination": ("destination", "目的地", "进口地", "目的国"),
    "on": ("on", "date", "day", "日期", "进口日期", "申报日期"),
    "value": ("value", "customs value", "完税价格", "货值", "金额"),
    "currency": ("currency", "币种", "币制"),
    "quantity": ("quantity", "数量"),
    "unit": ("unit", "单位", "计量单位"),
}
"""The words that head the columns, as people write them."""


class UnknownListFormat(Refusal):
    """A list is CSV, XLSX or Parquet."""

    code = "unknown_list_format"
    message = gettext_noop("{file} does not end in .csv, .xlsx or .parquet.")
    mend = gettext_noop("Save the list in one of these formats.")


class UnreadableList(Refusal):
    """The file is not what its name says."""

    code = "unreadable_list"
    message = gettext_noop("{file} cannot be read: {why}.")
    mend = gettext_noop("Open it in the program it came from and save it again.")


class ListWithoutColumns(Refusal):
    """The first row of a list names its columns."""

    code = "list_without_columns"
    message = gettext_noop("{file} has no column {missing} in its first row; it has {found}.")
    mend = gettext_noop("Name the columns code, origin, destination, on, value; code and origin are needed.")


class ListTooLong(Refusal):
    """More rows than are taken at once."""

    code = "list_too_long"
    message = gettext_noop("{file} has more than {most} rows.")
    mend = gettext_noop("Split the list, or give it to the command as a Parquet file.")


def read_rows(content: bytes, name: str) -> pa.Table:
    """The list as a table of texts with those of ``COLUMNS`` that it has, in its order; blank rows are left out.

    Raises ``UnknownListFormat``, ``UnreadableList``, ``ListWithoutColumns`` or ``ListTooLong``.
    """
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix not in SUFFIXES:
        raise UnknownListFormat(file=name)
    if suffix == ".parquet":
        return _from_parquet(content, name)
    rows = _csv_rows(content, name) if suffix == ".csv" else _xlsx_rows(content, name)
    return _table(rows, name)


def write_rows(table: pa.Table, name: str) -> bytes:
    """The answered rows in the format the name ends in. Raises ``UnknownListFormat``."""
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix == ".parquet":
        out = io.BytesIO()
        pyarrow.parquet.write_table(table, out, compression="zstd")
        return out.getvalue()
    if suffix == ".xlsx":
        return _to_xlsx(table, name)
    if suffix != ".csv":
        raise UnknownListFormat(file=name)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.column_names)
    writer.writerows([_safe(cell) for cell in row] for row in _records(table))
    return text.getvalue().encode("utf-8-sig")


def example_list() -> str:
    """A small list to start from, as CSV."""
    return "code,origin,destination,on,value\n030359,KR,CN,2024-01-15,1000000\n04069000,CH,CN,2014-08-01,50000\n"


def roles_of(headers: Iterable[str]) -> dict[str, str]:
    """Which header stands for which of ``COLUMNS``; headers that mean nothing here are left out."""
    known = {word: role for role, words in HEADERS.items() for word in words}
    found: dict[str, str] = {}
    for header in headers:
        role = known.get(" ".join(str(header).strip().lower().split()))
        if role is not None and role not in found:
            found[role] = header
    return found


def missing_columns(found: dict[str, str]) -> str:
    """The needed columns that a list lacks, as a phrase; empty when it has them."""
    return ", ".join(role for role in ("code", "origin") if role not in found)


def _from_parquet(content: bytes, name: str) -> pa.Table:
    try:
        packed = pyarrow.parquet.ParquetFile(io.BytesIO(content))
        _short_enough(packed.metadata.num_rows, name)
        roles = _roles(packed.schema_arrow.names, name)
        columns: dict[str, list[str]] = {role: [] for role in roles}
        size = 0
        for part in packed.iter_batches(PARQUET_ROWS_AT_ONCE, columns=list(roles.values())):
            for role, header in roles.items():
                texts = [_cell(cell, role) for cell in part[header].to_pylist()]
                size += sum(map(len, texts))
                columns[role] += texts
            if size > PARQUET_MOST_CHARACTERS:
                raise ListTooLong(file=name, most=f"{MOST_ROWS:,}")
    except Refusal:
        raise
    except Exception as error:  # Arrow and Python raise whatever a column of a strange kind makes them raise
        raise UnreadableList(file=name, why=f"{type(error).__name__}: {error}".splitlines()[0][:120]) from error
    return pa.table({role: pa.array(texts, pa.string()) for role, texts in columns.items()})


def _roles(headers: list[str], name: str) -> dict[str, str]:
    roles = roles_of(headers)
    missing = missing_columns(roles)
    if missing:
        raise ListWithoutColumns(file=name, missing=missing, found=", ".join(map(str, headers))[:200] or "—")
    return roles


def _short_enough(rows: int, name: str) -> None:
    if rows > MOST_ROWS:
        raise ListTooLong(file=name, most=f"{MOST_ROWS:,}")


def _table(rows: Iterator[list[object]], name: str) -> pa.Table:
    headers = [_text(cell).strip() for cell in next(rows, [])]
    roles = {role: headers.index(header) for role, header in _roles(headers, name).items()}
    columns: dict[str, list[str]] = {role: [] for role in roles}
    count = 0
    for cells in rows:
        texts = {role: _cell(cells[at], role) if at < len(cells) else "" for role, at in roles.items()}
        if not any(text.strip() for text in texts.values()):
            continue
        count += 1
        _short_enough(count, name)
        for role, text in texts.items():
            columns[role].append(text)
    return pa.table({role: pa.array(columns[role], pa.string()) for role in COLUMNS if role in columns})


def _csv_rows(content: bytes, name: str) -> Iterator[list[object]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableList(file=name, why="UTF-8, GB18030")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableList(file=name, why=str(error)) from error


def _xlsx_rows(content: bytes, name: str) -> Iterator[list[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MOST_BYTES:
                raise ListTooLong(file=name, most=f"{MOST_ROWS:,}")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            if (
                number > MOST_SHEET_ROWS + 1
            ):  # no workbook has such a row; a false number would be counted up to for hours
                raise ListTooLong(file=name, most=f"{MOST_ROWS:,}")
            yield list(cells)
    except Refusal:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part of the file makes it raise
        raise UnreadableList(file=name, why=type(error).__name__) from error


def _cell(cell: object, role: str) -> str:
    """A cell as it would be typed; a code that a spreadsheet took for a number gets its leading zero back."""
    text = _text(cell)
    if role == "code" and isinstance(cell, int | float | Decimal) and len(text) % 2:
        return "0" + text
    return text


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}" if not cell.is_integer() else str(int(cell))
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _records(table: pa.Table) -> Iterator[tuple]:
    for batch in table.to_batches(max_chunksize=20_000):
        yield from zip(*(batch[name].to_pylist() for name in table.column_names), strict=True)


def _safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    text = str(cell)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _to_xlsx(table: pa.Table, name: str) -> bytes:
    if table.num_rows > MOST_SHEET_ROWS:
        raise ListTooLong(file=name, most=f"{MOST_SHEET_ROWS:,}")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("answers")
    sheet.append(table.column_names)
    for row in _records(table):
        sheet.append([cell if isinstance(cell, int | Decimal) else _safe(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
