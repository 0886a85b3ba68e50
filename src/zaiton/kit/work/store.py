"""Who has a row: claimed under a lease by compare and set, settled by whoever still has it, taken back from the dead.

Every claim has a token of its own, so that a worker which lost a row cannot settle it even when a neighbour thread of the
same process has claimed it meanwhile.
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from .delivery import Lane, State
from .limits import MOST_ATTEMPTS, MOST_ERROR, pause
from .models import Job
from .turns import turn

WAITS = "FROM work_job WHERE state = 'waiting' AND lane = %s AND due <= %s"
TAKE = (
    "UPDATE work_job SET state = 'running', owner = %s, lease_until = %s, started_at = %s, attempt = attempt + 1 "
    "WHERE id {chosen} RETURNING id"
)
CHOSEN = {
    "sqlite": f"IN (SELECT id {WAITS} ORDER BY due, id LIMIT %s)",
    "postgresql": f"= ANY(ARRAY(SELECT id {WAITS} ORDER BY due, id LIMIT %s FOR UPDATE SKIP LOCKED))",
}
TAKEN_BACK = ["state", "due", "error", "finished_at", "failures", "lane", "owner", "lease_until"]
LAPSED_MOST = 1000
PROMPT_SECONDS = 0.25
LEFT = "The worker ended while this ran (attempt {attempt})."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt; ``due`` counts only where it waits again."""

    job: Job
    state: State
    due: datetime
    error: str = ""
    failed: bool = False


def waits(lane: Lane, at: datetime) -> bool:
    """Whether anything is due in this lane: a look that locks nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 {WAITS} LIMIT 1", [int(lane), _stored(at)])
        return cursor.fetchone() is not None


def claim(lane: Lane, *, owner: str, most: int, at: datetime, lease: float) -> list[int]:
    """Take up to ``most`` due rows of a lane for ``lease`` seconds; two who claim at once never get the same row."""
    sql = TAKE.format(chosen=CHOSEN[connection.vendor])
    until = _stored(at + timedelta(seconds=lease))
    with connection.cursor() as cursor:
        cursor.execute(sql, [owner, until, _stored(at), int(lane), _stored(at), most])
        return [row[0] for row in cursor.fetchall()]


def held(ids: Collection[int], owner: str) -> list[Job]:
    """Those of the rows that this claim still has, in their order; inside a transaction they are locked until its end."""
    rows = Job.objects.filter(pk__in=ids, owner=owner, state=State.RUNNING).order_by("due", "pk")
    return list(rows.select_for_update() if connection.in_atomic_block else rows)


def renew(owners: Collection[str], *, at: datetime, lease: float) -> None:
    """Renew the leases of these claims."""
    rows = Job.objects.filter(owner__in=owners, state=State.RUNNING)
    rows.update(lease_until=at + timedelta(seconds=lease))


def settle(outcomes: Iterable[Outcome], *, owner: str, at: datetime) -> int:
    """Write down what became of rows this claim has; returns how many it still had."""
    outcomes = list(outcomes)
    done = [o.job.pk for o in outcomes if o.state == State.DONE]
    mine = Job.objects.filter(owner=owner, state=State.RUNNING)
    free = {"owner": "", "lease_until": None}
    count = mine.filter(pk__in=done).update(state=State.DONE, finished_at=at, error="", **free) if done else 0
    for outcome in outcomes:
        if outcome.state != State.DONE:
            count += mine.filter(pk=outcome.job.pk).update(
                state=outcome.state,
                due=outcome.due,
                finished_at=None if outcome.state == State.WAITING else at,
                error=outcome.error[:MOST_ERROR],
                failures=F("failures") + int(outcome.failed),
                **free,
            )
    return count


def put_back(ids: Collection[int], *, owner: str, lane: Lane) -> None:
    """Let rows wait again in ``lane`` as if they had not been taken."""
    if not ids:
        return
    rows = Job.objects.filter(pk__in=ids, owner=owner, state=State.RUNNING)
    rows.update(state=State.WAITING, lane=lane, attempt=F("attempt") - 1, owner="", lease_until=None)


def settle_late(outcome: Outcome, *, at: datetime) -> bool:
    """Write down what became of something sent whose lease was taken away meanwhile, unless somebody has begun it anew."""
    job = outcome.job
    left = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=State.WAITING, owner="")
    ended = None if outcome.state == State.WAITING else at
    return bool(left.update(state=outcome.state, due=outcome.due, finished_at=ended, error=outcome.error[:MOST_ERROR]))


def lapsed(at: datetime) -> frozenset[tuple[int, str]]:
    """Rows whose lease has run out, with the claim that had them: a look that locks nothing."""
    rows = Job.objects.filter(state=State.RUNNING, lease_until__lt=at)
    return frozenset(rows.values_list("pk", "owner")[:LAPSED_MOST])


def take_back(suspects: Collection[tuple[int, str]], at: datetime) -> bool:
    """Let those of the rows wait again whose lease is still run out, each on its own; too often, and they are dead.

    False, and nothing is done, when the database let this worker wait: then it let the others wait too, and those who are
    alive must be able to renew their leases first.
    """
    began = time.monotonic()
    with turn(), transaction.atomic():
        if time.monotonic() - began > PROMPT_SECONDS:
            return False
        rows = Job.objects.filter(state=State.RUNNING, lease_until__lt=at, pk__in=[pk for pk, _ in suspects])
        kept = [job for job in rows.select_for_update(skip_locked=True) if (job.pk, job.owner) in suspects]
        for job in kept:
            outcome = after_failure(job, LEFT.format(attempt=job.attempt), at=at)
            job.state, job.due, job.error = outcome.state, outcome.due, outcome.error
            job.finished_at = at if job.state == State.DEAD else None
            job.failures += 1
            job.lane = Lane.ALONE if job.lane == Lane.BATCH else job.lane
            job.owner, job.lease_until = "", None
        Job.objects.bulk_update(kept, TAKEN_BACK, batch_size=100)
    return True


def after_failure(job: Job, error: str, *, at: datetime) -> Outcome:
    """What a row comes to that failed once more: it waits longer each time, and in the end it is dead."""
    failures = job.failures + 1
    state = State.DEAD if failures >= MOST_ATTEMPTS else State.WAITING
    return Outcome(job, state, at + pause(failures), error, failed=True)


def _stored(moment: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(moment)
