"""What a counterpart says of a payment: taken once, in whatever order it comes, and never booked twice.

A reply that repeats what is known is noted. One that contradicts what is booked changes nothing: it opens a break for two
people to settle. The booking, the step and the state stand or fall together.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from zaiton.blocks.money.actions.announcing import (
    REJECTED,
    RETURNED,
    SETTLED,
    UNKNOWN,
    contradiction_announce,
    payment_announce,
)
from zaiton.blocks.money.actions.breaks import break_open
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.holds import hold_post, hold_void
from zaiton.blocks.money.actions.instructing import SEND, locked, record, step
from zaiton.blocks.money.actions.posting import reverse
from zaiton.blocks.money.domain.channels import Reply
from zaiton.blocks.money.domain.instructions import ASKED_LEAST, FINAL, InstructionCard, pause, tells_nothing_new
from zaiton.blocks.money.models import Closing, Entry, Instruction
from zaiton.blocks.money.queries.instructions import card
from zaiton.kit.clock import BEIJING
from zaiton.kit.work import later
from zaiton.kit.work.turns import turn

STILL_SENT = timedelta(minutes=10)
"""So long after it was received nothing is asked; then it is."""
ENDED = (*FINAL, "settled")


def reply_take(number: str, reply: Reply, *, at: datetime, source: str) -> InstructionCard:
    """Take a reply; ``source`` says where it came from (``send``, ``ask``, ``callback``, ``statement``).

    Raises ``InstructionUnknown``. ``at`` is the moment the question was put where there was one.
    """
    with turn(), transaction.atomic():
        row = locked(number=number)
        _take(row, reply, at, source)
    return card(row)


def _take(row: Instruction, reply: Reply, at: datetime, source: str) -> None:
    actor = f"channel/{row.channel}"
    outcome = "received" if reply.outcome == "pending" else reply.outcome
    said = {"code": reply.code[:40], "words": reply.words[:300], "reference": reply.reference[:60], "source": source}
    if outcome == "returned" and row.state in ("sending", "sent", "unknown", "queued"):
        outcome = "settled"  # it was paid and came back, and the first of the two news was lost
        _settle(row, reply, actor, at, said)
        _return(row, reply, actor, at, said)
    elif row.state in ENDED and not (row.state == "settled" and outcome == "returned"):
        _late(row, outcome, actor, at, said)
    elif outcome == "settled":
        _settle(row, reply, actor, at, said)
    elif outcome == "rejected":
        _reject(row, reply, actor, at, said)
    elif outcome == "returned":
        _return(row, reply, actor, at, said)
    elif outcome == "received":
        _received(row, reply, actor, at, said)
    else:
        _not_known(row, actor, at, said)


def _settle(row: Instruction, reply: Reply, actor: str, at: datetime, said: dict) -> None:
    day = reply.settled_on or at.astimezone(BEIJING).date()
    if row.hold_id:
        key = f"instruction/{row.number}/settled"
        hold_post(row.hold.key, entry_key=key, business_date=_open_day(day), actor=actor, at=at)
        row.entry = Entry.objects.get(key=key)
    step(row, "settled", actor, at, **said)
    row.reply_code, row.reply_words, row.reference = said["code"], said["words"], said["reference"]
    row.settled_on, row.next_at, row.owner, row.lease_until = day, None, "", None
    row.save()
    payment_announce(row, SETTLED, at=at)
    record(row, "money.instruction_settled", actor, at)


def _reject(row: Instruction, reply: Reply, actor: str, at: datetime, said: dict) -> None:
    if row.hold_id:
        hold_void(row.hold.key, actor=actor, at=at)
    step(row, "rejected", actor, at, **said)
    row.reply_code, row.reply_words, row.reference = said["code"], said["words"], said["reference"]
    row.next_at, row.owner, row.lease_until = None, "", None
    row.save()
    payment_announce(row, REJECTED, at=at)
    record(row, "money.instruction_rejected", actor, at)


def _return(row: Instruction, reply: Reply, actor: str, at: datetime, said: dict) -> None:
    if row.entry_id:
        reverse(
            row.entry.key,
            key=f"instruction/{row.number}/returned",
            reason=said["words"] or said["code"] or "returned",
            business_date=_open_day(reply.settled_on or at.astimezone(BEIJING).date()),
            actor=actor,
            at=at,
        )
    step(row, "returned", actor, at, **said)
    row.reply_code, row.reply_words = said["code"], said["words"]
    row.save()
    payment_announce(row, RETURNED, at=at)
    record(row, "money.instruction_returned", actor, at)


def _received(row: Instruction, reply: Reply, actor: str, at: datetime, said: dict) -> None:
    if row.state == "sent":
        row.next_at = at + max(pause(row.asked), STILL_SENT)
        row.save(update_fields=["next_at"])
        return
    step(row, "received", actor, at, **said)
    row.reply_code, row.reference = said["code"], said["reference"] or row.reference
    row.sent_at = row.sent_at or at
    row.next_at, row.owner, row.lease_until = at + STILL_SENT, "", None
    row.save()
    record(row, "money.instruction_received", actor, at)


def _not_known(row: Instruction, actor: str, at: datetime, said: dict) -> None:
    """Only long after the sending, and said more than once, it is a reason to send the same number again."""
    if row.state in ("queued", "sending"):
        return
    if row.state == "sent":
        step(row, "not_known", actor, at, **said)
        row.next_at = at + pause(1)
        payment_announce(row, UNKNOWN, at=at, key=f"{UNKNOWN}/{row.number}/{row.tries}.{row.asked}")
    else:
        final = row.sent_at is None or at >= row.sent_at + channels[row.channel].final_after
        if not final or row.asked < ASKED_LEAST:
            return
        step(row, "not_known", actor, at, **said)
        row.next_at, row.asked = at + pause(row.tries), 0
        later(SEND, {"instruction": row.public_id}, key=f"money.send/{row.number}/{row.tries}", at=at)
    row.save()
    record(row, "money.instruction_not_known", actor, at)


def _late(row: Instruction, outcome: str, actor: str, at: datetime, said: dict) -> None:
    step(row, f"late_{outcome}", actor, at, to=row.state, **said)
    if tells_nothing_new(row.state, outcome):
        return
    day = row.settled_on or row.business_date
    ours = {
        "source": "ours",
        "day": day.isoformat(),
        "amount": row.amount,
        "currency": row.currency,
        "state": row.state,
    }
    theirs = {**ours, "source": row.channel, "state": outcome, "words": said["words"], "code": said["code"]}
    gap = break_open(
        "contradiction",
        reference=row.number,
        day=day,
        amount=row.amount,
        currency=row.currency,
        lines=(ours, theirs),
        words=said["words"],
        at=at,
    )
    contradiction_announce(gap.public_id, row.number, at=at)


def _open_day(day: date) -> date:
    """The day itself, or the first one after what is closed."""
    through = Closing.objects.order_by("-through").values_list("through", flat=True).first()
    return day if through is None or day > through else through + timedelta(days=1)
