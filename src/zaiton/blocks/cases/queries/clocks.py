"""The last day of a step: its limit as a term of law, counted by the calendars that are published."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from zaiton.blocks.cases.domain.graph import ISSUE, Limit, Plan
from zaiton.blocks.cases.domain.graph import Definition as CaseDefinition
from zaiton.blocks.law.public import Allowance, Calendar, Deadline, Extension, Pause, Term, Unit, calendar, deadline
from zaiton.kit.clock import BEIJING


class Last(NamedTuple):
    """The last day in time, and whether it rests on a year whose calendar is not published."""

    on: date
    provisional: bool


@lru_cache(maxsize=2_000)
def term_of(limit: Limit) -> Term:
    """The limit as a term of law; raises the law block's refusal of a term that is none."""
    return Term(
        limit.number,
        Unit(limit.unit),
        limit.article,
        limit.start_excluded,
        limit.roll_last_day and limit.unit in ("calendar", "month"),
        limit.grounds,
        Allowance(limit.extension, limit.approver) if limit.extension else None,
    )


def limit_of(definition: CaseDefinition, plan: Plan, step: int) -> Limit | None:
    """The limit of a step: the item's for a review, that of giving out for an issue."""
    found = plan.steps[step]
    item = definition.item(found.item)
    return item.issue_limit if found.kind == ISSUE else item.limit


def day_of(at: datetime) -> date:
    """The day a moment falls on in Beijing, by which terms are counted."""
    return at.astimezone(BEIJING).date()


def last_day(
    limit: Limit,
    start: datetime,
    pauses: Iterable[Mapping[str, Any]] = (),
    extensions: Iterable[Mapping[str, Any]] = (),
) -> Last:
    """The last day of a limit that begins at ``start``, with the pauses and extensions of its row."""
    found = deadline_of(limit, start, pauses, extensions)
    return Last(found.on, found.provisional)


def deadline_of(
    limit: Limit,
    start: datetime,
    pauses: Iterable[Mapping[str, Any]] = (),
    extensions: Iterable[Mapping[str, Any]] = (),
) -> Deadline:
    """The same with all it rests on: the days counted and left out, what pauses and extensions did."""
    local = start.astimezone(BEIJING)
    return deadline(
        calendar(),
        term_of(limit),
        local if limit.unit == "hour" else local.date(),
        tuple(_pause(one) for one in pauses),
        tuple(_extension(one) for one in extensions),
    )


def working_days_left(due: date, today: date, known: Calendar | None = None) -> int:
    """Working days after today up to and including the last day; below zero, how many have passed since it.

    Lists fetch the calendar once and hand it in as ``known``: fetching it looks whether an operator brought another.
    """
    known = known or calendar()
    first, last = sorted((_place(known, due), _place(known, today)))
    passed = known.counted[last + 1] - known.counted[first + 1]
    return passed if due >= today else -passed


def working_day_before(day: date, count: int) -> date:
    """The working day so many working days before ``day``, itself not counted."""
    known = calendar()
    return known.working_dates[max(0, known.counted[_place(known, day)] - count)]


def working_day_on(day: date, count: int) -> date:
    """The working day so many working days after ``day``, itself not counted."""
    known = calendar()
    return known.working_dates[min(len(known.working_dates), known.counted[_place(known, day) + 1] + count) - 1]


def rests_on_unpublished(day: date | None) -> bool:
    """Whether a day lies in a year whose calendar is not published, so that what was counted up to it is provisional."""
    return day is not None and not calendar().covers(day)


def _place(known: Calendar, day: date) -> int:
    return (min(max(day, known.first), known.last) - known.first).days


def _pause(given: Mapping[str, Any]) -> Pause:
    last = date.fromisoformat(given["last"]) if given["last"] else None
    return Pause(date.fromisoformat(given["first"]), last, given["ground"], given["approver"], given.get("article", ""))


def _extension(given: Mapping[str, Any]) -> Extension:
    return Extension(
        date.fromisoformat(given["on"]), given["number"], given["ground"], given["approver"], given.get("article", "")
    )
