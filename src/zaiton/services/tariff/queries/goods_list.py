"""A list of goods from a file (CSV or XLSX) to plain rows with their numbers, and the forecasts of a list back to a file.

The columns are called and written as those of a batch of shipments (``batch_files``).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pyarrow as pa

from zaiton.kit.insight import table_of
from zaiton.services.tariff.domain.annex.cells import Cell
from zaiton.services.tariff.queries.annex_files import read_sheets
from zaiton.services.tariff.queries.batch_files import (
    ListTooLong,
    ListWithoutColumns,
    missing_columns,
    roles_of,
    write_rows,
)
from zaiton.services.tariff.queries.forecast import FIELDS, GOODS_COLUMNS

_KINDS = {
    "row": pa.int64(),
    "on": pa.date32(),
    "rate_before": pa.decimal128(38, 10),
    "rate_after": pa.decimal128(38, 10),
    "saving_of_waiting": pa.decimal128(38, 2),
}
SCHEMA = pa.schema([(name, _KINDS.get(name, pa.string())) for name in FIELDS])


def read_goods(content: bytes, name: str, most: int = 0) -> list[dict[str, str]]:
    """The rows of a list as texts, with ``row`` as a spreadsheet numbers it; blank rows are left out.

    ``most`` limits the rows. Raises ``UnreadableTable``, ``ListWithoutColumns`` or ``ListTooLong``.
    """
    sheets, _ = read_sheets(content, name)
    rows = sheets[0].rows
    headers = [str(cell or "").strip() for cell in rows[0]] if rows else []
    roles = {role: headers.index(header) for role, header in roles_of(headers).items() if role in GOODS_COLUMNS}
    missing = missing_columns(roles)
    if missing:
        raise ListWithoutColumns("file", file=name, missing=missing, found=", ".join(headers)[:200] or "—")
    found = []
    for number, cells in enumerate(rows[1:], 2):
        row = {role: _text(cells[at] if at < len(cells) else None, role) for role, at in roles.items()}
        if any(row.values()):
            found.append({"row": str(number), **row})
    if most and len(found) > most:
        raise ListTooLong("file", file=name, most=f"{most:,}")
    return found


def _text(cell: Cell, role: str) -> str:
    """The cell as typed; a code kept as a number gets back the zero that the spreadsheet took from it."""
    if cell is None:
        return ""
    if not isinstance(cell, Decimal):
        return str(cell).strip()
    plain = f"{cell.normalize():f}"
    return f"0{plain}" if role == "code" and plain.isdigit() and len(plain) % 2 else plain


def write_forecasts(rows: Iterable[Mapping[str, object]], name: str) -> bytes:
    """The rows of ``forecast_list`` as a CSV, XLSX or Parquet file, as the name ends. Raises ``UnknownListFormat``."""
    return write_rows(table_of(([(f, _cell(row[f])) for f in FIELDS] for row in rows), SCHEMA), name)


def _cell(value: object) -> object:
    return None if value == "" else value
