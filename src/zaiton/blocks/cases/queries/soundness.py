"""A case type held against its decision tables and the terms of law: what ``domain.soundness`` cannot know by itself."""

from collections.abc import Mapping

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.domain import faults
from zaiton.blocks.cases.domain.graph import Definition, Fact, Limit
from zaiton.blocks.cases.domain.soundness import FILE, TableShape, check_definition, conditions_of
from zaiton.blocks.cases.queries.clocks import term_of
from zaiton.blocks.cases.queries.forms import column_of
from zaiton.blocks.cases.queries.registers import REGISTERS
from zaiton.blocks.law.public import Column, Engine, Range, Table, check_table, plain, range_text

Tables = Mapping[str, Engine]


def check_sound(definition: Definition, tables: Tables) -> None:
    """Raises the ``CaseTypeFault`` of the first thing that does not fit, with its place."""
    _check_ranges(definition)
    _check_terms(definition)
    shapes = {name: _shape(f"{name}.yaml", engine, definition) for name, engine in tables.items()}
    check_definition(definition, shapes, REGISTERS)
    for place, condition, applies in conditions_of(definition):
        _check_table(definition, f"{condition.table}.yaml", tables[condition.table].table, place, applies)


def _shape(file: str, engine: Engine, definition: Definition) -> TableShape:
    """The table as conditions see it, without rows that can never apply to a case of this type."""
    table = engine.table
    never = check_table(table, file, engine.cuts)
    rows = [
        {name: _answer(value) for name, value in table.outputs_of(row).items()}
        for row in table.rows
        if row.id not in never and (row.in_force.until is None or row.in_force.until > definition.in_force_from)
    ]
    return TableShape(file, {column.name: _values(column) for column in table.outputs}, tuple(rows))


def _values(column: Column) -> tuple[str, ...] | None:
    return {"boolean": ("true", "false"), "choice": column.values}.get(column.type)


def _answer(value: object) -> str:
    told = plain(value)
    return str(told).lower() if isinstance(told, bool) else str(told)


def _check_ranges(definition: Definition) -> None:
    for fact in definition.facts:
        try:
            column_of(fact)
        except Refusal as refusal:
            raise faults.TypeEntryRefused(f"{FILE}: facts.{fact.name}.range", refusal) from None


def _check_terms(definition: Definition) -> None:
    limits: dict[str, Limit | None] = {"correction": definition.correction, "joint": definition.joint}
    for item in definition.items:
        limits |= {f"items.{item.id}.limit": item.limit, f"items.{item.id}.issue": item.issue_limit}
    for one in definition.datasets:
        for terms in one.items:
            place = f"datasets.{one.name}.items.{terms.item}"
            limits |= {f"{place}.limit": terms.limit, f"{place}.issue": terms.issue_limit}
    for name, limit in limits.items():
        try:
            if limit is not None:
                term_of(limit)
        except Refusal as refusal:
            raise faults.TypeEntryRefused(f"{FILE}: {name}", refusal) from None


def _check_table(definition: Definition, file: str, table: Table, place: str, applies: bool) -> None:
    begin, period = definition.in_force_from, table.in_force
    if period.first > begin or period.until is not None:
        until = period.until or "…"
        raise faults.TableNotThatLong(file, file=file, first=period.first, until=until, begin=begin)
    if table.hit == "collect":
        raise faults.TableAnswersTwice(file, file=file)
    if applies and table.gaps != "refused":
        raise faults.TableMayBeSilent(file, file=file, place=place)
    known = {fact.name: fact for fact in definition.facts}
    for column in table.inputs:
        if column.name not in known:
            raise faults.InputNotAFact(column.name, file=file, name=column.name, known=", ".join(known) or "—")
        _check_input(known[column.name], column, file)
        if applies and not known[column.name].required:
            raise faults.InputMayBeUnknown(column.name, file=file, name=column.name, place=place)


def _check_input(fact: Fact, column: Column, file: str) -> None:
    name, told = column.name, column_of(fact)
    if fact.type != column.type:
        raise faults.InputOfOtherType(name, file=file, name=name, given=column.type, type=fact.type)
    if set(fact.values) != set(column.values):
        given, known = ", ".join(column.values), ", ".join(fact.values)
        raise faults.InputOfOtherValues(name, file=file, name=name, given=given, known=known)
    if column.places is not None and (fact.places is None or fact.places > column.places):
        given, known = _smallest(column.places), _smallest(fact.places)
        raise faults.InputTooNarrow(name, file=file, name=name, given=given, known=known)
    if column.range is not None and not _within(told.range, column.range):
        known = "…" if told.range is None else range_text(told.range)
        raise faults.InputTooNarrow(name, file=file, name=name, given=range_text(column.range), known=known)


def _smallest(places: int | None) -> str:
    """The smallest step a number of so many places can make: 1, 0.1, 0.01."""
    return "0.…" if places is None else "1" if places == 0 else f"0.{'0' * (places - 1)}1"


def _within(inner: Range | None, outer: Range) -> bool:
    """Whether everything in the inner range lies in the outer one."""
    if inner is None:
        return False
    if outer.low is not None:
        below = inner.low is None or inner.low < outer.low
        if below or (inner.low == outer.low and inner.low_closed and not outer.low_closed):
            return False
    if outer.high is not None:
        above = inner.high is None or inner.high > outer.high
        if above or (inner.high == outer.high and inner.high_closed and not outer.high_closed):
            return False
    return True
