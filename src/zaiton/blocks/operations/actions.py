"""What an operator can do about work that got stuck: send it again, or strike it out and say why."""

from datetime import datetime

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.operations.domain import NotStuck, Operator, why_checked
from zaiton.blocks.operations.queries import job_for
from zaiton.kit.work import queue
from zaiton.kit.work.queue import JobCard
from zaiton.kit.work.turns import turn


def job_retry(operator: Operator, number: int, *, at: datetime) -> JobCard:
    """Let work that is dead or unknown wait again, due now; raises ``JobUnseen`` or ``NotStuck``."""
    with turn(), transaction.atomic():
        changed = queue.send_again(number, at=at)
        return _recorded(operator, number, changed, "operations.job.retried", at)


def job_drop(operator: Operator, number: int, *, why: str, at: datetime) -> JobCard:
    """Strike out work that waits, is dead or unknown; raises ``JobUnseen``, ``NotStuck`` or ``WhyMissing``."""
    reason = why_checked(why)
    with turn(), transaction.atomic():
        changed = queue.strike(number, why=reason, at=at)
        return _recorded(operator, number, changed, "operations.job.dropped", at)


def _recorded(
    operator: Operator, number: int, changed: tuple[JobCard, JobCard] | None, action: str, at: datetime
) -> JobCard:
    if changed is None:
        raise NotStuck(state=job_for(operator, number).state)
    before, after = (_state(card) for card in changed)
    record(actor=operator.actor, action=action, object=f"operations.job/{number}", before=before, after=after, at=at)
    return changed[1]


def _state(card: JobCard) -> dict[str, object]:
    return {"key": card.key, "state": card.state, "failures": card.failures, "error": card.error}
