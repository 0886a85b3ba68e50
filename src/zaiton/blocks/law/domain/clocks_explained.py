"""Why a deadline falls on its day: the days counted and left out, what each pause and extension did, and the whole as a record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zaiton.blocks.law.domain.calendars import HOLIDAY, Calendar
from zaiton.blocks.law.domain.clocks import Deadline, deadline, first_counted, stops
from zaiton.blocks.law.domain.terms import Extension, Pause, Unit

NO_WRITTEN_TIME, OTHER_GROUND, OUTSIDE, COUNTED, TOO_LATE = (
    "no_written_time",
    "other_ground",
    "outside",
    "counted",
    "too_late",
)
DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class PauseEffect:
    """What a pause did: how many days that would have counted it took out.

    ``why`` is ``counted``, ``no_written_time`` or ``other_ground`` (the clock ran on), or ``outside`` (no day that would have
    counted lies in it, or another pause took it out already).
    """

    pause: Pause
    days: int
    why: str


@dataclass(frozen=True, slots=True)
class ExtensionEffect:
    """What an extension did: ``counted``, or ``too_late`` when it was not approved while the term ran."""

    extension: Extension
    why: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A day within the term that was not counted: ``weekend``, ``holiday`` or ``pause``, and the occasion of a holiday."""

    day: date
    why: str
    occasion_zh: str = ""
    occasion_en: str = ""


def days_counted(result: Deadline) -> tuple[date, ...]:
    """The days that were counted, in order; none for a term in hours."""
    return tuple(day for day, left_out in _walk(result) if left_out is None)


def days_left_out(result: Deadline) -> tuple[LeftOut, ...]:
    """The days that were not counted, each with its reason, also those over which the last day rolled."""
    return tuple(left_out for _, left_out in _walk(result) if left_out) + days_rolled(result)


def days_rolled(result: Deadline) -> tuple[LeftOut, ...]:
    """The days off between the last day counted, itself a day off, and the day the term moved on to."""
    span = (result.on - result.ended).days
    return tuple(_off(result.calendar, result.ended + n * DAY) for n in range(1, span))


def make_up_days(result: Deadline) -> tuple[date, ...]:
    """The weekend days among those counted that a notice makes working days."""
    if result.term.unit is not Unit.WORKING:
        return ()
    return tuple(d for d in days_counted(result) if d.weekday() >= 5)


def pause_effects(result: Deadline) -> tuple[PauseEffect, ...]:
    """What each pause did, in the order of their first days."""
    found, taken = [], set()
    for pause in result.pauses:
        if pause.last is None:
            found.append(PauseEffect(pause, 0, NO_WRITTEN_TIME))
        elif not stops(result.term, pause):
            found.append(PauseEffect(pause, 0, OTHER_GROUND))
        else:
            mine = {d for d in _days_of(result, pause) if d not in taken}
            taken |= mine
            found.append(PauseEffect(pause, len(mine), COUNTED if mine else OUTSIDE))
    return tuple(found)


def extension_effects(result: Deadline) -> tuple[ExtensionEffect, ...]:
    """What each extension did, in the order of their days."""
    found: list[ExtensionEffect] = []
    for index, extension in enumerate(result.extensions):
        before = deadline(result.calendar, result.term, result.start, result.pauses, result.extensions[:index])
        counted = result.start <= extension.on <= before.on
        found.append(ExtensionEffect(extension, COUNTED if counted else TOO_LATE))
    return tuple(found)


def as_record(result: Deadline) -> dict[str, Any]:
    """The whole result in plain values, as commands print it and later steps store it."""
    term, at = result.term, result.at
    return {
        "on": result.on,
        "at": at,
        "provisional": result.provisional,
        "unpublished_year": result.unpublished_year,
        "from": result.start,
        "term": {
            "number": term.number,
            "unit": term.unit.value,
            "start_excluded": term.start_excluded,
            "roll_last_day": term.roll_last_day,
        },
        "article": term.article or None,
        "counted": days_counted(result),
        "left_out": [_left_out(entry) for entry in days_left_out(result)],
        "make_up_days": make_up_days(result),
        "rolled_from": result.ended if result.ended != result.on else None,
        "pauses": [
            {**_event(e.pause), "from": e.pause.first, "to": e.pause.last, "days": e.days, "effect": e.why}
            for e in pause_effects(result)
        ],
        "extensions": [
            {**_event(e.extension), "on": e.extension.on, "number": e.extension.number, "effect": e.why}
            for e in extension_effects(result)
        ],
        "calendars": result.sources,
    }


def _event(event: Pause | Extension) -> dict[str, Any]:
    return {"ground": event.ground, "approver": event.approver, "article": event.article or None}


def _left_out(entry: LeftOut) -> dict[str, Any]:
    return {"day": entry.day, "why": entry.why, "zh": entry.occasion_zh or None, "en": entry.occasion_en or None}


def _walk(result: Deadline) -> Iterator[tuple[date, LeftOut | None]]:
    """Every day from the first that can count to the last that did, with the reason where it did not count."""
    if isinstance(result.start, datetime):
        return
    by_week = result.term.unit is Unit.WORKING
    paused = {d for pause in result.pauses if stops(result.term, pause) for d in _span(result, pause)}
    day = first_counted(result.term, result.start)
    while day <= result.ended:
        if by_week and not result.calendar.is_working(day):
            yield day, _off(result.calendar, day)
        else:
            yield day, LeftOut(day, "pause") if day in paused else None
        day += DAY


def _days_of(result: Deadline, pause: Pause) -> list[date]:
    """The days of a pause that would have counted."""
    by_week = result.term.unit is Unit.WORKING
    return [d for d in _span(result, pause) if not by_week or result.calendar.is_working(d)]


def _span(result: Deadline, pause: Pause) -> Iterator[date]:
    """The days of a pause that lie within the term."""
    first = max(pause.first, first_counted(result.term, result.start))
    last = min(pause.last, result.ended)
    return (first + n * DAY for n in range((last - first).days + 1))


def _off(calendar: Calendar, day: date) -> LeftOut:
    moved = calendar.arranged.get(day)
    if moved is not None and moved.kind == HOLIDAY:
        return LeftOut(day, "holiday", moved.occasion.zh, moved.occasion.en)
    return LeftOut(day, "weekend")
