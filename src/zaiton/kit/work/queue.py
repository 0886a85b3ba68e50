"""The queue as an operator sees it: pages of rows, how many stand where (never counting far), ticks; send again, strike out.

Who may look and the evidence of what was done are the caller's.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from . import registry
from .delivery import Lane, State, lane_of
from .models import Beat, Job
from .registry import Undeclared

COUNTED_MOST = 1000
STUCK = (State.DEAD, State.UNKNOWN)
"""States out of which only a person leads."""
SHOWN = (State.DEAD, State.UNKNOWN, State.RUNNING, State.WAITING)
"""States that an operator wants counted."""


@dataclass(frozen=True, slots=True)
class JobCard:
    """One row of the queue."""

    id: int
    key: str
    event: str
    handler: str
    external: bool
    data: str
    state: str
    created_at: datetime
    due: datetime
    attempt: int
    failures: int
    started_at: datetime | None
    finished_at: datetime | None
    error: str

    @property
    def stuck(self) -> bool:
        """Whether only a person can move it."""
        return self.state in STUCK

    @property
    def can_be_dropped(self) -> bool:
        """Whether it can be struck out: it has not been done and is not being done."""
        return self.state in (*STUCK, State.WAITING)

    @property
    def reason(self) -> str:
        """The last line of what the handler said, which names the error."""
        return _last_line(self.error)


@dataclass(frozen=True, slots=True)
class TickCard:
    """One tick; ``every`` and ``took`` are in seconds."""

    name: str
    every: int
    last_at: datetime | None
    took: float | None
    next_at: datetime | None
    running: bool
    failures: int
    error: str

    @property
    def reason(self) -> str:
        """The last line of the error."""
        return _last_line(self.error)


def jobs(*, state: str = "", before: int | None = None, limit: int) -> tuple[JobCard, ...]:
    """The newest rows first, at most ``limit``, older than the row numbered ``before``; of one state where one is given."""
    rows = Job.objects.order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_card(row) for row in rows[:limit])


def job(number: int) -> JobCard | None:
    """One row, or None."""
    row = Job.objects.filter(pk=number).first()
    return _card(row) if row else None


def counts() -> dict[str, int]:
    """How many rows stand in each state that matters, counted to ``COUNTED_MOST + 1`` and no further."""
    return {state.value: Job.objects.filter(state=state)[: COUNTED_MOST + 1].count() for state in SHOWN}


def waiting_since(at: datetime) -> datetime | None:
    """Since when the longest overdue row has waited; None when nothing is due. A worker that runs leaves little here."""
    firsts = []
    for lane in Lane:
        rows = Job.objects.filter(state=State.WAITING, lane=lane, due__lte=at).order_by("due", "pk")
        firsts += list(rows.values_list("due", flat=True)[:1])
    return min(firsts, default=None)


def ticks(at: datetime) -> tuple[TickCard, ...]:
    """Every declared tick by name; one that no worker has seen yet has no next run."""
    beats = {beat.name: beat for beat in Beat.objects.all()}
    return tuple(_tick_card(name, tick.every, beats.get(name), at) for name, tick in sorted(registry.ticks().items()))


def send_again(number: int, *, at: datetime) -> tuple[JobCard, JobCard] | None:
    """Let a dead or unknown row wait again, with all its attempts before it; before and after, or None where it is neither.

    Call it inside a transaction, with the evidence of who wanted it.
    """
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(pk=number, state__in=STUCK).first()
        if row is None:
            return None
        before = _card(row)
        row.state, row.due, row.failures, row.finished_at = State.WAITING, at, 0, None
        row.lane = _lane(row)
        row.save(update_fields=["state", "due", "failures", "finished_at", "lane"])
        return before, _card(row)


def strike(number: int, *, why: str, at: datetime) -> tuple[JobCard, JobCard] | None:
    """Strike out a row that waits, is dead or unknown, noting why; before and after, or None where it is none of these."""
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(pk=number, state__in=(*STUCK, State.WAITING)).first()
        if row is None:
            return None
        before = _card(row)
        row.state, row.finished_at = State.CANCELLED, at
        row.error = f"{row.error.rstrip()}\n{why}".lstrip()
        row.save(update_fields=["state", "finished_at", "error"])
        return before, _card(row)


def _last_line(error: str) -> str:
    lines = error.strip().splitlines()
    return lines[-1] if lines else ""


def _lane(row: Job) -> Lane:
    try:
        lane = lane_of(registry.handler_of(row.handler))
    except (Undeclared, ImportError):
        lane = Lane(row.lane)
    return Lane.ALONE if lane == Lane.BATCH else lane


def _card(row: Job) -> JobCard:
    names = set(JobCard.__dataclass_fields__) - {"external"}
    return JobCard(external=row.lane == Lane.EXTERNAL, **{name: getattr(row, name) for name in names})


def _tick_card(name: str, every: int, beat: Beat | None, at: datetime) -> TickCard:
    if beat is None:
        return TickCard(name, every, None, None, None, False, 0, "")
    running = beat.lease_until is not None and beat.lease_until >= at
    return TickCard(name, every, beat.last_at, beat.last_took, beat.next_at, running, beat.failures, beat.error)
