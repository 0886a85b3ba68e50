"""A decision table as checked facts, its canonical bytes, and the digest by which receipts name it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from zaiton.base.dates import Period
from zaiton.base.text import Bilingual
from zaiton.blocks.law.domain.rules.cells import ANY, Cell
from zaiton.blocks.law.domain.rules.values import Column, Value, canonical, feel, range_text

HIT_POLICIES = ("unique", "first", "collect", "any")
GAPS = ("refused", "allowed")
ON = "on"
"""The name under which the day of an evaluation stands in witnesses and receipts; no input may have it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its conditions in the order of the inputs, its outputs in theirs, its article and its days in force."""

    id: str
    article: str
    in_force: Period
    cells: tuple[Cell, ...]
    outputs: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """A table read and checked for form; whether its rows overlap or leave gaps is ``soundness``' question."""

    name: str
    title: Bilingual
    article: str
    document: str
    status: str
    in_force: Period
    hit: str
    gaps: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...]

    @cached_property
    def content(self) -> bytes:
        """The canonical bytes: what is kept in the store, and read again like any table."""
        return canonical(table_document(self))

    @cached_property
    def sha256(self) -> str:
        """The digest of the canonical bytes, in hexadecimal."""
        return sha256(self.content).hexdigest()

    def outputs_of(self, row: Row) -> dict[str, Value]:
        """The outputs of a row by name."""
        return {column.name: value for column, value in zip(self.outputs, row.outputs, strict=True)}


def table_document(table: Table) -> dict[str, Any]:
    """The table as the plain mapping that its file holds, every value in its canonical writing."""
    return {
        "table": table.name,
        "title": {"zh": table.title.zh, "en": table.title.en},
        "article": table.article,
        **({"document": table.document} if table.document else {}),
        "status": table.status,
        **_days(table.in_force),
        "hit": table.hit,
        "gaps": table.gaps,
        "inputs": [_column(column) for column in table.inputs],
        "outputs": [_column(column) for column in table.outputs],
        "rows": [_row(table, row) for row in table.rows],
    }


def _column(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "type": column.type}
    if column.title.zh or column.title.en:
        told["title"] = {"zh": column.title.zh, "en": column.title.en}
    if column.type == "choice":
        told["values"] = list(column.values)
    if column.places is not None:
        told["places"] = str(column.places)
    if column.range is not None:
        told["range"] = range_text(column.range)
    return told


def _row(table: Table, row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"id": row.id}
    if row.article != table.article:
        told["article"] = row.article
    first = row.in_force.first if row.in_force.first != table.in_force.first else None
    until = row.in_force.until if row.in_force.until != table.in_force.until else None
    told |= _days_given(first, until)
    told["when"] = {c.name: cell.text for c, cell in zip(table.inputs, row.cells, strict=True) if cell != ANY}
    told["then"] = {c.name: feel(value) for c, value in zip(table.outputs, row.outputs, strict=True)}
    return told


def _days(period: Period) -> Mapping[str, str]:
    return _days_given(period.first, period.until)


def _days_given(first: date | None, until: date | None) -> dict[str, str]:
    days = {"in_force_from": first, "in_force_until": until}
    return {name: day.isoformat() for name, day in days.items() if day is not None}
