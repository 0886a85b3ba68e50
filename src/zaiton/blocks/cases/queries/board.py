"""The supervisor's board: how much there is, what is late or near its limit, who has it, where the queue is longest.

Every figure is of one case type and one moment. What was done lately is counted over ``WINDOW`` working days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.models import Case, CaseType, Rating, StepRow
from zaiton.blocks.cases.models.cases import CLOSED, NO_DAY, OPEN, RETURNED
from zaiton.blocks.cases.models.definitions import DRAFT
from zaiton.blocks.cases.queries.authority import (
    ANY_TYPE,
    absent_on,
    officers_with,
    types_supervised,
)
from zaiton.blocks.cases.queries.cases import RatingCard, rating_card
from zaiton.blocks.cases.queries.clocks import day_of, working_day_before, working_day_on
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.law.public import parameter
from zaiton.kit.clock import BEIJING

WINDOW = 20
"""Working days over which what was opened, closed and decided is counted."""
RATINGS_MOST = 50
BAD = 2


@dataclass(frozen=True, slots=True)
class RoleLoad:
    """The queue of one role: steps that wait, are taken, or whose clock stands; ``decided`` in the last ``WINDOW`` working days.

    ``days_of_work`` is what waits and is taken, over what was decided on a working day; None where nothing was.
    """

    role: str
    waiting: int
    taken: int
    paused: int
    overdue: int
    officers: int
    decided: int
    days_of_work: Decimal | None


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """What one officer has taken. ``deputy`` is None while the officer is there, and the empty text where nobody stands in."""

    person: str
    taken: int
    paused: int
    overdue: int
    deputy: str | None


@dataclass(frozen=True, slots=True)
class TypeBoard:
    """The open cases of one type at a moment: ``near`` end within ``near_days`` working days, ``later`` after them or without limit.

    ``closed`` and ``opened`` in the last ``WINDOW`` working days since ``since``; ``in_time`` of the closed ones by the promised day.
    """

    definition: Definition
    open: int
    overdue: int
    near: int
    near_days: int
    later: int
    oldest: tuple[str, str, datetime] | None
    since: date
    opened: int
    closed: int
    in_time: int
    roles: tuple[RoleLoad, ...]

    @property
    def bottleneck(self) -> RoleLoad | None:
        """The role with the longest queue in days of work; one with a queue and nothing decided comes before all."""
        queued = [role for role in self.roles if role.waiting + role.taken]
        return max(queued, key=_length, default=None)


def types_led(person: str, *, at: datetime) -> tuple[Definition, ...]:
    """The case types the person supervises today, each in its latest version; none for those who supervise nothing."""
    led = types_supervised(person, on=day_of(at))
    rows = CaseType.objects.exclude(state=DRAFT)
    rows = rows if ANY_TYPE in led else rows.filter(name__in=led)
    latest = dict(rows.order_by("in_force_from", "pk").values_list("name", "sha256"))
    return tuple(definition_of(latest[name]) for name in sorted(latest))


def board_of(definition: Definition, *, at: datetime) -> TypeBoard:
    """The board of one type; whoever asks has been found to supervise it (``types_led``)."""
    today = day_of(at)
    near_days = int(parameter("cases", "reminder_days", at=today).value)
    edge, since = working_day_on(today, near_days), working_day_before(today, WINDOW)
    begin = datetime.combine(since, time(0), BEIJING)
    known = Case.objects.filter(type=definition.name)
    cases = known.filter(state__in=(OPEN, RETURNED))
    counted = cases.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        near=Count("pk", filter=Q(due_on__gte=today, due_on__lte=edge)),
    )
    oldest = cases.order_by("pk").values_list("public_id", "number", "opened_at").first()
    done = known.filter(state=CLOSED, closed_at__gte=begin)
    in_time = done.filter(Q(promised_on=NO_DAY) | Q(promised_on__gte=TruncDate("closed_at", tzinfo=BEIJING)))
    return TypeBoard(
        definition,
        counted["open"],
        counted["overdue"],
        counted["near"],
        near_days,
        counted["open"] - counted["overdue"] - counted["near"],
        oldest,
        since,
        known.filter(opened_at__gte=begin).count(),
        done.count(),
        in_time.count(),
        _roles(definition, today, begin),
    )


def officers_loaded(definition: Definition, *, at: datetime) -> tuple[OfficerLoad, ...]:
    """What each officer has taken in the type, the most first."""
    today = day_of(at)
    rows = StepRow.objects.filter(type=definition.name, state__in=("claimed", "paused")).exclude(officer="")
    found = rows.values("officer").annotate(
        taken=Count("pk", filter=Q(state="claimed")),
        paused=Count("pk", filter=Q(state="paused")),
        overdue=Count("pk", filter=Q(state="claimed", due_on__lt=today)),
    )
    lines = list(found.order_by("-taken", "officer"))
    away = absent_on(today, [line["officer"] for line in lines])
    return tuple(
        OfficerLoad(line["officer"], line["taken"], line["paused"], line["overdue"], away.get(line["officer"]))
        for line in lines
    )


def ratings_waiting(person: str, *, at: datetime) -> tuple[tuple[RatingCard, Definition], ...]:
    """Bad grades in the types the person supervises that nobody has answered, the first to fall due first."""
    led = types_supervised(person, on=day_of(at))
    rows = Rating.objects.filter(grade__lte=BAD, answered_at=None).select_related("case")
    rows = rows if ANY_TYPE in led else rows.filter(type__in=led)
    ordered = rows.order_by(F("answer_due_on").asc(nulls_last=True), "pk")[:RATINGS_MOST]
    return tuple((rating_card(row), definition_of(row.case.definition)) for row in ordered)


def steps_taken_by(officer: str, type: str, *, limit: int) -> tuple[tuple[str, str, str], ...]:
    """The steps an officer has taken in a case type, the first to fall due first: case, step, role."""
    rows = StepRow.objects.filter(officer=officer, state="claimed", type=type).order_by("due_on", "pk")
    return tuple(rows.values_list("case__public_id", "step", "role")[:limit])


def _roles(definition: Definition, today: date, begin: datetime) -> tuple[RoleLoad, ...]:
    at_work = StepRow.objects.filter(type=definition.name, state__in=("ready", "claimed", "paused"))
    counted = at_work.values("role").annotate(
        waiting=Count("pk", filter=Q(state="ready")),
        taken=Count("pk", filter=Q(state="claimed")),
        paused=Count("pk", filter=Q(state="paused")),
        overdue=Count("pk", filter=Q(state__in=("ready", "claimed"), due_on__lt=today)),
    )
    loads = {line["role"]: line for line in counted.order_by("role")}
    done = StepRow.objects.filter(type=definition.name, decided_at__gte=begin).exclude(decided_by="")
    decided = dict(done.values_list("role").annotate(Count("pk")).order_by("role"))
    return tuple(
        _role(definition, role.id, loads.get(role.id, {}), decided.get(role.id, 0), today) for role in definition.roles
    )


def _role(definition: Definition, role: str, load: Mapping[str, int], decided: int, today: date) -> RoleLoad:
    waiting, taken = load.get("waiting", 0), load.get("taken", 0)
    days = (Decimal(waiting + taken) * WINDOW / decided).quantize(Decimal("0.1")) if decided else None
    return RoleLoad(
        role,
        waiting,
        taken,
        load.get("paused", 0),
        load.get("overdue", 0),
        len(officers_with(definition.name, role, on=today)),
        decided,
        days if waiting + taken or decided else None,
    )


def _length(role: RoleLoad) -> tuple[bool, Decimal, int]:
    days = role.days_of_work
    return days is None, days or Decimal(0), role.waiting + role.taken
