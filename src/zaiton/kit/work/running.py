"""Doing rows: many in one transaction together with the marking, or one that sends something away under a beating heart.

What runs inside a transaction is done exactly once: its writes and the mark stand or fall together. Each row has a savepoint,
so that one failure does not hurt the others; where the whole batch comes to grief (at the commit, or with its process), its
rows are done one by one, and only the culprit fails again.
"""

import json
import logging
import time
import traceback
import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import DatabaseError, OperationalError, connection, connections, transaction

from . import store
from .delivery import Delivery, Handler, Lane, Retry, State, Uncertain, lane_of
from .limits import BATCH_ROWS, BATCH_SECONDS, MOST_ATTEMPTS, pause
from .models import Job
from .registry import Undeclared, handler_of
from .store import Outcome
from .turns import give_way, turn

Now = Callable[[], datetime]
MOST = {Lane.BATCH: BATCH_ROWS, Lane.ALONE: 1, Lane.EXTERNAL: 1}
LOCK_MILLISECONDS = 300
LOCKED = {"55P03", "40P01"}
"""PostgreSQL's codes for a lock that was not had in time, and for a knot of locks."""
BUSY_PAUSE = timedelta(seconds=0.5)
BUSY_WORDS = "Somebody else held what this needs; it is tried again at once."
LEAST_RETRY_SECONDS = 0.01
SETTLE_TRIES = 5
SETTLE_PAUSE_SECONDS = 1.0

log = logging.getLogger("zaiton.work")


class SpoiltTransaction(Exception):
    """A handler went on after a database error, so that the database undid what it wrote."""


class Busy(Exception):
    """A lock was not had in time."""


class WrongLane(Exception):
    """The handler became external, or ceased to be, after this was put in."""


def do_inside(lane: Lane, *, now: Now, lease: float) -> int:
    """Do what is due in a lane of internal handlers, one batch of it; returns how many rows were taken."""
    ids, owner = _claim(lane, now=now, lease=lease)
    if not ids:
        return 0
    give_way()
    try:
        with turn(), transaction.atomic():
            _be_brief()
            _batch(store.held(ids, owner), owner, lane, now)
    except Exception as error:
        log.exception("a batch of %s rows was undone", len(ids))
        if not connection.in_atomic_block:
            connections.close_all()
        _apart(ids, owner, lane, error, now)
    return len(ids)


def do_outside(*, now: Now, lease: float, holding: set[str]) -> int:
    """Do one due row of an external handler; its claim stands in ``holding`` meanwhile, for the heart to renew."""
    ids, owner = _claim(Lane.EXTERNAL, now=now, lease=lease)
    if not ids:
        return 0
    holding.add(owner)
    try:
        for job in store.held(ids, owner):
            _keep(_attempt(job, now, _call_outside), owner, now)
    except WrongLane:
        with turn():
            store.put_back(ids, owner=owner, lane=Lane.BATCH)
    finally:
        holding.discard(owner)
    return len(ids)


def _claim(lane: Lane, *, now: Now, lease: float) -> tuple[list[int], str]:
    at = now()
    if not store.waits(lane, at):
        return [], ""
    owner = str(uuid.uuid4())
    with turn():
        return store.claim(lane, owner=owner, most=MOST[lane], at=at, lease=lease), owner


def _batch(jobs: list[Job], owner: str, lane: Lane, now: Now) -> None:
    until = time.monotonic() + BATCH_SECONDS
    outcomes: list[Outcome] = []
    strays: list[int] = []
    rest = list(jobs)
    while rest and not (outcomes and time.monotonic() > until):
        job = rest.pop(0)
        try:
            outcomes.append(_attempt(job, now, _call_inside))
        except WrongLane:
            strays.append(job.pk)
        except Busy:
            outcomes.append(Outcome(job, State.WAITING, now() + BUSY_PAUSE, BUSY_WORDS))
            break
    store.settle(outcomes, owner=owner, at=now())
    store.put_back([job.pk for job in rest], owner=owner, lane=lane)
    store.put_back(strays, owner=owner, lane=Lane.EXTERNAL)


def _attempt(job: Job, now: Now, call: Callable[[Handler, Delivery], None]) -> Outcome:
    at = now()
    try:
        handler = handler_of(job.handler)
    except (Undeclared, ImportError):
        return Outcome(job, State.DEAD, job.due, traceback.format_exc(limit=-1), failed=True)
    try:
        call(handler, Delivery(job.event, json.loads(job.data), job.key, job.attempt, job.created_at, at))
    except (WrongLane, Busy):
        raise
    except Retry as again:
        wait = pause(job.attempt) if again.after is None else timedelta(seconds=max(again.after, LEAST_RETRY_SECONDS))
        return Outcome(job, State.WAITING, now() + wait, again.why)
    except Uncertain as doubt:
        log.warning("%s: perhaps sent, a person must decide: %s", job.key, doubt.why)
        return Outcome(job, State.UNKNOWN, job.due, doubt.why)
    except Exception:
        return _failed(job, traceback.format_exc(), now())
    return Outcome(job, State.DONE, job.due)


def _call_inside(handler: Handler, delivery: Delivery) -> None:
    if lane_of(handler) == Lane.EXTERNAL:
        raise WrongLane
    try:
        with transaction.atomic():
            handler(delivery)
            if connection.needs_rollback:
                raise SpoiltTransaction("a database error was caught inside the handler without a savepoint of its own")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") in LOCKED:
            raise Busy from error
        raise


def _be_brief() -> None:
    """A batch never waits long for a lock: a person may hold it who waits for one that an earlier row of the batch holds.

    The worker gives up before the database looks for such a knot (after a second), so the person's write is never the one
    that is broken off: what was done so far is committed, which frees it, and the rest is taken again.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")


def _call_outside(handler: Handler, delivery: Delivery) -> None:
    if lane_of(handler) != Lane.EXTERNAL:
        raise WrongLane
    handler(delivery)


def _failed(job: Job, error: str, at: datetime) -> Outcome:
    outcome = store.after_failure(job, error, at=at)
    left = MOST_ATTEMPTS - job.failures - 1
    log.warning("%s failed, %s more attempts\n%s", job.key, left, error)
    return outcome


def _apart(ids: Collection[int], owner: str, lane: Lane, error: Exception, now: Now) -> None:
    """After an undone transaction: the rows of a batch are done one by one, a row that was alone has failed."""
    text = "".join(traceback.format_exception(error))
    with turn(), transaction.atomic():
        if lane == Lane.BATCH:
            store.put_back(ids, owner=owner, lane=Lane.ALONE)
        else:
            outcomes = [_failed(job, text, now()) for job in store.held(ids, owner)]
            store.settle(outcomes, owner=owner, at=now())


def _keep(outcome: Outcome, owner: str, now: Now) -> None:
    """Write down what became of something that was sent; worth several tries, because not knowing it means sending again."""
    for tries in range(1, SETTLE_TRIES + 1):
        try:
            with turn(), transaction.atomic():
                if not store.settle([outcome], owner=owner, at=now()) and not store.settle_late(outcome, at=now()):
                    log.error("%s: the lease was lost meanwhile, the outcome is not this worker's", outcome.job.key)
            return
        except DatabaseError:
            if tries == SETTLE_TRIES or connection.in_atomic_block:
                raise
            log.exception("%s: its outcome could not be written, trying again", outcome.job.key)
            connections.close_all()
            time.sleep(SETTLE_PAUSE_SECONDS)
