"""A line of a bill is disputed before it is confirmed; customs upholds it and mends the bill, or dismisses it with a reason.

A disputed bill leaves its payment book at once, so that the others can be paid; a proposal that was over it is taken back. When
the dispute has ended the bill is as any other that waits for its payment book.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.money.public import Reserve, hold_batch, hold_card, holds_pending, holds_void, post
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.entries import bill_key, entry
from zaiton.services.retail_tax.actions.moving import bill_leaves
from zaiton.services.retail_tax.domain import book_refusals as refusals
from zaiton.services.retail_tax.domain.states import after
from zaiton.services.retail_tax.models import Bill, BillLine, Dispute

REASON_MOST = 1000
TAXES = ("tariff_fen", "consumption_fen", "vat_fen")
BIGGEST_FEN = 10**12


@dataclass(frozen=True, slots=True)
class Taxes:
    """The taxes of a line as customs mends them, in fen."""

    tariff_fen: int
    consumption_fen: int
    vat_fen: int


def line_dispute(bill: str, gnum: int, *, reason: str, organisations: Collection[str], actor: str, at: datetime) -> str:
    """Dispute a line of a bill (its public id) of one's company; returns the public id of the dispute.

    Raises ``BillUnknown``, ``LineUnknown``, ``ReasonMissing``, ``DisputeStands``.
    """
    reason = said(reason)
    try:
        with turn(), transaction.atomic():
            row = _bill(bill, organisations)
            line = BillLine.objects.filter(bill=row, gnum=gnum).first()
            if line is None:
                raise refusals.LineUnknown("line", number=row.tax_no, line=gnum)
            if row.state != "disputed":  # another line of it may be disputed already
                if stands := bill_leaves(row, actor=actor, at=at):
                    raise refusals.DisputeStands("bill", number=row.tax_no, state=stands)
                _state(row, "disputed")
            made = Dispute.objects.create(
                line=line, organisation=row.organisation, reason=reason, made_by=actor, made_at=at
            )
            row.save(update_fields=["state", "book"])
            facts = {"bill": row.tax_no, "line": gnum, "reason": reason}
            thing = f"retail_tax.dispute/{made.public_id}"
            record(actor=actor, action="retail_tax.line_disputed", object=thing, after=facts, at=at)
    except IntegrityError as error:
        raise refusals.DisputeStands("bill", number=bill[:24], state="disputed") from error
    return made.public_id


def dispute_withdraw(dispute: str, *, organisations: Collection[str], actor: str, at: datetime) -> None:
    """Withdraw a dispute of one's company; the bill stands as it was. Raises ``DisputeUnknown``, ``DisputeStands``."""
    with turn(), transaction.atomic():
        row, bill = _dispute(dispute)
        if row.organisation not in organisations:
            raise refusals.DisputeUnknown("dispute", number=dispute[:12])
        _ended(row, bill, "withdrawn", "", actor, at)
        bill.save(update_fields=["state"])
        thing = f"retail_tax.dispute/{row.public_id}"
        record(actor=actor, action="retail_tax.dispute_withdrawn", object=thing, after={"bill": bill.tax_no}, at=at)


def dispute_answer(
    dispute: str, *, taxes: Taxes | None, answer: str, own: Collection[str] = (), actor: str, at: datetime
) -> None:
    """Answer a dispute for customs: ``taxes`` as the line should have, or None to dismiss it. ``own``: companies the officer acts for.

    Raises ``DisputeUnknown``, ``OwnDispute``, ``DisputeStands``, ``ReasonMissing``, ``TaxUnfit``, and ``LimitExceeded`` where a
    dearer bill does not fit into the guarantee.
    """
    answer = said(answer)
    with turn(), transaction.atomic():
        row, bill = _dispute(dispute)
        if row.organisation and row.organisation in own:
            raise refusals.OwnDispute("dispute")
        _ended(row, bill, "dismissed" if taxes is None else "upheld", answer, actor, at)
        before = bill.total_fen
        if taxes is not None:
            _mended(bill, row, taxes, answer, actor, at)
        bill.save()
        facts = {"bill": bill.tax_no, "state": row.state, "answer": answer, "before": before, "total": bill.total_fen}
        thing = f"retail_tax.dispute/{row.public_id}"
        record(actor=actor, action="retail_tax.dispute_answered", object=thing, after=facts, at=at)


def said(text: str) -> str:
    """A reason as it is kept. Raises ``ReasonMissing``."""
    text = " ".join(text.split())
    if not 0 < len(text) <= REASON_MOST or not text.isprintable():
        raise refusals.ReasonMissing("reason", most=REASON_MOST)
    return text


def _bill(name: str, organisations: Collection[str]) -> Bill:
    row = Bill.objects.select_for_update().filter(public_id=name).first()
    if row is None or row.organisation not in organisations:
        raise refusals.BillUnknown("number", number=name[:24])
    return row


def _state(row: Bill, event: str) -> None:
    state = after("bill", row.state, event)
    if state is None:
        raise refusals.DisputeStands("bill", number=row.tax_no, state=row.state)
    row.state = state


def _dispute(name: str) -> tuple[Dispute, Bill]:
    """The dispute and its bill, the bill locked first as everywhere."""
    bill = Dispute.objects.filter(public_id=name).values_list("line__bill", flat=True).first()
    if bill is None:
        raise refusals.DisputeUnknown("dispute", number=name[:12])
    row = Bill.objects.select_for_update().get(pk=bill)
    return Dispute.objects.select_for_update().select_related("line").get(public_id=name), row


def _ended(row: Dispute, bill: Bill, event: str, answer: str, actor: str, at: datetime) -> None:
    state = after("dispute", row.state, event)
    if state is None:
        raise refusals.DisputeStands("dispute", number=bill.tax_no, state=row.state)
    row.state, row.answer, row.answered_by, row.answered_at = state, answer, actor, at
    row.save()
    if not Dispute.objects.filter(line__bill=bill, state="open").exists():
        _state(bill, "settled")


def _mended(bill: Bill, row: Dispute, taxes: Taxes, answer: str, actor: str, at: datetime) -> None:
    """Line and bill get their new taxes, the ledger the difference, the guarantee the new amount."""
    line = row.line
    new = [getattr(taxes, name) for name in TAXES]
    if any(type(fen) is not int or not 0 <= fen <= BIGGEST_FEN for fen in new) or new == [
        getattr(line, name) for name in TAXES
    ]:
        raise refusals.TaxUnfit("taxes")
    before = bill.total_fen
    for name, fen in zip(TAXES, new, strict=True):
        setattr(bill, name, getattr(bill, name) + fen - getattr(line, name))
        setattr(line, name, fen)
    line.save(update_fields=list(TAXES))
    bill.total_fen = bill.tariff_fen + bill.consumption_fen + bill.vat_fen + bill.surcharge_fen
    bill.why = answer
    difference = bill.total_fen - before
    if not difference:
        return
    key = bill_key(bill.tax_no, f"mended/{row.public_id}")
    day = at.astimezone(BEIJING).date()
    post(entry(key, "generated", difference, on=day, document=bill.tax_no), actor=actor, at=at)
    if bill.frozen and holds_pending([bill.frozen]):
        _frozen(bill, row, actor, at)


def _frozen(bill: Bill, row: Dispute, actor: str, at: datetime) -> None:
    card = hold_card(bill.frozen)
    holds_void([bill.frozen], at=at)
    bill.frozen = f"{bill.frozen.partition('~')[0]}~{row.public_id}" if bill.total_fen else ""
    if not bill.frozen:
        return
    day = at.astimezone(BEIJING).date()
    wanted = Reserve(bill.frozen, card.debit, card.credit, bill.total_fen, day, document=card.document)
    for held in hold_batch([wanted], actor=actor, at=at):
        if held.refusal is not None:
            raise held.refusal
