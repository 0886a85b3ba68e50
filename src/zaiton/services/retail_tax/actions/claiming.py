"""Tax that was paid and should not have been: claimed by the company or by customs, decided, paid back with interest.

Tariff Law art. 51-53: within three years, decided within thirty days, with interest at the rate of demand deposits from the day it was
paid. The refund goes to the account that paid, by a payment with a number of its own; unknown is asked for, never sent twice.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.db.models import Sum

from zaiton.blocks.evidence.public import record
from zaiton.blocks.law import public as law
from zaiton.blocks.money.public import (
    Wish,
    entries_there,
    instruction_card,
    instruction_make,
    payments_brief,
    post,
    post_all,
    reverse,
)
from zaiton.kit.clock import BEIJING
from zaiton.kit.work import later
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.disputing import said
from zaiton.services.retail_tax.actions.entries import entry
from zaiton.services.retail_tax.domain import claim_refusals as refusals
from zaiton.services.retail_tax.domain.book_refusals import BillUnknown
from zaiton.services.retail_tax.domain.settlement import interest_fen, years_after
from zaiton.services.retail_tax.domain.states import BOOK_PAID, after
from zaiton.services.retail_tax.models import Bill, Book, Claim
from zaiton.services.retail_tax.queries.settlement import SERVICE, days_of

PAY = "zaiton.services.retail_tax.jobs:refund"
DOCUMENT = "claim/"
WORKER = "worker"
GIVEN = ("granted", "paying", "paid")


def claim_make(
    bill: str, *, amount_fen: int, reason: str, organisations: Collection[str], actor: str, at: datetime
) -> str:
    """Claim back a part or all of a bill (its public id) of one's company; returns the public id of the claim.

    Raises ``BillUnknown``, ``NotPaid``, ``ClaimTooLarge``, ``TooLong``, ``ClaimStands``, ``ReasonMissing``.
    """
    reason = said(reason)
    try:
        with turn(), transaction.atomic():
            row = Bill.objects.select_for_update().filter(public_id=bill).first()
            if row is None or row.organisation not in organisations:
                raise BillUnknown("number", number=bill[:24])
            made = _opened(row, amount_fen, reason, actor, at)
    except IntegrityError as error:
        raise refusals.ClaimStands("bill", number=bill[:24], state="made") from error
    return made.public_id


def claim_open(bill: Bill, reason: str, *, actor: str, at: datetime) -> str:
    """Open a claim for all that is left of a paid bill, inside the caller's transaction; the one that is open, or nothing."""
    standing = Claim.objects.filter(bill=bill, state__in=("made", "granted", "paying")).first()
    if standing is not None:
        return standing.public_id
    left = _left(bill)
    return _opened(bill, left, reason, actor, at).public_id if left else ""


def claim_withdraw(claim: str, *, organisations: Collection[str], actor: str, at: datetime) -> None:
    """Withdraw a claim of one's company before it is decided. Raises ``ClaimUnknown``, ``ClaimStands``."""
    with turn(), transaction.atomic():
        row = _locked(claim)
        if row.organisation not in organisations:
            raise refusals.ClaimUnknown("claim", number=claim[:12])
        _stepped(row, "withdrawn")
        row.save()
        _recorded(row, "retail_tax.claim_withdrawn", actor, at)


def claim_answer(
    claim: str, *, amount_fen: int | None, answer: str, own: Collection[str] = (), actor: str, at: datetime
) -> None:
    """Decide on a claim for customs: ``amount_fen`` of it is granted, with interest; None refuses it.

    Raises ``ClaimUnknown``, ``ClaimStands``, ``OwnClaim``, ``ClaimTooLarge``, ``NotPaid``, ``ReasonMissing``.
    """
    answer = said(answer)
    with turn(), transaction.atomic():
        row = _locked(claim)
        if row.made_by == actor or (row.organisation and row.organisation in own):
            raise refusals.OwnClaim("claim")
        _stepped(row, "refused" if amount_fen is None else "granted")
        row.answer, row.decided_by, row.decided_at = answer, actor, at
        if amount_fen is not None:
            _granted(row, amount_fen, actor, at)
        row.save()
        _recorded(row, "retail_tax.claim_answered", actor, at)


def claim_pay(claim: str, *, at: datetime) -> str:
    """Have a granted claim paid back; returns the payment's public id. A claim that is not granted is passed over."""
    with turn(), transaction.atomic():
        row = _locked(claim)
        if row.state != "granted":
            return row.instruction
        paid = instruction_card(_book(row.bill).instruction)
        made = instruction_make(
            Wish(
                document=f"{DOCUMENT}{row.public_id}",
                purpose="refund",
                channel=paid.channel,
                debtor=paid.creditor,
                creditor=paid.debtor,
                amount=row.amount_fen + row.interest_fen,
                currency="CNY",
                debit="treasury-clearing-cny",
                credit="bank-clearing-cny",
                organisation=row.organisation,
            ),
            business_date=at.astimezone(BEIJING).date(),
            actor=row.decided_by,
            at=at,
        )
        row.instruction = made.public_id
        _stepped(row, "sent")
        row.save()
        _recorded(row, "retail_tax.claim_sent", WORKER, at)
    return row.instruction


def claim_followed(document: str, *, at: datetime) -> int:
    """Something became of the refund of a claim; returns 1 where the claim moved."""
    if not document.startswith(DOCUMENT):
        return 0
    with turn(), transaction.atomic():
        row = Claim.objects.select_for_update().filter(public_id=document.removeprefix(DOCUMENT)).first()
        payment = payments_brief([row.instruction]).get(row.instruction) if row is not None else None
        if row is None or payment is None:
            return 0
        before = row.state
        if row.state == "paying" and payment.state in ("settled", "returned"):
            _paid(row, at)
        if row.state in ("paying", "paid") and payment.state in ("rejected", "cancelled", "returned"):
            _failed(row, f"{payment.reply_code} {payment.reply_words}".strip() or payment.state, at)
        if row.state == before:
            return 0
        row.save()
        _recorded(row, "retail_tax.claim_followed", WORKER, at)
    return 1


def claims_swept(*, at: datetime) -> int:
    """Look after claims under way: granted ones without a payment, and those whose payment's news was lost."""
    moved = 0
    for public_id in list(Claim.objects.filter(state="granted", instruction="").values_list("public_id", flat=True)):
        moved += bool(claim_pay(public_id, at=at))
    for public_id in list(Claim.objects.filter(state="paying").values_list("public_id", flat=True)):
        moved += claim_followed(f"{DOCUMENT}{public_id}", at=at)
    return moved


def _opened(bill: Bill, amount: int, reason: str, actor: str, at: datetime) -> Claim:
    book = _book(bill)
    assert book.debited_at is not None  # a book that is paid was paid at a moment
    day = at.astimezone(BEIJING).date()
    last = years_after(book.debited_at.astimezone(BEIJING).date(), days_of("claim_years", day))
    if day > last:
        raise refusals.TooLong("bill", number=bill.tax_no, last=last.isoformat())
    left = _left(bill)
    if type(amount) is not int or not 0 < amount <= left:
        raise refusals.ClaimTooLarge("amount", number=bill.tax_no, left=left, amount=str(amount)[:20])
    row = Claim.objects.create(
        bill=bill,
        organisation=bill.organisation,
        amount_fen=amount,
        reason=reason,
        made_by=actor,
        made_at=at,
        decide_by=day + timedelta(days=days_of("claim_decision", day)),
    )
    _recorded(row, "retail_tax.claim_made", actor, at)
    return row


def _book(bill: Bill) -> Book:
    """The payment book in which the bill was paid. Raises ``NotPaid``."""
    book = Book.objects.filter(pk=bill.book_id, state__in=BOOK_PAID, debited_at__isnull=False).first()
    if book is None:
        raise refusals.NotPaid("bill", number=bill.tax_no)
    return book


def _left(bill: Bill) -> int:
    given = Claim.objects.filter(bill=bill, state__in=GIVEN).aggregate(all=Sum("amount_fen"))["all"] or 0
    return bill.total_fen - given


def _granted(row: Claim, amount: int, actor: str, at: datetime) -> None:
    if type(amount) is not int or not 0 < amount <= row.amount_fen:
        raise refusals.ClaimTooLarge("amount", number=row.bill.tax_no, left=row.amount_fen, amount=str(amount)[:20])
    day = at.astimezone(BEIJING).date()
    paid_at = _book(row.bill).debited_at
    assert paid_at is not None  # a book that is paid was paid at a moment
    rate = Fraction(str(law.parameter(SERVICE, "demand_deposit_rate", at=day).value))
    days = (day - paid_at.astimezone(BEIJING).date()).days
    row.amount_fen, row.interest_fen = amount, interest_fen(amount, days, rate, days_of("deposit_year", day))
    fen = row.amount_fen + row.interest_fen
    draft = entry(_key(row, "granted"), "refund_granted", fen, on=day, document=f"{DOCUMENT}{row.public_id}")
    post(draft, actor=actor, at=at)
    later(PAY, {"claim": row.public_id}, key=f"retail_tax.refund/{row.public_id}", at=at)


def _paid(row: Claim, at: datetime) -> None:
    _stepped(row, "settled")
    row.paid_at = at
    day, fen = at.astimezone(BEIJING).date(), row.amount_fen + row.interest_fen
    document = f"{DOCUMENT}{row.public_id}"
    arrows = ("refund_paid", "refund_cleared")
    drafts = [entry(_key(row, f"{arrow}/{row.instruction}"), arrow, fen, on=day, document=document) for arrow in arrows]
    post_all(drafts, actor=WORKER, at=at)


def _failed(row: Claim, why: str, at: datetime) -> None:
    """Not paid after all: what was booked is undone, and an officer has it tried again (``claim_pay``)."""
    _stepped(row, "failed")
    day = at.astimezone(BEIJING).date()
    keys = [_key(row, f"{arrow}/{row.instruction}") for arrow in ("refund_paid", "refund_cleared")]
    for key in sorted(entries_there(keys)):
        reverse(key, key=f"{key}/undone", reason=why, business_date=day, actor=WORKER, at=at)
    row.paid_at, row.answer = None, f"{row.answer} · {why}"[:1000]


def _locked(claim: str) -> Claim:
    bill = Claim.objects.filter(public_id=claim).values_list("bill", flat=True).first()
    if bill is None:
        raise refusals.ClaimUnknown("claim", number=claim[:12])
    Bill.objects.select_for_update().get(pk=bill)
    return Claim.objects.select_for_update().get(public_id=claim)


def _stepped(row: Claim, event: str) -> None:
    state = after("claim", row.state, event)
    if state is None:
        raise refusals.ClaimStands("claim", number=row.bill.tax_no, state=row.state)
    row.state = state


def _key(row: Claim, arrow: str) -> str:
    return f"retail_tax/claim/{row.public_id}/{arrow}"


def _recorded(row: Claim, action: str, actor: str, at: datetime) -> None:
    facts = {
        "bill": row.bill.tax_no,
        "state": row.state,
        "amount_fen": row.amount_fen,
        "interest_fen": row.interest_fen,
        "answer": row.answer,
        "instruction": row.instruction,
    }
    record(actor=actor, action=action, object=f"retail_tax.claim/{row.public_id}", after=facts, at=at)
