"""The computed schedule of a case type and of a case: promised days, saving against one after another, the longest way, who is late.

Lengths are working days. A limit in calendar days, months or hours counts as the working days it has from the day asked for,
by the published calendars, and is marked so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from zaiton.blocks.cases.domain.graph import Definition, Limit
from zaiton.blocks.cases.domain.schedule import Schedule, all_left_out, dated, schedule, serial_plan
from zaiton.blocks.cases.queries.clocks import last_day, limit_of, working_days_left
from zaiton.kit.clock import BEIJING

OFFICE_OPENS = time(9)
CLOSED = frozenset({"done", "refused", "withdrawn", "skipped"})


@dataclass(frozen=True, slots=True)
class ItemLength:
    """One limit that went into the figures: working days, the limit it is, whether it was converted from another unit."""

    step: str
    item: str
    days: int
    limit: Limit | None
    converted: bool


@dataclass(frozen=True, slots=True)
class TypeSchedule:
    """Working days of a case type if every limit is used up: as it is defined, and with each review after its prerequisites."""

    parallel: int
    serial: int
    saved: int
    critical: tuple[str, ...]
    """The items of the longest way, in order."""
    steps: Schedule
    serial_steps: Schedule
    lengths: tuple[ItemLength, ...]
    converted: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What a schedule needs of a step of a case; days in Beijing."""

    step: str
    state: str
    ready_on: date | None
    due_on: date | None
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class CaseSchedule:
    """Of a case: the end of each step (as it was, or as it will be by the limits), the day all of it is done, who is late.

    ``saved`` are the working days by which the forecast lies before the day a serial handling would promise from the opening.
    """

    ends: Mapping[str, date]
    forecast: date | None
    serial: date | None
    saved: int
    late: tuple[str, ...]
    provisional: bool


def definition_schedule(definition: Definition, left_out: Collection[str] = (), *, on: date) -> TypeSchedule:
    """The schedule of a case type for an application on a day."""
    lengths, provisional = lengths_of(definition, on)
    days = {length.step: length.days for length in lengths}
    plan = definition.plan
    ours, other = schedule(plan, days, left_out), schedule(serial_plan(plan), days, left_out)
    items = tuple(dict.fromkeys(plan.steps[plan.index[name]].item for name in ours.critical if days[name]))
    gone = all_left_out(plan, left_out)
    kept = tuple(length for length in lengths if length.item not in gone)
    return TypeSchedule(
        int(ours.total),
        int(other.total),
        int(other.total - ours.total),
        items,
        ours,
        other,
        kept,
        any(length.converted for length in kept),
        provisional,
    )


def lengths_of(definition: Definition, on: date) -> tuple[tuple[ItemLength, ...], bool]:
    """The limit of each step in working days from a day, and whether any of them rests on a year without calendar."""
    plan, found, provisional = definition.plan, [], False
    for number, step in enumerate(plan.steps):
        limit = limit_of(definition, plan, number)
        days, open_year = _working_days(limit, on)
        provisional = provisional or open_year
        found.append(ItemLength(step.id, step.item, days, limit, limit is not None and limit.unit != "working"))
    return tuple(found), provisional


def case_schedule(definition: Definition, steps: Sequence[StepRecord], *, opened_on: date, today: date) -> CaseSchedule:
    """The schedule of a case: what is over stands at its day, the rest follows by the limits from its start or from today."""
    by_step = {record.step: record for record in steps}
    left_out = {step.item for step in definition.plan.steps if _is(by_step, step.id, ("skipped",))}
    rest = {step.item for step in definition.plan.steps if _is(by_step, step.id, ("refused", "withdrawn"))} | left_out
    provisional = False

    def finish(step, start: date) -> date:
        nonlocal provisional
        record = by_step.get(step.id)
        if record is not None and record.decided_on is not None and record.state == "done":
            return record.decided_on
        if record is not None and record.due_on is not None and record.state in ("ready", "claimed", "paused"):
            return max(record.due_on, today)
        end, open_year = _end(definition, step.id, max(start, today))
        provisional = provisional or open_year
        return end

    def by_limit(step, start: date) -> date:
        return _end(definition, step.id, start)[0]

    ends = dated(definition.plan, rest, opened_on, finish)
    serial = dated(serial_plan(definition.plan), left_out, opened_on, by_limit)
    forecast, last = max(ends.values(), default=None), max(serial.values(), default=None)
    late = tuple(
        record.step
        for record in steps
        if record.state not in CLOSED and record.due_on is not None and record.due_on < today
    )
    saved = working_days_left(last, forecast) if forecast and last else 0
    return CaseSchedule(ends, forecast, last, saved, late, provisional)


def _working_days(limit: Limit | None, on: date) -> tuple[int, bool]:
    if limit is None:
        return 0, False
    if limit.unit == "working":
        return limit.number, False
    end, provisional = last_day(limit, datetime.combine(on, OFFICE_OPENS, BEIJING))
    return working_days_left(end, on), provisional


def _end(definition: Definition, step: str, start: date) -> tuple[date, bool]:
    limit = limit_of(definition, definition.plan, definition.plan.index[step])
    return last_day(limit, datetime.combine(start, OFFICE_OPENS, BEIJING)) if limit else (start, False)


def _is(by_step: Mapping[str, StepRecord], step: str, states: Collection[str]) -> bool:
    return step in by_step and by_step[step].state in states
