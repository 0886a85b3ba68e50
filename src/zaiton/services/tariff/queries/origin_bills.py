"""Bills of materials as files: read from CSV or XLSX, the template to fill in, and a bill written out again."""

import csv
import io
from collections.abc import Iterator

from openpyxl import Workbook

from zaiton.base.money import shown
from zaiton.services.tariff.domain.annex.cells import text_of
from zaiton.services.tariff.domain.origin.bill_rows import COLUMNS, materials_of
from zaiton.services.tariff.queries.annex_files import read_sheets

HEADS = tuple(COLUMNS)
EXAMPLE = (
    ("1", "motor", "850131", "2022", "KR", "yes", "120.00", "", "0.8", "", "", "", "", "", "", ""),
    ("2", "housing", "850990", "2022", "", "", "85.50", "", "0.5", "", "yes", "", "yes", "", "", ""),
    ("2.1", "plastic granules", "390210", "2022", "US", "no", "30.00", "", "0.6", "", "", "", "", "", "", ""),
    ("3", "box for the shelf", "481910", "2022", "CN", "yes", "4.00", "", "", "packaging", "", "", "", "", "", ""),
)
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def read_bill(content: bytes, name: str, currency: str) -> list[dict]:
    """The ``materials`` of a product document. Amounts without a currency are in ``currency``. Raises ``UnreadableTable``, ``BadBill``."""
    sheets, _ = read_sheets(content, name)
    rows = [(number, [text_of(cell) for cell in cells]) for number, cells in enumerate(sheets[0].rows, 1)]
    return materials_of(rows, currency)


def bill_template(form: str) -> bytes:
    """The table to fill in, with four lines as an example (``csv`` or ``xlsx``)."""
    return _file([HEADS, *EXAMPLE], form)


def bill_file(document: dict, form: str) -> bytes:
    """The bill of a product document as a table that can be brought back."""
    currency = document.get("currency", "CNY")
    return _file([HEADS, *_rows(document.get("materials", []), "", currency)], form)


def _rows(materials: list[dict], above: str, currency: str) -> Iterator[tuple[str, ...]]:
    for place, material in enumerate(materials, 1):
        path = above + str(material.get("id", place))
        yield tuple(_cell(material, name, path, currency) for name in HEADS)
        yield from _rows(material.get("materials", []), path + ".", currency)


def _cell(material: dict, name: str, path: str, currency: str) -> str:
    if name == "line":
        return path
    if name == "more_than_minimal":
        value = material.get("processing", {}).get(name)
    else:
        value = material.get(name)
    if value is None:
        return ""
    if name == "value":
        return shown(value, material.get("currency", currency)).replace(",", "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(agreement for agreement, said in value.items() if said)
    return _safe(str(value))


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _file(rows: list[tuple[str, ...]], form: str) -> bytes:
    if form == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("bill")
        for row in rows:
            sheet.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()
