"""Reading the queue, for an operator and nobody else."""

from datetime import datetime, timedelta

from zaiton.blocks.operations.domain import JobUnseen, Operator
from zaiton.kit.work import queue
from zaiton.kit.work.delivery import State
from zaiton.kit.work.queue import JobCard, TickCard

PAGE = 50
STATES = tuple(state.value for state in State)
LATE = timedelta(minutes=1)


def jobs_for(
    operator: Operator, *, state: str = "", before: int | None = None, limit: int = PAGE
) -> tuple[JobCard, ...]:
    """One page of the queue, newest first; an unknown state is no state."""
    return queue.jobs(state=state if state in STATES else "", before=before, limit=limit)


def job_for(operator: Operator, number: int) -> JobCard:
    """One piece of work; raises ``JobUnseen``."""
    found = queue.job(number)
    if found is None:
        raise JobUnseen
    return found


def counts_for(operator: Operator) -> dict[str, int]:
    """How many stand where, counted to a thousand and no further."""
    return queue.counts()


def late_since(operator: Operator, at: datetime) -> datetime | None:
    """Since when work has been due that nobody does, where that is longer than a minute: no worker runs."""
    since = queue.waiting_since(at)
    return since if since and at - since > LATE else None


def ticks_for(operator: Operator, at: datetime) -> tuple[TickCard, ...]:
    """What is run regularly, with its last and next run."""
    return queue.ticks(at)
