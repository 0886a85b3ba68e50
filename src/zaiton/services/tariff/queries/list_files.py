"""Lists of codes in and out of files: CSV (UTF-8, GB18030) and XLSX in, CSV (UTF-8 with mark) and XLSX out."""

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.errand import read_list
from zaiton.services.tariff.domain.mapping_document import COLUMNS
from zaiton.services.tariff.queries.annex_files import read_sheets

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be taken for a formula by a spreadsheet."""


class UnknownListFormat(Refusal):
    """A result file whose ending names no format."""

    code = "code_list_format"
    message = gettext_noop("“{name}” names no format a list can be written in.")
    mend = gettext_noop("Let the name end in .csv or .xlsx.")


def read_code_list(content: bytes, name: str) -> list[tuple[int, str, str]]:
    """The rows of a list as (row, code, name). Raises ``UnreadableTable``, ``NoCodeColumn`` or ``ListTooLong``."""
    sheets, _ = read_sheets(content, name)
    return read_list(sheets)


def list_file(rows: Sequence[dict[str, str]], kind: str) -> bytes:
    """The rows of a result as the bytes of a CSV or XLSX file. Raises ``UnknownListFormat``."""
    if kind not in TYPES:
        raise UnknownListFormat(name=kind)
    cells = [COLUMNS, *([_safe(row[column]) for column in COLUMNS] for row in rows)]
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(cells)
        return text.getvalue().encode("utf-8-sig")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("codes")
    for row in cells:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text
