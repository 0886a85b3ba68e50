"""A table and its tests as a form holds them: every cell a text, whatever was typed, with columns and rows in their order.

``Grid`` knows no rule of tables: it makes the mapping that ``read_table`` judges, and finds the field that a fault names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.table import Table
from zaiton.blocks.law.domain.rules.trials import Trial
from zaiton.blocks.law.domain.rules.values import Column
from zaiton.blocks.law.domain.rules.writing import cell_text, list_text, listed, range_written, value_text

HEAD = (
    *("table", "title_zh", "title_en", "article", "document", "status"),
    *("in_force_from", "in_force_until", "hit", "gaps"),
)
COLUMN = ("name", "title_zh", "title_en", "type", "values", "places", "range")
ROW = ("id", "article", "in_force_from", "in_force_until")
TRIAL = ("case", "article", "on", "status", "rows")
PLACE_OF_ROW = re.compile(r"rows(?:\[(\d+)\]|\.([\w-]+))(?:\.(when|then|\w+))?(?:\.(\w+))?")
PLACE_OF_COLUMN = re.compile(r"(inputs|outputs)(?:\[(\d+)\]|\.(\w+))(?:\.(\w+))?(?:\.(zh|en))?")

Texts = dict[str, str]


@dataclass
class GridColumn:
    """A fact asked or an outcome given, with its texts as typed (``COLUMN``)."""

    is_fact: bool
    texts: Texts


@dataclass
class GridRow:
    """A row of the table or a test: its own texts (``ROW`` or ``TRIAL``), and one cell for each column."""

    texts: Texts
    cells: list[str]


@dataclass
class Grid:
    """The head, the columns (facts before outcomes), the rows, the tests; ``trials`` is None where they are no part of it."""

    head: Texts
    columns: list[GridColumn] = field(default_factory=list)
    rows: list[GridRow] = field(default_factory=list)
    trials: list[GridRow] | None = None

    @property
    def fields(self) -> int:
        """How many fields the form would have."""
        wide = len(self.columns) + 6
        return len(HEAD) + len(self.columns) * 10 + len(self.rows) * wide + len(self.trials or ()) * wide


def grid_of(table: Table, trials: tuple[Trial, ...] | None) -> Grid:
    """The grid of a table, with its tests where each of them fits into cells."""
    head = {
        "table": table.name,
        "title_zh": table.title.zh,
        "title_en": table.title.en,
        "article": table.article,
        "document": table.document,
        "status": table.status,
        "in_force_from": table.in_force.first.isoformat(),
        "in_force_until": table.in_force.until.isoformat() if table.in_force.until else "",
        "hit": table.hit,
        "gaps": table.gaps,
    }
    columns = [GridColumn(True, _column(c)) for c in table.inputs] + [
        GridColumn(False, _column(c)) for c in table.outputs
    ]
    fits = trials is not None and all(_fits(trial, table) for trial in trials)
    return Grid(head, columns, _rows(table), [_trial(trial, table) for trial in trials or ()] if fits else None)


def source_of(grid: Grid) -> dict[str, Any]:
    """The mapping that ``read_table`` reads; raises ``BadCell`` for values that are no list."""
    head = grid.head
    told: dict[str, Any] = {"table": head["table"], "title": {"zh": head["title_zh"], "en": head["title_en"]}}
    told |= {name: head[name] for name in HEAD if name not in ("table", "title_zh", "title_en") and head[name].strip()}
    told["inputs"] = [_column_source(c.texts, "inputs") for c in grid.columns if c.is_fact]
    told["outputs"] = [_column_source(c.texts, "outputs") for c in grid.columns if not c.is_fact]
    told["rows"] = [_row_source(grid, row) for row in grid.rows]
    return told


def trial_sources(grid: Grid) -> list[dict[str, Any]]:
    """The tests as the mappings that ``read_trials`` reads."""
    found = []
    for row in grid.trials or ():
        told: dict[str, Any] = {name: row.texts[name] for name in TRIAL if row.texts[name].strip()}
        told |= {"case": row.texts["case"], "on": row.texts["on"], "facts": _cells(grid, row, facts=True)}
        told["outputs"] = _cells(grid, row, facts=False)
        found.append({name: value for name, value in told.items() if value or name in ("case", "on", "facts")})
    return found


def field_of_fault(fault: faults.RuleFault, grid: Grid) -> str:
    """The field of the form that a fault is about, as ``h-NAME``, ``c-I-NAME``, ``r-J-NAME``, ``r-J-c-I``; blank for none."""
    file, _, place = str(fault.data.get("place", "")).partition(": ")
    place = place or file.partition(".")[2]
    if isinstance(fault, faults.DaysReversed) and not place:
        place = "in_force_until"
    missing = str(fault.data["name"]) if isinstance(fault, faults.MissingEntry) else ""
    if missing:
        place = f"{place}.{missing}" if place else missing
    if found := PLACE_OF_COLUMN.match(place):
        return _column_field(found, grid)
    if found := PLACE_OF_ROW.match(place):
        return _row_field(found, grid)
    name = {"title.zh": "title_zh", "title.en": "title_en", "title": "title_zh"}.get(place, place)
    return f"h-{name}" if name in HEAD else ""


def _column_field(found: re.Match[str], grid: Grid) -> str:
    is_fact, number, name, part = found[1] == "inputs", found[2], found[3], found[4] or "name"
    same = [i for i, column in enumerate(grid.columns) if column.is_fact == is_fact]
    if number is not None:
        same = same[int(number) - 1 : int(number)]
    else:
        same = [i for i in same if grid.columns[i].texts["name"].strip() == name]
    part = f"title_{found[5] or 'zh'}" if part == "title" else part
    return f"c-{same[0]}-{part}" if same and part in COLUMN else ""


def _row_field(found: re.Match[str], grid: Grid) -> str:
    number, name, part, column = found[1], found[2], found[3] or "id", found[4]
    rows = range(len(grid.rows))
    same = [int(number) - 1] if number else [j for j in rows if grid.rows[j].texts["id"].strip() == name]
    if not same or same[0] >= len(grid.rows):
        return ""
    if part in ("when", "then"):
        columns = [
            i
            for i, one in enumerate(grid.columns)
            if one.is_fact == (part == "when") and one.texts["name"].strip() == column
        ]
        return f"r-{same[0]}-c-{columns[0]}" if columns else f"r-{same[0]}-id"
    return f"r-{same[0]}-{part if part in ROW else 'id'}"


def _column(column: Column) -> Texts:
    return {
        "name": column.name,
        "title_zh": column.title.zh,
        "title_en": column.title.en,
        "type": column.type,
        "values": list_text(column.values) if column.values else "",
        "places": "" if column.places is None else str(column.places),
        "range": range_written(column.range) if column.range else "",
    }


def _rows(table: Table) -> list[GridRow]:
    found = []
    for row in table.rows:
        own = row.in_force
        texts = {
            "id": row.id,
            "article": row.article if row.article != table.article else "",
            "in_force_from": own.first.isoformat() if own.first != table.in_force.first else "",
            "in_force_until": own.until.isoformat() if own.until and own.until != table.in_force.until else "",
        }
        cells = [cell_text(cell, c) for c, cell in zip(table.inputs, row.cells, strict=True)]
        found.append(GridRow(texts, cells + [value_text(value) for value in row.outputs]))
    return found


def _trial(trial: Trial, table: Table) -> GridRow:
    texts = {"case": trial.case, "article": trial.article, "on": trial.on, "status": trial.status}
    texts["rows"] = ", ".join(trial.rows)
    outputs: Mapping[str, str] = trial.outputs if isinstance(trial.outputs, Mapping) else {}
    cells = [trial.facts.get(c.name, "") for c in table.inputs] + [outputs.get(c.name, "") for c in table.outputs]
    return GridRow(texts, cells)


def _fits(trial: Trial, table: Table) -> bool:
    facts, outputs = {c.name for c in table.inputs}, {c.name for c in table.outputs}
    listed_outputs = isinstance(trial.outputs, tuple)
    return not listed_outputs and set(trial.facts) <= facts and set(trial.outputs or ()) <= outputs


def _column_source(texts: Texts, field_name: str) -> dict[str, Any]:
    told: dict[str, Any] = {"name": texts["name"], "type": texts["type"]}
    if texts["title_zh"].strip() or texts["title_en"].strip():
        told["title"] = {"zh": texts["title_zh"], "en": texts["title_en"]}
    if texts["values"].strip():
        told["values"] = listed(texts["values"], f"table: {field_name}.{texts['name'].strip()}.values")
    for name in ("places", "range"):
        if texts[name].strip():
            told[name] = texts[name].strip()
    return told


def _row_source(grid: Grid, row: GridRow) -> dict[str, Any]:
    told: dict[str, Any] = {name: row.texts[name].strip() for name in ROW if row.texts[name].strip()}
    told.setdefault("id", "")
    return told | {"when": _cells(grid, row, facts=True), "then": _cells(grid, row, facts=False, blank=True)}


def _cells(grid: Grid, row: GridRow, *, facts: bool, blank: bool = False) -> dict[str, str]:
    pairs = zip(grid.columns, row.cells, strict=True)
    return {c.texts["name"].strip(): text for c, text in pairs if c.is_fact == facts and (text.strip() or blank)}
