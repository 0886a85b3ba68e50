"""A draft of a file whose columns were not recognised: it is kept with its headings, so that a person can say what they mean."""

from datetime import date

from zaiton.services.tariff.domain.annex.cells import Sheet, cell_at, is_blank, text_of
from zaiton.services.tariff.domain.annex.faults import RowFault
from zaiton.services.tariff.domain.annex.headers import LOOK_IN, Column, Layout
from zaiton.services.tariff.domain.annex.lines import ColumnMissing, ColumnsAlike, NoHeadings, Table
from zaiton.services.tariff.domain.annex.settings import ImportSettings
from zaiton.services.tariff.queries.annex_files import read_sheets
from zaiton.services.tariff.queries.import_reading import Reading, read_import


def read_or_columns(content: bytes, name: str, settings: ImportSettings, *, today: date) -> Reading:
    """The reading of a file; where its columns are not recognised, one with that as its only mistake and the headings found.

    Raises the other refusals of ``read_import``.
    """
    try:
        return read_import(content, name, settings, today=today)
    except (ColumnMissing, ColumnsAlike, NoHeadings) as refusal:
        sheets, _ = read_sheets(content, name, settings.sheet)
        table = Table(faults=[RowFault("", None, "", refusal.code, dict(refusal.data))])
        sheet = next((s for s in sheets if any(_filled(row) for row in s.rows)), None)
        if sheet is None:
            raise
        table.layouts.append((sheet.name, _headings(sheet, settings)))
        return Reading(settings, name, table, sheets=sheets)


def _headings(sheet: Sheet, settings: ImportSettings) -> Layout:
    """The first of the fullest rows at the top as headings, each column with what the person said it means."""
    top = sheet.rows[:LOOK_IN]
    row = max(range(len(top)), key=lambda number: (_filled(top[number]), -number))
    columns = tuple(
        Column(index, text_of(cell)[:100], settings.mapping.get(letter, "").partition(":")[0])
        for index, cell in enumerate(top[row])
        if not is_blank(cell)
        for letter in (Column(index, "", "").letter,)
    )
    return Layout(columns, row + 1)


def _filled(row: list) -> int:
    return sum(not is_blank(cell_at(row, index)) for index in range(len(row)))
