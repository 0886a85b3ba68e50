"""Making, cancelling and refunding payments. What is made holds its money in the ledger from the first moment."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from zaiton.base.money import exponent
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.holds import hold, hold_void
from zaiton.blocks.money.domain import payment_refusals as refusals
from zaiton.blocks.money.domain.entries import DOCUMENT_MOST, Reserve, fitting, named
from zaiton.blocks.money.domain.instructions import OVERLOOKED, InstructionCard, Wish, after, number_of
from zaiton.blocks.money.domain.ledger_refusals import AmountOutOfRange, KeyReused
from zaiton.blocks.money.domain.states import AMOUNT_MOST, LIVE_OR_PAID, PURPOSES
from zaiton.blocks.money.models import Hold, Instruction, InstructionStep
from zaiton.blocks.money.queries.agreements import agreement_for
from zaiton.blocks.money.queries.instructions import card
from zaiton.kit.work import later
from zaiton.kit.work.turns import turn

SEND = "zaiton.blocks.money.jobs:send"
NAME_MOST, ACCOUNT_MOST = 140, 34
"""Characters that ISO 20022 has for a name and for the number of an account."""


def instruction_make(wish: Wish, *, business_date: date, actor: str, at: datetime) -> InstructionCard:
    """Have a payment made: its money is held, and it goes out by the worker. The same wish again: the payment that is there.

    Raises ``DocumentTaken``, ``PurposeUnknown``, ``ChannelUnknown``, ``AgreementUnfit`` and what the ledger refuses.
    """
    _checked(wish)
    with turn():
        try:
            with transaction.atomic():
                return _made(wish, business_date, actor, at)
        except (IntegrityError, KeyReused):  # another made one for the document at the same moment
            standing = _standing(wish)
            if standing is None:
                raise
            return standing


def instruction_cancel(public_id: str, *, words: str = "", actor: str, at: datetime) -> InstructionCard:
    """Take back what has never been sent; its money is free again. Raises ``InstructionStep``, ``InstructionUnknown``."""
    with turn(), transaction.atomic():
        row = locked(public_id=public_id)
        if after(row.state, "cancelled") is None or row.sent_at is not None:
            raise refusals.InstructionStep("state", number=row.number, state=row.state)
        if row.hold_id:
            hold_void(row.hold.key, actor=actor, at=at)
        step(row, "cancelled", actor, at, words=words)
        row.next_at = None
        row.save()
        record(row, "money.instruction_cancelled", actor, at)
    return card(row)


def instruction_refund(
    public_id: str, *, amount: int, business_date: date, actor: str, at: datetime
) -> InstructionCard:
    """Give back a part or all of what was paid, by an instruction of its own. Raises ``InstructionStep``, ``RefundTooLarge``."""
    with turn(), transaction.atomic():
        row = locked(public_id=public_id)
        if row.state != "settled" or row.purpose != "debit":  # what we paid out comes back as a return
            raise refusals.InstructionStep("state", number=row.number, state=row.state)
        made = Instruction.objects.filter(refunds=row)
        given = made.filter(state__in=LIVE_OR_PAID).aggregate(all=Sum("amount"))["all"] or 0
        if not 0 < amount <= row.amount - given:
            raise refusals.RefundTooLarge("amount", number=row.number, left=row.amount - given, amount=amount)
        there = card(row)
        wish = Wish(
            document=f"refund/{row.public_id}/{made.count() + 1}",
            purpose="refund",
            channel=row.channel,
            debtor=there.creditor,
            creditor=there.debtor,
            amount=amount,
            currency=row.currency,
            debit=row.hold.credit.code if row.hold_id else "",
            credit=row.hold.debit.code if row.hold_id else "",
            organisation=row.organisation,
        )
        return _made(wish, business_date, actor, at, refunds=row)


def locked(**by: Any) -> Instruction:
    """The row, for writing; inside a transaction. Raises ``InstructionUnknown``.

    What it points to is read afterwards: joined rows would be those from before the wait for the lock (PostgreSQL).
    """
    row = Instruction.objects.select_for_update().filter(**by).first()
    if row is None:
        raise refusals.InstructionUnknown("number", number=str(next(iter(by.values())))[:40])
    return row


def step(row: Instruction, event: str, actor: str, at: datetime, *, to: str | None = None, **data: Any) -> None:
    """Write a step and set the state it leads to (``to`` where it leads nowhere new); the caller saves the row."""
    came_from, went_to = row.state, to or after(row.state, event)
    if went_to is None:
        raise refusals.InstructionStep("state", number=row.number, state=row.state)
    said = {name: value for name, value in data.items() if value}
    last = InstructionStep.objects.filter(instruction=row).order_by("-seq").values_list("seq", flat=True).first() or 0
    InstructionStep.objects.create(
        instruction=row,
        seq=last + 1,
        event=event,
        from_state=came_from,
        to_state=went_to,
        at=at,
        actor=actor,
        data=said,
    )
    if went_to != came_from:
        row.state, row.state_since = went_to, at


def record(row: Instruction, action: str, actor: str, at: datetime) -> None:
    """The evidence of a change; the last thing in its transaction."""
    facts = {"number": row.number, "state": row.state, "amount": row.amount, "currency": row.currency}
    evidence.record(actor=actor, action=action, object=f"money.instruction/{row.public_id}", after=facts, at=at)


def _checked(wish: Wish) -> None:
    named("document", wish.document, DOCUMENT_MOST)
    exponent(wish.currency)
    for side, party in (("debtor", wish.debtor), ("creditor", wish.creditor)):
        named(side, party.name, NAME_MOST)
        named(side, party.account, ACCOUNT_MOST)
        fitting(side, party.bank, NAME_MOST)
    if wish.purpose not in PURPOSES:
        raise refusals.PurposeUnknown("purpose", purpose=wish.purpose[:20], known=", ".join(PURPOSES))
    if type(wish.amount) is not int or not 0 < wish.amount <= AMOUNT_MOST:
        raise AmountOutOfRange("amount", amount=str(wish.amount)[:40], most=AMOUNT_MOST)
    channels[wish.channel]


def _standing(wish: Wish) -> InstructionCard | None:
    row = Instruction.objects.filter(document=wish.document, state__in=LIVE_OR_PAID).first()
    if row is None:
        return None
    if row.digest != wish.digest:
        raise refusals.DocumentTaken("document", document=wish.document, state=row.state)
    return card(row)


def _made(
    wish: Wish, business_date: date, actor: str, at: datetime, *, refunds: Instruction | None = None
) -> InstructionCard:
    standing = _standing(wish)
    if standing is not None:
        return standing
    agreement = agreement_for(wish, on=business_date) if wish.agreement else None
    attempt = Instruction.objects.filter(document=wish.document).count() + 1
    number = number_of(wish.document, attempt)
    held = _held(wish, number, business_date, actor, at)
    row = Instruction(
        number=number,
        document=wish.document,
        attempt=attempt,
        purpose=wish.purpose,
        channel=wish.channel,
        agreement_id=agreement,
        organisation=wish.organisation,
        debtor=asdict(wish.debtor),
        creditor=asdict(wish.creditor),
        amount=wish.amount,
        currency=wish.currency,
        digest=wish.digest,
        business_date=business_date,
        made_at=at,
        actor=actor,
        state_since=at,
        next_at=at + OVERLOOKED,
        hold=held,
        refunds=refunds,
    )
    row.save(force_insert=True)
    step(row, "made", actor, at, to="queued")
    later(SEND, {"instruction": row.public_id}, key=f"money.send/{number}", at=at)
    record(row, "money.instruction_made", actor, at)
    return card(row)


def _held(wish: Wish, number: str, business_date: date, actor: str, at: datetime) -> Hold | None:
    if not wish.debit and not wish.credit:
        return None
    key = f"instruction/{number}"
    hold(Reserve(key, wish.debit, wish.credit, wish.amount, business_date, document=wish.document), actor=actor, at=at)
    return Hold.objects.select_related("debit", "credit").get(key=key)
