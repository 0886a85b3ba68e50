"""A column cut into slots: the fewest pieces within which no condition of the table changes, with the rows each lets pass.

Booleans, choices and texts have a slot for each value (texts one more for all others); numbers and days have a slot for
each bound and for each open interval between bounds. A set of rows is an integer, bit ``i`` for row ``i``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

from zaiton.base.dates import Period
from zaiton.blocks.law.domain.rules.cells import Cell
from zaiton.blocks.law.domain.rules.values import LIMIT, Column, Range

DAY = timedelta(days=1)
WORLD = Range(-LIMIT, False, LIMIT, False)


@dataclass(frozen=True, slots=True)
class Slot:
    """One piece of a column: a value that stands for it, and the rows whose condition holds there."""

    sample: Any
    rows: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A column with its slots in order; ``places`` gives, for ordered columns, each slot's place among the bounds.

    Bound ``i`` has the place ``2i + 1``, the interval before it ``2i``; slots that no value can fill are left out.
    """

    column: Column
    slots: tuple[Slot, ...]
    bounds: tuple[Any, ...] = ()
    places: tuple[int, ...] = ()


def cut_column(column: Column, cells: Sequence[Cell]) -> Cut:
    """The slots of a column under the conditions of its rows."""

    def slot(sample: Any) -> Slot:
        return Slot(sample, _rows(cells, lambda cell: cell.holds(sample)))

    if column.type in ("decimal", "day"):
        bounds = _bounds(column, cells)
        samples = _samples(column, bounds)
        return Cut(column, tuple(slot(s) for _, s in samples), bounds, tuple(place for place, _ in samples))
    if column.type == "boolean":
        values: Sequence[Any] = (True, False)
    elif column.type == "choice":
        values = column.values
    else:
        named = sorted({test for cell in cells for test in cell.tests if isinstance(test, str)})
        values = [*named, _unlike(named)]
    return Cut(column, tuple(slot(value) for value in values))


def cut_days(column: Column, table: Period, rows: Sequence[Period]) -> Cut:
    """The days of a table, cut where one of its rows begins or ends: each slot with the rows in force on its days."""
    firsts = {p.first for p in rows} | {p.until for p in rows if p.until is not None} | {table.first}
    starts = sorted(day for day in firsts if table.holds(day))
    slots = []
    for start in starts:
        in_force = sum(1 << i for i, period in enumerate(rows) if period.holds(start))
        slots.append(Slot(start, in_force))
    return Cut(column, tuple(slots), tuple(starts))


def _rows(cells: Sequence[Cell], holds: Callable[[Cell], bool]) -> int:
    return sum(1 << i for i, cell in enumerate(cells) if holds(cell))


def _unlike(named: Sequence[str]) -> str:
    """A text that is none of those named."""
    sample = "…"
    while sample in named:
        sample += "…"
    return sample


def _bounds(column: Column, cells: Sequence[Cell]) -> tuple[Any, ...]:
    tests = [test for cell in cells for test in cell.tests]
    spans = [test for test in tests if isinstance(test, Range)] + [_world(column)]
    found = {test for test in tests if not isinstance(test, Range)}
    found |= {side for span in spans for side in (span.low, span.high) if side is not None}
    return tuple(sorted(found))


def _world(column: Column) -> Range:
    """All that the column can hold. Numbers always have bounds, so that NaN and infinity meet one."""
    span = column.range
    if column.type == "day":
        return span or Range(date.min, True, date.max, True)
    if span is None:
        return WORLD
    low = (-LIMIT, False) if span.low is None else (span.low, span.low_closed)
    high = (LIMIT, False) if span.high is None else (span.high, span.high_closed)
    return Range(*low, *high)


def _samples(column: Column, bounds: tuple[Any, ...]) -> list[tuple[int, Any]]:
    world = _world(column)
    between = _day_between if column.type == "day" else _number_between(column.places)
    found: list[tuple[int, Any]] = []
    for i, bound in enumerate(bounds):
        if i:
            found.append((2 * i, between(bounds[i - 1], bound)))
        found.append((2 * i + 1, bound))
    if column.type == "day":
        found.insert(0, (0, _day_between(date.min, bounds[0], closed=True)))
        found.append((2 * len(bounds), _day_after(bounds[-1])))
    return [(place, sample) for place, sample in found if sample is not None and world.holds(sample)]


def _day_between(low: date, high: date, closed: bool = False) -> date | None:
    if closed:
        return high - DAY if high > low else None
    return low + DAY if high - low > DAY else None


def _day_after(bound: date) -> date | None:
    return bound + DAY if bound < date.max else None


def _number_between(places: int | None) -> Callable[[Decimal, Decimal], Decimal | None]:
    def between(low: Decimal, high: Decimal) -> Decimal | None:
        """A number between the two that the column can hold, as short as may be; None where there is none."""
        with localcontext() as exact:
            exact.prec = 100
            for digits in range((12 if places is None else places) + 1):
                unit = Decimal(1).scaleb(-digits)
                below = (low / unit).to_integral_value("ROUND_FLOOR") * unit + unit
                above = (high / unit).to_integral_value("ROUND_CEILING") * unit - unit
                middle = ((low + high) / 2 / unit).to_integral_value("ROUND_FLOOR") * unit
                order = (above, below) if low == -LIMIT else (below,) if high == LIMIT else (middle, below)
                for sample in order:
                    if low < sample < high and abs(sample) < LIMIT:
                        return sample.quantize(unit)
        return None

    return between
