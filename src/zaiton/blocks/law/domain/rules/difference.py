"""What one version of a table changes against another: its head, its columns, its rows by their names, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zaiton.blocks.law.domain.rules.table import Row, Table
from zaiton.blocks.law.domain.rules.values import Column
from zaiton.blocks.law.domain.rules.writing import cell_text, list_text, range_written, value_text

Change = tuple[str, str, str]
"""What, before, after; blank where there is none. Columns are named ``fact.NAME`` and ``outcome.NAME``."""


@dataclass(frozen=True, slots=True)
class Part:
    """One row or column: ``added``, ``changed`` or ``removed``, with what changes in it."""

    kind: str
    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs. ``reordered``: rows that stay stand in another order, which the policy first heeds."""

    head: tuple[Change, ...]
    columns: tuple[Part, ...]
    rows: tuple[Part, ...]
    unchanged: int
    reordered: bool

    @property
    def none(self) -> bool:
        """Whether the two say the same."""
        return not (self.head or self.columns or self.rows or self.reordered)

    def count(self, kind: str) -> int:
        """How many rows were added, changed or removed."""
        return sum(1 for part in self.rows if part.kind == kind)


def difference(old: Table | None, new: Table) -> Difference:
    """What ``new`` changes; everything is added where there was nothing before."""
    before = {row.id: _row_texts(old, row, new.in_force.first) for row in old.rows} if old else {}
    after = {row.id: _row_texts(new, row, new.in_force.first) for row in new.rows}
    rows = tuple(_parts(before, after))
    kept_before, kept_after = [n for n in before if n in after], [n for n in after if n in before]
    changed = {part.name for part in rows}
    columns_before = {f"{kind}.{c.name}": _column_texts(c) for kind, c in _columns(old)} if old else {}
    columns_after = {f"{kind}.{c.name}": _column_texts(c) for kind, c in _columns(new)}
    return Difference(
        head=_changes(_head_texts(old) if old else {}, _head_texts(new)),
        columns=tuple(_parts(columns_before, columns_after)),
        rows=rows,
        unchanged=sum(1 for name in kept_after if name not in changed),
        reordered=kept_before != kept_after,
    )


def _parts(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> Iterator[Part]:
    for name, texts in after.items():
        if name not in before:
            yield Part("added", name, _changes({}, texts))
        elif changes := _changes(before[name], texts):
            yield Part("changed", name, changes)
    for name, texts in before.items():
        if name not in after:
            yield Part("removed", name, _changes(texts, {}))


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    names = dict.fromkeys([*before, *after])
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple((name, old, new) for name, old, new in pairs if old != new)


def _head_texts(table: Table) -> dict[str, str]:
    return {
        "title": table.title.zh,
        "title_en": table.title.en,
        "article": table.article,
        "document": table.document,
        "status": table.status,
        "in_force_from": table.in_force.first.isoformat(),
        "in_force_until": table.in_force.until.isoformat() if table.in_force.until else "",
        "hit": table.hit,
        "gaps": table.gaps,
    }


def _columns(table: Table) -> list[tuple[str, Column]]:
    return [*(("fact", c) for c in table.inputs), *(("outcome", c) for c in table.outputs)]


def _column_texts(column: Column) -> dict[str, str]:
    return {
        "title": column.title.zh,
        "title_en": column.title.en,
        "type": column.type,
        "values": list_text(column.values) if column.values else "",
        "places": "" if column.places is None else str(column.places),
        "range": range_written(column.range) if column.range else "",
    }


def _row_texts(table: Table, row: Row, begins: date) -> dict[str, str]:
    """A row's cells; its own first day counts only where it lies after the day on which the new version begins."""
    texts = {f"fact.{c.name}": cell_text(cell, c) for c, cell in zip(table.inputs, row.cells, strict=True)}
    texts |= {f"outcome.{c.name}": value_text(value) for c, value in zip(table.outputs, row.outputs, strict=True)}
    own = row.in_force
    texts["article"] = row.article
    texts["in_force_from"] = own.first.isoformat() if own.first > max(table.in_force.first, begins) else ""
    texts["in_force_until"] = (
        own.until.isoformat() if own.until is not None and own.until != table.in_force.until else ""
    )
    return texts
