"""Messages that a counterpart sends by itself: believed only when it signed them just now, and taken once.

Everything that a message leads to stands or falls with the row that says it was taken. A booking over another amount than was
asked for is not booked here either: it is a break, for two people to settle.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.money.actions.breaks import break_open
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.channels.signed import Unbelievable, request_by
from zaiton.blocks.money.actions.replying import reply_take
from zaiton.blocks.money.domain.callbacks import MOST, WINDOW, Booked, Taken
from zaiton.blocks.money.domain.payment_refusals import InstructionUnknown
from zaiton.blocks.money.domain.wire_refusals import (
    CallbackContradicts,
    CallbackForged,
    CallbackReplayed,
    CallbackStale,
    CallbackTooLarge,
    ChannelUnknown,
)
from zaiton.blocks.money.models import Instruction, Message
from zaiton.blocks.money.queries.places import keys_folder
from zaiton.kit.work.turns import turn

KIND = "callback"
SOURCE = "callback"


def callback_take(
    channel: str, *, method: str, path: str, headers: Mapping[str, str], body: bytes, at: datetime
) -> Taken:
    """Take one message. Raises ``ChannelUnknown``, the refusals of callbacks, or why the message cannot be read."""
    found = channels[channel]
    read = getattr(found, "told", None)
    if read is None:
        telling = ", ".join(name for name in channels if hasattr(channels[name], "told"))
        raise ChannelUnknown("channel", channel=channel, known=telling)
    if len(body) > MOST:
        raise CallbackTooLarge("body", most=MOST)
    _believe(channel, method, path, headers, body, at)
    told = read(body)
    digest = hashlib.sha256(body).hexdigest()
    with turn(), transaction.atomic():
        _enter(channel, told.number, digest, body, at)
        ours = [_booked(channel, booking, at) for booking in told.bookings]
        after = {"message": told.number, "digest": digest}
        record(actor=f"channel/{channel}", action="money.callback_taken", object="money/callback", after=after, at=at)
    return Taken(told.number, len(ours), ours.count(False))


def _believe(channel: str, method: str, path: str, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
    try:
        signature = request_by(keys_folder(), channel, method, path, headers, body)
    except Unbelievable as error:
        raise CallbackForged("signature", channel=channel) from error
    if abs(at - signature.created) > WINDOW:
        raise CallbackStale("signature", minutes=int(WINDOW.total_seconds() // 60))


def _enter(channel: str, number: str, digest: str, body: bytes, at: datetime) -> None:
    """The row that says it was taken; a second one there cannot be."""
    row = {"channel": channel, "inward": True, "kind": KIND, "number": number}
    try:
        with transaction.atomic():
            Message.objects.create(**row, digest=digest, content=body, at=at)
    except IntegrityError as error:
        known = Message.objects.filter(**row).values_list("digest", flat=True).first()
        refusal = CallbackReplayed if known == digest else CallbackContradicts
        raise refusal("number", number=number) from error


def _booked(channel: str, booking: Booked, at: datetime) -> bool:
    """Whether the payment is ours."""
    row = Instruction.objects.filter(number=booking.number, channel=channel).first()
    if row is None:
        return False
    if (booking.amount, booking.currency) != (row.amount, row.currency):
        ours = {"source": "ours", "amount": row.amount, "currency": row.currency}
        theirs = {"source": channel, "amount": booking.amount, "currency": booking.currency}
        day = booking.reply.settled_on or row.business_date
        lines = tuple({**side, "day": day.isoformat()} for side in (ours, theirs))
        break_open(
            "amount_differs",
            reference=row.number,
            day=day,
            amount=row.amount,
            currency=row.currency,
            lines=lines,
            at=at,
        )
        return True
    try:
        reply_take(booking.number, booking.reply, at=at, source=SOURCE)
    except InstructionUnknown:
        return False
    return True
