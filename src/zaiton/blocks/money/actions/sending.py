"""Sending a payment and asking for one, outside of any transaction. What is begun is written down before a byte leaves.

A worker claims an instruction by compare-and-set and commits that; killed at any point it leaves a row that says so, and the
sweep turns it into ``unknown``. It is never sent by two.
"""

import uuid
from datetime import datetime

from django.db import transaction

from zaiton.blocks.money.actions.announcing import UNKNOWN, payment_announce
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.instructing import locked, record, step
from zaiton.blocks.money.actions.replying import reply_take
from zaiton.blocks.money.domain.agreements import STATES
from zaiton.blocks.money.domain.channels import NotSent, Reply, Unclear
from zaiton.blocks.money.domain.instructions import AGREEMENT_PAUSE, LEASE, pause
from zaiton.blocks.money.models import Agreement, Instruction
from zaiton.blocks.money.queries.instructions import card
from zaiton.kit.work.turns import turn

WORKER = "worker"


def instruction_send(public_id: str, *, at: datetime) -> bool:
    """Send it, if it waits to be sent; False where it does not, or another worker was first."""
    row = _claim(public_id, at)
    if row is None:
        return False
    try:
        reply = channels[row.channel].send(card(row).order, at=at)
    except NotSent as failure:
        _given_back(row, str(failure), at)
    except Unclear as doubt:
        _unclear(row.pk, row.owner, str(doubt), at)
    else:
        if reply.outcome == "not_known":  # no answer to an order
            _unclear(row.pk, row.owner, reply.words, at)
        else:
            reply_take(row.number, reply, at=at, source="send")
    return True


def instruction_ask(public_id: str, *, at: datetime) -> bool:
    """Ask what became of it; False where there is nothing to ask, or nothing was learnt."""
    row = _asking(public_id, at)
    if row is None:
        return False
    try:
        reply: Reply = channels[row.channel].query(row.number, at=at)
    except (NotSent, Unclear):
        return False
    reply_take(row.number, reply, at=at, source="ask")
    return True


def overdue(public_id: str, *, at: datetime) -> bool:
    """A sending whose worker is gone becomes ``unknown``; the sweep calls this."""
    row = Instruction.objects.filter(public_id=public_id, state="sending", lease_until__lte=at).first()
    return row is not None and _unclear(row.pk, row.owner, "the worker was gone", at)


def _claim(public_id: str, at: datetime) -> Instruction | None:
    with turn(), transaction.atomic():
        row = locked(public_id=public_id)
        if row.state != "queued" or (row.tries and row.next_at is not None and row.next_at > at):
            return None
        if why := _kept_back(row):
            _waits(row, why, at)
            return None
        step(row, "claimed", WORKER, at)
        row.owner, row.lease_until = str(uuid.uuid4()), at + LEASE
        row.next_at, row.sent_at, row.tries = at + LEASE, at, row.tries + 1
        row.save()
        record(row, "money.instruction_sending", WORKER, at)
    return row


def _kept_back(row: Instruction) -> str:
    """Why a payment by agreement may not leave now; what has left once goes on, whatever became of the agreement."""
    if row.agreement_id is None or row.sent_at is not None:
        return ""
    state = Agreement.objects.values_list("state", flat=True).get(pk=row.agreement_id)
    return "" if state == "active" else STATES[state]


def _waits(row: Instruction, why: str, at: datetime) -> None:
    """Write down that it waits, once for each reason, and look again after a pause."""
    last = row.steps.order_by("-seq").values_list("event", "data__words").first()
    if last != ("waits", why):
        step(row, "waits", WORKER, at, to=row.state, words=why)
    row.next_at = at + AGREEMENT_PAUSE
    row.save(update_fields=["next_at"])


def _asking(public_id: str, at: datetime) -> Instruction | None:
    with turn(), transaction.atomic():
        row = locked(public_id=public_id)
        if row.state not in ("sent", "unknown"):
            return None
        row.asked += 1
        row.next_at = at + pause(row.asked)
        row.save(update_fields=["asked", "next_at"])
    return row


def _given_back(row: Instruction, why: str, at: datetime) -> None:
    with turn(), transaction.atomic():
        here = locked(pk=row.pk)
        if (here.state, here.owner) != ("sending", row.owner):
            return
        step(here, "not_sent", WORKER, at, words=why[:300])
        here.owner, here.lease_until, here.next_at = "", None, at + pause(here.tries)
        here.sent_at = _last_sent(here)
        here.save()
        record(here, "money.instruction_not_sent", WORKER, at)


def _last_sent(row: Instruction) -> datetime | None:
    """When it left last: the newest claim that did not end in ``not_sent``."""
    claimed: datetime | None = None
    left: datetime | None = None
    for event, at in row.steps.order_by("seq").values_list("event", "at"):
        if event == "claimed":
            claimed = at
        elif event == "not_sent":
            claimed = None
        elif claimed is not None:
            left, claimed = claimed, None
    return left


def _unclear(pk: int, owner: str, why: str, at: datetime) -> bool:
    with turn(), transaction.atomic():
        row = locked(pk=pk)
        if (row.state, row.owner) != ("sending", owner):
            return False
        step(row, "unclear", WORKER, at, words=why[:300])
        row.owner, row.lease_until, row.asked = "", None, 0
        row.next_at = at + pause(1)
        row.save()
        payment_announce(row, UNKNOWN, at=at, key=f"{UNKNOWN}/{row.number}/{row.tries}")
        record(row, "money.instruction_unknown", WORKER, at)
    return True
