"""An officer's work: ready steps of their roles, and the steps they have taken, the first to fall due first.

Keyset pages over (due, id) by an index for each role; the pages of several roles are merged, so page 1,000 costs what page 1
does. Nothing is counted exactly: counts end at ``COUNT_MOST``.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zaiton.blocks.cases.models import Case, StepRow
from zaiton.blocks.cases.models.cases import NO_DAY
from zaiton.blocks.cases.queries.authority import ANY_TYPE, SUPERVISOR, Held, deputised_by, roles_held
from zaiton.blocks.cases.queries.cases import StepCard, step_card
from zaiton.blocks.cases.queries.clocks import day_of

PAGE = 50
COUNT_MOST = 1_000
STATES = ("ready", "claimed", "paused")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list begins: after this last day and row."""

    due: date
    id: int

    def __str__(self) -> str:
        return f"{self.due.isoformat()}.{self.id}"

    @classmethod
    def of(cls, text: str) -> "Place | None":
        """The place a page's address names; None for a text that is none."""
        day, _, number = text.partition(".")
        try:
            return cls(date.fromisoformat(day), int(number)) if number.isdecimal() and len(number) < 19 else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One step in the list, with the case it belongs to."""

    place: Place
    case: str
    number: str
    type: str
    definition: str
    applicant_name: str
    step: StepCard
    opened_at: datetime


def work_list(
    person: str,
    *,
    at: datetime,
    box: str = "ready",
    type: str = "",
    search: str = "",
    after: Place | None = None,
    limit: int = PAGE,
) -> tuple[WorkLine, ...]:
    """One page. ``box`` is ready (of one's roles), mine (taken by oneself) or absent (of officers one stands in for)."""
    day = day_of(at)
    held = [one for one in roles_held(person, on=day) if one.role != SUPERVISOR]
    if not held and box == "ready":
        return ()
    if box == "ready":
        streams = [_page(_of_role(one, type), after, search) for one in held]
    elif box == "mine":
        streams = [_page(_of_officer(person, state, type), after, search) for state in ("claimed", "paused")]
    else:
        streams = [_page(_of_officer(other, "claimed", type), after, search) for other in deputised_by(person, on=day)]
    found = _merged(streams, limit)
    return _lines(found)


def count_most(person: str, *, at: datetime, box: str = "ready") -> int:
    """How many there are, at most ``COUNT_MOST`` + 1."""
    day, total = day_of(at), 0
    held = [one for one in roles_held(person, on=day) if one.role != SUPERVISOR]
    streams = (
        [_of_role(one, "") for one in held]
        if box == "ready"
        else [_of_officer(person, state, "") for state in ("claimed", "paused")]
    )
    for rows in streams:
        total += len(rows.values_list("pk", flat=True)[: COUNT_MOST + 1 - total])
        if total > COUNT_MOST:
            break
    return total


def _of_role(held: Held, type: str) -> QuerySet[StepRow]:
    rows = StepRow.objects.filter(role=held.role, state="ready")
    wanted = type or (held.type if held.type != ANY_TYPE else "")
    if type and held.type not in (ANY_TYPE, type):
        return rows.none()
    return rows.filter(type=wanted) if wanted else rows


def _of_officer(person: str, state: str, type: str) -> QuerySet[StepRow]:
    rows = StepRow.objects.filter(officer=person, state=state)
    return rows.filter(type=type) if type else rows


def _page(rows: QuerySet[StepRow], after: Place | None, search: str) -> QuerySet[StepRow]:
    if after is not None:
        rows = rows.filter(due_on__gte=after.due).exclude(due_on=after.due, pk__lte=after.id)
    if search:
        rows = rows.filter(Q(case__number=search.strip().upper()) | Q(case__applicant_name__startswith=search.strip()))
    return rows.order_by("due_on", "pk")


def _merged(streams: Iterable[QuerySet[StepRow]], limit: int) -> list[StepRow]:
    def keyed(rows: Iterable[StepRow]) -> Iterator[tuple[date, int, StepRow]]:
        return ((row.due_on, row.pk, row) for row in rows)

    merged = heapq.merge(*(keyed(rows[:limit]) for rows in streams), key=lambda entry: entry[:2])
    found: dict[int, StepRow] = {}
    for _, pk, row in merged:
        found.setdefault(pk, row)
        if len(found) == limit:
            break
    return list(found.values())


def _lines(rows: list[StepRow]) -> tuple[WorkLine, ...]:
    cases: dict[int, Any] = Case.objects.only(
        "public_id", "number", "definition", "applicant_name", "opened_at"
    ).in_bulk({row.case_id for row in rows})
    return tuple(
        WorkLine(
            Place(row.due_on, row.pk),
            cases[row.case_id].public_id,
            cases[row.case_id].number,
            row.type,
            cases[row.case_id].definition,
            cases[row.case_id].applicant_name,
            step_card(row),
            cases[row.case_id].opened_at,
        )
        for row in rows
    )


def without_limit(day: date) -> bool:
    """Whether a day stands for no limit."""
    return day == NO_DAY
