"""An officer's work: ready steps of their roles, and the steps they have taken, the first to fall due first.

Keyset pages over (due, id): each role of each case type is a stream read from one index, and the streams are merged, so page
1,000 costs what page 1 does. A page begins with the rest of a day and goes on with the days after it: two ranges of the index
that both engines find at once, where one comparison of pairs makes SQLite read the whole day. Nothing is counted exactly:
counts end at ``COUNT_MOST``.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.refusals import SearchTooWide
from zaiton.blocks.cases.models import Case, CaseType, Recusal, StepRow
from zaiton.blocks.cases.models.definitions import DRAFT
from zaiton.blocks.cases.queries.authority import ANY_TYPE, SUPERVISOR, Held, deputised_by, roles_held
from zaiton.blocks.cases.queries.cases import StepCard, step_card
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definition_of

PAGE, PAGE_MOST = 50, 200
COUNT_MOST = 1_000
SEARCH_MOST = 1_000
"""So many cases a search may find: a wider one is refused, because its cost would grow with the register."""
READY, MINE, ABSENT = "ready", "mine", "absent"
BOXES = (READY, MINE, ABSENT)
LAST_CHARACTER = "\U0010ffff"

Keys = tuple[date, int]


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
            known = number.isascii() and number.isdecimal() and len(number) < 19
            return cls(date.fromisoformat(day), int(number)) if known else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One step in the list, with the case it belongs to."""

    place: Place
    case: str
    number: str
    definition: Definition
    applicant_name: str
    step: StepCard
    opened_at: datetime


def work_list(
    person: str,
    *,
    at: datetime,
    box: str = READY,
    type: str = "",
    search: str = "",
    after: Place | None = None,
    limit: int = PAGE,
    held: Sequence[Held] | None = None,
) -> tuple[WorkLine, ...]:
    """One page. ``box`` is ready (of one's roles), mine (taken by oneself) or absent (of officers one stands in for).

    ``held`` is what ``roles_listed`` told, where it was asked already. ``search`` is a case's number or the beginning of the applicant's name. Raises ``SearchTooWide``.
    """
    streams = _streams(person, at=at, box=box, type=type, held=held)
    away = set(Recusal.objects.filter(person=person).values_list("case_id", flat=True)) if box != MINE else set()
    cases = _cases_named(search.strip()) if search.strip() else None
    limit = min(limit, PAGE_MOST)
    pages = [_read(_ranges(_narrowed(rows, away, cases), after), limit) for rows in streams]
    return _lines(_merged(pages, limit))


def counts_of(person: str, *, at: datetime, held: Sequence[Held] | None = None) -> dict[str, int]:
    """How many steps there are in each box, at most ``COUNT_MOST`` + 1."""
    held = roles_listed(person, at=at) if held is None else held
    return {box: _count(_streams(person, at=at, box=box, type="", held=held)) for box in BOXES}


def types_of(held: Sequence[Held]) -> tuple[Definition, ...]:
    """The case types of these roles, each in its latest version."""
    names = list(dict.fromkeys(one.type for one in held))
    latest = CaseType.objects.filter(name__in=names).exclude(state=DRAFT).order_by("in_force_from", "pk")
    found = dict(latest.values_list("name", "sha256"))
    return tuple(definition_of(found[name]) for name in names if name in found)


def steps_named(
    person: str, picked: Iterable[tuple[str, str]], *, at: datetime
) -> dict[tuple[str, str], tuple[str, Definition]]:
    """Of steps named by case and step, those of roles the person holds today, with the case's number and version."""
    wanted, held = set(picked), {(one.type, one.role) for one in roles_listed(person, at=at)}
    rows = StepRow.objects.filter(case__public_id__in={case for case, _ in wanted})
    columns = rows.values_list("case__public_id", "step", "type", "role", "case__number", "case__definition")
    return {
        (case, step): (number, definition_of(definition))
        for case, step, type, role, number, definition in columns
        if (case, step) in wanted and (type, role) in held
    }


def _count(streams: Iterable[QuerySet[StepRow]]) -> int:
    total = 0
    for rows in streams:
        total += rows.order_by().values("pk")[: COUNT_MOST + 1 - total].count()
        if total > COUNT_MOST:
            break
    return total


def roles_listed(person: str, *, at: datetime) -> list[Held]:
    """The roles of single case types that the person holds today; one held for every type is spread over them."""
    held = [one for one in roles_held(person, on=day_of(at)) if one.role != SUPERVISOR]
    names: tuple[str, ...] = ()
    if any(one.type == ANY_TYPE for one in held):
        names = tuple(CaseType.objects.order_by("name").values_list("name", flat=True).distinct())
    spread = [Held(name, one.role) for one in held for name in (names if one.type == ANY_TYPE else (one.type,))]
    return list(dict.fromkeys(spread))


def _streams(
    person: str, *, at: datetime, box: str, type: str, held: Sequence[Held] | None = None
) -> list[QuerySet[StepRow]]:
    """The rows of a box, as sets of which each is in order by one index."""
    if box == MINE:
        kinds = {"type": type} if type else {}
        return [StepRow.objects.filter(officer=person, state=state, **kinds) for state in ("claimed", "paused")]
    held = [one for one in (roles_listed(person, at=at) if held is None else held) if type in ("", one.type)]
    if box == READY:
        return [StepRow.objects.filter(type=one.type, role=one.role, state="ready") for one in held]
    return [
        StepRow.objects.filter(officer=other, state="claimed", type=one.type, role=one.role)
        for other in deputised_by(person, on=day_of(at))
        for one in held
    ]


def _narrowed(rows: QuerySet[StepRow], away: set[int], cases: Sequence[int] | None) -> QuerySet[StepRow]:
    if away:
        rows = rows.exclude(case__in=away)
    return rows if cases is None else rows.filter(case__in=cases)


def _ranges(rows: QuerySet[StepRow], after: Place | None) -> list[QuerySet[StepRow, Keys]]:
    """The rows after a place, in order, as ranges of the index that are read one after the other."""
    ordered = rows.order_by("due_on", "id").values_list("due_on", "id")
    if after is None:
        return [ordered]
    return [ordered.filter(due_on=after.due, id__gt=after.id), ordered.filter(due_on__gt=after.due)]


def _read(ranges: Iterable[QuerySet[StepRow, Keys]], limit: int) -> Iterator[Keys]:
    for rows in ranges:
        if limit:
            found = list(rows[:limit])
            limit -= len(found)
            yield from found


def _cases_named(search: str) -> list[int]:
    """The cases with that number, or of applicants whose name begins so; by an index on either engine."""
    found = list(Case.objects.filter(number=search.upper()).values_list("pk", flat=True))
    if found:
        return found
    if connection.vendor == "sqlite":  # its LIKE takes no index; its order is that of the bytes, so a range is the same
        named = Case.objects.filter(applicant_name__gte=search, applicant_name__lt=search + LAST_CHARACTER)
    else:
        named = Case.objects.filter(applicant_name__startswith=search)
    found = list(named.values_list("pk", flat=True)[: SEARCH_MOST + 1])
    if len(found) > SEARCH_MOST:
        raise SearchTooWide("q", text=search[:60], most=SEARCH_MOST)
    return found


def _merged(streams: Iterable[Iterable[Keys]], limit: int) -> list[int]:
    """The first rows of all streams, each once: a step may be in two, held by itself and for every type."""
    found: dict[int, None] = {}
    for _, pk in heapq.merge(*streams):
        found[pk] = None
        if len(found) == limit:
            break
    return list(found)


def _lines(numbers: Sequence[int]) -> tuple[WorkLine, ...]:
    rows = StepRow.objects.select_related("case").defer("case__facts", "case__correction", "reads").in_bulk(numbers)
    return tuple(_line(rows[number]) for number in numbers if number in rows)


def _line(row: StepRow) -> WorkLine:
    case = row.case
    return WorkLine(
        Place(row.due_on, row.pk),
        case.public_id,
        case.number,
        definition_of(case.definition),
        case.applicant_name,
        step_card(row),
        case.opened_at,
    )
