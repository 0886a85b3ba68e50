"""Conditions and values as people write them: without quotation marks and ``date()`` where they can be read back without.

Whatever is written here is read back as the same cell or value; where the short way would not be, the canonical one is taken.
"""

from collections.abc import Mapping
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.cells import ANY, Cell, read_cell
from zaiton.blocks.law.domain.rules.table import Table, table_document
from zaiton.blocks.law.domain.rules.values import Column, Range, Value, feel, plain, range_text


def cell_text(cell: Cell, column: Column) -> str:
    """The condition as a person writes it; blank for any."""
    if cell == ANY:
        return ""
    said = ", ".join(_test_text(test) for test in cell.tests)
    short = f"not({said})" if cell.negated else said
    try:
        return short if read_cell(short, column, "") == cell else cell.text
    except faults.RuleFault:
        return cell.text


def value_text(value: Value) -> str:
    """The outcome as a person writes it."""
    if isinstance(value, bool):
        return feel(value)
    if isinstance(value, str):
        return feel(value) if value.startswith('"') or value != value.strip() or not value else value
    return str(plain(value))


def list_text(values: tuple[str, ...]) -> str:
    """The values of a choice in one line, separated by commas."""
    column = Column("values", Bilingual("", ""), "text")
    return cell_text(Cell(values), column)


def listed(text: str, place: str) -> list[str]:
    """The values of a choice from one line; raises ``BadCell``."""
    cell = read_cell(text, Column("values", Bilingual("", ""), "text"), place)
    if cell.negated:
        raise faults.BadCell(place, place=place, given=text[:80], type="text")
    return [str(value) for value in cell.tests]


def written(table: Table) -> dict[str, Any]:
    """The table as the mapping that people edit; reading it gives the same table."""
    document = table_document(table)
    for told, row in zip(document["rows"], table.rows, strict=True):
        told["when"] = {
            c.name: cell_text(cell, c) for c, cell in zip(table.inputs, row.cells, strict=True) if cell != ANY
        }
        told["then"] = {c.name: value_text(v) for c, v in zip(table.outputs, row.outputs, strict=True)}
    for told, column in zip(document["inputs"], table.inputs, strict=True):
        if column.range is not None:
            told["range"] = range_written(column.range)
    return document


def range_written(span: Range) -> str:
    """A range without ``date()``."""
    text = range_text(span)
    for side in (span.low, span.high):
        if side is not None:
            text = text.replace(feel(side), str(plain(side)))
    return text


def _test_text(test: Value | Range) -> str:
    return (
        range_written(test)
        if isinstance(test, Range)
        else str(plain(test))
        if not isinstance(test, bool)
        else feel(test)
    )


def named(document: Mapping[str, Any]) -> str:
    """The name of the table in a mapping that may be no table at all; blank where it gives none."""
    name = document.get("table") if isinstance(document, Mapping) else None
    return name if isinstance(name, str) else ""
