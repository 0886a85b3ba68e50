"""A grid as the template draws it: each field with its name, its label, its choices, and whether a fault is about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.grid import Grid, GridColumn, GridRow
from zaiton.blocks.law.domain.rules.reading import MOST_COLUMNS
from zaiton.blocks.law.domain.rules.table import GAPS, HIT_POLICIES
from zaiton.blocks.law.domain.rules.trials import STATUSES as OUTCOME_STATUSES
from zaiton.blocks.law.domain.rules.values import TYPES
from zaiton.blocks.law.domain.rules.writing import listed
from zaiton.blocks.law.domain.source import STATUSES
from zaiton.blocks.law.pages import rule_words as words

MOST_FIELDS = 1_800
"""The server takes 2,000 fields of one form; larger tables are edited as text."""

HEAD = {
    "title_zh": gettext_noop("Chinese title"),
    "title_en": gettext_noop("English title"),
    "article": gettext_noop("Article"),
    "document": gettext_noop("Document"),
    "status": gettext_noop("How far it can be relied on"),
    "in_force_from": gettext_noop("In force from"),
    "in_force_until": gettext_noop("In force until (first day it no longer holds)"),
    "hit": gettext_noop("Which rows count"),
    "gaps": gettext_noop("Completeness"),
}
OPTIONAL = ("document", "in_force_until")
DAYS = ("in_force_from", "in_force_until")
COLUMN = {
    "name": gettext_noop("Name in formulas"),
    "title_zh": gettext_noop("Chinese title"),
    "title_en": gettext_noop("English title"),
    "type": gettext_noop("Kind of value"),
    "values": gettext_noop("Values, separated by commas"),
    "places": gettext_noop("Decimal places"),
    "range": gettext_noop("Range"),
}
ROW = {
    "article": gettext_noop("Article, where it differs"),
    "in_force_from": gettext_noop("In force from, where later"),
    "in_force_until": gettext_noop("In force until, where earlier"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One control: ``options`` (value, label) make it a list; ``label`` is read out where the column's head is not."""

    name: str
    value: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    kind: str = "text"
    wrong: bool = False
    optional: bool = False


def form_of(grid: Grid, wrong: str = "") -> dict[str, Any]:
    """The whole form; ``wrong`` names the field that a fault is about."""
    make = _Maker(wrong)
    called = [column.texts["name"].strip() or gettext("new") for column in grid.columns]
    return {
        "head": [make.head(name, grid.head[name]) for name in HEAD],
        "table": grid.head["table"],
        "wrong_head": wrong == "h-table",
        "columns": [make.column(i, column) for i, column in enumerate(grid.columns)],
        "names": [
            {"name": n, "title": _title(c, n), "fact": c.is_fact} for c, n in zip(grid.columns, called, strict=True)
        ],
        "rows": [make.row(j, row, grid.columns, called) for j, row in enumerate(grid.rows)],
        "trials": None if grid.trials is None else [make.trial(k, t, grid, called) for k, t in enumerate(grid.trials)],
        "columns_open": wrong.startswith("c-") or len(grid.columns) > 2 * MOST_COLUMNS or not _complete(grid),
    }


class _Maker:
    """Makes fields, marking the one that is wrong."""

    def __init__(self, wrong: str) -> None:
        self.wrong = wrong

    def field(self, name: str, value: str, label: str, options: Sequence[tuple[str, str]] = (), **more: Any) -> Field:
        if options and value not in [known for known, _ in options]:
            options = [*options, (value, value)]
        return Field(name, value, label, tuple(options), wrong=name == self.wrong, **more)

    def head(self, name: str, value: str) -> Field:
        options = {
            "status": [(s, gettext(words.STATUS_WORDS[s])) for s in STATUSES],
            "hit": [(h, gettext(words.HITS[h])) for h in HIT_POLICIES],
            "gaps": [(g, gettext(words.GAPS[g])) for g in GAPS],
        }.get(name, ())
        kind = "date" if name in DAYS and (not value or len(value) == 10) else "text"
        return self.field(f"h-{name}", value, gettext(HEAD[name]), options, kind=kind, optional=name in OPTIONAL)

    def column(self, i: int, column: GridColumn) -> dict[str, Any]:
        types = [(t, gettext(words.TYPES[t])) for t in TYPES]
        name = column.texts["name"].strip() or str(i + 1)
        fields = [
            self.field(
                f"c-{i}-{part}", column.texts[part], f"{gettext(said)} – {name}", types if part == "type" else ()
            )
            for part, said in COLUMN.items()
        ]
        return {"number": i, "place": i + 1, "fact": column.is_fact, "name": name, "fields": fields}

    def row(self, j: int, row: GridRow, columns: Sequence[GridColumn], called: Sequence[str]) -> dict[str, Any]:
        name = row.texts["id"].strip() or gettext("row {number}").format(number=j + 1)
        cells = [
            self.field(f"r-{j}-c-{i}", text, f"{called[i]} – {name}", () if column.is_fact else _options(column))
            for i, (column, text) in enumerate(zip(columns, row.cells, strict=True))
        ]
        more = [self.field(f"r-{j}-{part}", row.texts[part], gettext(said)) for part, said in ROW.items()]
        return {
            "number": j,
            "place": j + 1,
            "name": name,
            "id": self.field(f"r-{j}-id", row.texts["id"], gettext("Name of the row {name}").format(name=name)),
            "cells": list(zip(cells, columns, called, strict=True)),
            "more": more,
            "more_said": " · ".join(f.value.strip() for f in more if f.value.strip()),
            "more_open": any(f.wrong for f in more),
        }

    def trial(self, k: int, row: GridRow, grid: Grid, called: Sequence[str]) -> dict[str, Any]:
        name = row.texts["case"].strip() or gettext("test {number}").format(number=k + 1)
        statuses = [(s, gettext(words.OUTCOMES[s])) for s in OUTCOME_STATUSES]
        cells = [
            self.field(f"t-{k}-c-{i}", text, f"{called[i]} – {name}", _options(column))
            for i, (column, text) in enumerate(zip(grid.columns, row.cells, strict=True))
        ]
        return {
            "number": k,
            "place": k + 1,
            "name": name,
            "case": self.field(f"t-{k}-case", row.texts["case"], gettext("Name of the test {name}").format(name=name)),
            "article": row.texts["article"],
            "on": self.field(f"t-{k}-on", row.texts["on"], gettext("Day – {name}").format(name=name)),
            "status": self.field(
                f"t-{k}-status", row.texts["status"], gettext("Result – {name}").format(name=name), statuses
            ),
            "rows": self.field(f"t-{k}-rows", row.texts["rows"], gettext("Rows – {name}").format(name=name)),
            "cells": list(zip(cells, grid.columns, called, strict=True)),
        }


def fields_of_facts(columns: Sequence[Any], prefix: str, given: Mapping[str, str]) -> list[Field]:
    """One field for each column of a table that is asked: facts, or the outcome wanted."""
    found = []
    for column in columns:
        value = given.get(f"{prefix}-{column.name}", "")
        options = _choices(column.type, column.values)
        if options and value not in [known for known, _ in options]:
            options = [*options, (value, value)]
        found.append(Field(f"{prefix}-{column.name}", value, words.title(column), tuple(options), optional=True))
    return found


def _options(column: GridColumn) -> list[tuple[str, str]]:
    """What a single value of the column can be, where that is a short list."""
    try:
        values = listed(column.texts["values"], "table") if column.texts["type"] == "choice" else []
    except faults.RuleFault:
        values = []
    return _choices(column.texts["type"], values)


def _choices(kind: str, values: Sequence[str]) -> list[tuple[str, str]]:
    if kind == "boolean":
        return [("", "—"), ("true", gettext("yes (true)")), ("false", gettext("no (false)"))]
    return [("", "—"), *((value, value) for value in values)] if kind == "choice" and values else []


def _title(column: GridColumn, name: str) -> str:
    english = words.language().startswith("en")
    first, second = column.texts["title_en"], column.texts["title_zh"]
    return ((first or second) if english else (second or first)).strip() or name


def _complete(grid: Grid) -> bool:
    return all(column.texts["name"].strip() for column in grid.columns)
