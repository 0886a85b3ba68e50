"""A decision table from the plain mapping of its file: every fault named with file, row and cell."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from zaiton.base.dates import Period
from zaiton.base.text import Bilingual
from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.cells import ANY, Cell, read_cell, read_literal, read_range
from zaiton.blocks.law.domain.rules.table import GAPS, HIT_POLICIES, ON, Row, Table
from zaiton.blocks.law.domain.rules.values import MOST_PLACES, TYPES, Column, Range, Value, day_of
from zaiton.blocks.law.domain.source import STATUSES

TABLE_FIELDS = {
    *("table", "title", "article", "document", "status", "in_force_from", "in_force_until"),
    *("hit", "gaps", "inputs", "outputs", "rows"),
}
COLUMN_FIELDS = {"name", "title", "type", "values", "places", "range"}
ROW_FIELDS = {"id", "article", "in_force_from", "in_force_until", "when", "then"}
TABLE_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]*")
ROW_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
LONGEST_NAME = 60
MOST_ROWS = 1_000
MOST_COLUMNS = 60
MOST_VALUES = 500


def read_table(source: Any, file: str, *, strict: bool = False) -> Table:
    """The table of one parsed file, all scalars as texts; ``strict`` reads conditions as DMN writes them.

    Raises the ``RuleFault`` of the first thing that is wrong. Overlaps and gaps are not looked for here.
    """
    place = f"{file}: "
    top = _mapping(source, file, TABLE_FIELDS, required=("table", "title", "article", "status", "in_force_from"))
    name = _name(top["table"], f"{place}table", TABLE_NAME)
    article = _text(top["article"], f"{place}article")
    hit = _word(top.get("hit", "unique"), f"{place}hit", HIT_POLICIES)
    inputs = _columns(top, "inputs", place)
    outputs = _columns(top, "outputs", place)
    in_force = _period(top, file, None)
    entries = _entries(top, "rows", place, MOST_ROWS)
    rows: list[Row] = []
    for number, entry in enumerate(entries, start=1):
        row = _row(entry, place, number, inputs, outputs, article, in_force, strict)
        if any(row.id == earlier.id for earlier in rows):
            raise faults.RepeatedName(row.id, place=f"{place}rows[{number}].id", given=row.id)
        rows.append(row)
    return Table(
        name=name,
        title=_title(top["title"], f"{place}title"),
        article=article,
        document=_text(top["document"], f"{place}document") if "document" in top else "",
        status=_word(top["status"], f"{place}status", STATUSES),
        in_force=in_force,
        hit=hit,
        gaps=_word(top.get("gaps", "allowed" if hit == "collect" else "refused"), f"{place}gaps", GAPS),
        inputs=inputs,
        outputs=outputs,
        rows=tuple(rows),
    )


def _row(
    entry: Any,
    file_place: str,
    number: int,
    inputs: tuple[Column, ...],
    outputs: tuple[Column, ...],
    article: str,
    in_force: Period,
    strict: bool,
) -> Row:
    place = f"{file_place}rows[{number}]"
    given = _mapping(entry, place, ROW_FIELDS, required=("id", "then"))
    row_id = _name(given["id"], f"{place}.id", ROW_NAME)
    place = f"{file_place}rows.{row_id}"
    when = _mapping(given.get("when", {}), f"{place}.when", {c.name for c in inputs})
    then = _mapping(given["then"], f"{place}.then", {c.name for c in outputs}, required=[c.name for c in outputs])
    return Row(
        id=row_id,
        article=_text(given["article"], f"{place}.article") if "article" in given else article,
        in_force=_period(given, place, in_force),
        cells=tuple(_cell(when, c, f"{place}.when.{c.name}", strict) for c in inputs),
        outputs=tuple(_output(then[c.name], c, f"{place}.then.{c.name}", strict) for c in outputs),
    )


def _cell(when: Mapping[str, Any], column: Column, place: str, strict: bool) -> Cell:
    return read_cell(when[column.name], column, place, strict=strict) if column.name in when else ANY


def _output(given: Any, column: Column, place: str, strict: bool) -> Value:
    text = _text(given, place)
    if column.type in ("choice", "text") and not strict and not text.startswith('"'):
        text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return read_literal(text, column, place, strict=strict)


def _columns(top: Mapping[str, Any], field: str, file_place: str) -> tuple[Column, ...]:
    columns: list[Column] = []
    for number, entry in enumerate(_entries(top, field, file_place, MOST_COLUMNS), start=1):
        place = f"{file_place}{field}[{number}]"
        given = _mapping(entry, place, COLUMN_FIELDS, required=("name", "type"))
        name = _name(given["name"], f"{place}.name", COLUMN_NAME)
        if name == ON or any(name == earlier.name for earlier in columns):
            raise faults.RepeatedName(name, place=f"{place}.name", given=name)
        columns.append(_column(given, name, f"{file_place}{field}.{name}", ranged=field == "inputs"))
    return tuple(columns)


def _column(given: Mapping[str, Any], name: str, place: str, ranged: bool) -> Column:
    kind = _word(given["type"], f"{place}.type", TYPES)
    allowed = {"name", "title", "type"}
    allowed |= {"values"} if kind == "choice" else set()
    allowed |= {"places"} if kind == "decimal" else set()
    allowed |= {"range"} if ranged and kind in ("decimal", "day") else set()
    _mapping(given, place, allowed, required=("values",) if kind == "choice" else ())
    title = _title(given["title"], f"{place}.title") if "title" in given else Bilingual("", "")
    places = None
    if "places" in given:
        places = int(_word(given["places"], f"{place}.places", [str(n) for n in range(MOST_PLACES + 1)]))
    values = _values(given["values"], f"{place}.values") if kind == "choice" else ()
    column = Column(name, title, kind, values, places)
    if "range" not in given:
        return column
    span: Range = read_range(given["range"], column, f"{place}.range")
    return Column(name, title, kind, values, places, span)


def _values(given: Any, place: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not given:
        raise _shape(given, place)
    if len(given) > MOST_VALUES:
        raise faults.TooManyRows(place, place=place, given=len(given), limit=MOST_VALUES)
    values: list[str] = []
    for entry in given:
        value = _text(entry, place)
        if value in values:
            raise faults.RepeatedName(place, place=place, given=value)
        values.append(value)
    return tuple(values)


def _period(given: Mapping[str, Any], place: str, within: Period | None) -> Period:
    first = _day(given, "in_force_from", place) or (within.first if within else None)
    until = _day(given, "in_force_until", place) or (within.until if within else None)
    if first is None:
        raise faults.MissingEntry(place, place=place, name="in_force_from")
    early = within is not None and first < within.first
    late = within is not None and within.until is not None and (until is None or until > within.until)
    if early or late or (until is not None and until <= first):
        raise faults.DaysReversed(place, place=place, first=first, until=until or "…")
    return Period(first, until)


def _day(given: Mapping[str, Any], name: str, place: str) -> date | None:
    if name not in given:
        return None
    day = day_of(given[name])
    if day is None:
        raise faults.BadValue(name, place=f"{place}.{name}", given=str(given[name])[:80], type="day")
    return day


def _title(given: Any, place: str) -> Bilingual:
    texts = _mapping(given, place, {"zh", "en"}, required=("zh", "en"))
    return Bilingual(_text(texts["zh"], f"{place}.zh"), _text(texts["en"], f"{place}.en"))


def _entries(top: Mapping[str, Any], field: str, place: str, limit: int) -> list[Any]:
    if field not in top:
        raise faults.MissingEntry(field, place=place.rstrip(": "), name=field)
    if not isinstance(top[field], list) or not top[field]:
        raise _shape(top[field], f"{place}{field}")
    if len(top[field]) > limit:
        raise faults.TooManyRows(field, place=f"{place}{field}", given=len(top[field]), limit=limit)
    return top[field]


def _mapping(given: Any, place: str, known: set[str], required: Iterable[str] = ()) -> Mapping[str, Any]:
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        raise _shape(given, place)
    for name in given:
        if name not in known:
            raise faults.UnknownEntry(name, place=place, name=name[:80], known=", ".join(sorted(known)))
    for name in required:
        if name not in given:
            raise faults.MissingEntry(name, place=place, name=name)
    return given


def _text(given: Any, place: str) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > 2_000:
        raise _shape(given, place)
    return given.strip()


def _name(given: Any, place: str, form: re.Pattern[str]) -> str:
    name = _text(given, place)
    if not form.fullmatch(name) or len(name) > LONGEST_NAME:
        raise faults.BadRuleName(place, place=place, given=name[:80])
    return name


def _word(given: Any, place: str, known: Iterable[str]) -> str:
    word = given.strip() if isinstance(given, str) else given
    if word not in known:
        raise faults.UnknownWord(place, place=place, given=str(given)[:80], known=", ".join(known))
    return word


def _shape(given: Any, place: str) -> faults.WrongShape:
    shown = repr(given)
    return faults.WrongShape(place, place=place, given=shown if len(shown) < 80 else shown[:77] + "…")
