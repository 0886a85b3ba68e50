"""Inventory lists end: cancelled before release, goods sent back after it, or closed when the days for that are over.

What a list had taken is given back with it: the buyer's limit, the bill and the guarantee. A bill that has been paid already is
claimed back instead (``claiming``); while it is being paid nothing can be recorded.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from zaiton.base.text import Bilingual
from zaiton.blocks.money.public import entries_there, holds_void, post, reverse
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import give_way, turn
from zaiton.services.retail_tax.actions.claiming import claim_open
from zaiton.services.retail_tax.actions.disputing import said
from zaiton.services.retail_tax.actions.entries import bill_key, entry
from zaiton.services.retail_tax.actions.moving import bill_leaves
from zaiton.services.retail_tax.actions.releasing import kept, locked, recorded, stepped, used_key
from zaiton.services.retail_tax.actions.telling import (
    ASSESSED,
    CLOSED,
    OF_CANCEL,
    OF_RETURN,
    REJECTED,
    STATE_OF_BILL,
    STATE_OF_LIST,
    of_bill,
    of_list,
    told,
)
from zaiton.services.retail_tax.domain import release_refusals as refusals
from zaiton.services.retail_tax.domain.messages_customs import VOID
from zaiton.services.retail_tax.domain.states import BOOK_PAID, after
from zaiton.services.retail_tax.models import Bill, Dispute, Document, Inventory, Sale
from zaiton.services.retail_tax.queries.settlement import days_of

CLERK = "system"
AT_ONCE = 200
NOT_BACK = Bilingual("货物未在规定期限内退回", "The goods did not come back in time")
BACK = Bilingual("退货", "The goods came back")
CAME_BACK = Bilingual("退货，税款已缴", "The goods came back after the tax had been paid")


def inventory_cancel(
    invt_no: str, *, reason: str, organisations: Collection[str] | None = None, actor: str, at: datetime
) -> None:
    """Cancel a list before release; the buyer's limit is free again. ``organisations`` None: customs does it.

    An agent cannot cancel what is stopped for inspection. Raises ``InventoryUnknown``, ``InventoryStands``, ``ReasonMissing``.
    """
    reason = said(reason)
    with turn(), transaction.atomic():
        row = _one(invt_no, organisations)
        if organisations is not None and row.state != "accepted":
            raise refusals.InventoryStands("number", number=row.invt_no, state=row.state)
        step = stepped(row, "cancelled", actor=actor, at=at, reason=reason)
        row.ended_at = at
        holds_void([row.hold], at=at)
        _sale_ends(row)
        kept([row], [step], ["ended_at"])
        told([of_list(row, OF_CANCEL, ASSESSED, at, reason)])
        recorded([row], "retail_tax.inventory_cancelled", actor=actor, at=at, reason=reason)


def return_ask(
    invt_no: str, *, reason: str, organisations: Collection[str] | None = None, actor: str, at: datetime
) -> None:
    """Report that the goods of a released list go back, within the days for it (the day of release is day nought).

    Raises ``InventoryUnknown``, ``InventoryStands``, ``ReturnTooLate``, ``ReasonMissing``.
    """
    reason = said(reason)
    with turn(), transaction.atomic():
        row = _one(invt_no, organisations)
        step = stepped(row, "return_asked", actor=actor, at=at, reason=reason)
        _in_time(row, "return_window", at)
        kept([row], [step], [])
        recorded([row], "retail_tax.return_asked", actor=actor, at=at, reason=reason)


def return_refuse(invt_no: str, *, reason: str, actor: str, at: datetime) -> None:
    """Customs refuses a return; the bill stands. Raises ``InventoryUnknown``, ``InventoryStands``, ``ReasonMissing``."""
    reason = said(reason)
    with turn(), transaction.atomic():
        row = _one(invt_no, None)
        step = stepped(row, "return_refused", actor=actor, at=at, reason=reason)
        kept([row], [step], [])
        told([of_list(row, OF_RETURN, REJECTED, at, reason)])
        recorded([row], "retail_tax.return_refused", actor=actor, at=at, reason=reason)


def return_done(invt_no: str, *, actor: str, at: datetime) -> str:
    """The goods are back: the bill is void, the buyer's limit and the guarantee are given back.

    Returns the public id of the claim that was opened where the bill had been paid, else nothing. Raises ``InventoryUnknown``,
    ``InventoryStands``, ``ReturnTooLate``, ``PaymentUnderWay``.
    """
    with turn(), transaction.atomic():
        row = _one(invt_no, None)
        step = stepped(row, "returned", actor=actor, at=at)
        day = _in_time(row, "return_arrival", at)
        row.ended_at = at
        bill = Bill.objects.select_for_update().filter(inventory=row, kind="tax").exclude(state="void").get()
        claim = "" if _ended(bill, actor, at) else claim_open(bill, CAME_BACK.zh, actor=actor, at=at)
        used = used_key(row)
        if entries_there([used]):
            reverse(used, key=f"{used}/back", reason=BACK.zh, business_date=day, actor=actor, at=at)
        _sale_ends(row)
        kept([row], [step], ["ended_at"])
        told([of_list(row, OF_RETURN, ASSESSED, at)])
        recorded([row], "retail_tax.returned", actor=actor, at=at, bill=bill.tax_no, state=bill.state, claim=claim)
    return claim


def bill_void(bill: Bill, *, why: str, actor: str, at: datetime) -> None:
    """Make a bill void that is in no payment book: ledger and guarantee get back what it took. Inside a transaction."""
    state = after("bill", bill.state, "void")
    if state is None:
        raise refusals.PaymentUnderWay("bill", number=bill.tax_no, book="", state=bill.state)
    bill.state, bill.voided_at, bill.why = state, at, why
    bill.save(update_fields=["state", "voided_at", "why", "book"])
    if bill.total_fen:
        day = at.astimezone(BEIJING).date()
        draft = entry(bill_key(bill.tax_no, "void"), "generated", -bill.total_fen, on=day, document=bill.tax_no)
        post(draft, actor=actor, at=at)
    holds_void([bill.frozen] if bill.frozen else [], at=at)
    open_ones = Dispute.objects.filter(line__bill=bill, state="open")
    open_ones.update(state="withdrawn", answer=why, answered_by=actor, answered_at=at)
    if bill.kind != "surcharge":
        told([of_bill(bill, STATE_OF_BILL, VOID, at)])


def lists_close(*, at: datetime) -> int:
    """Close released lists whose days for a return are over; returns how many."""
    day = at.astimezone(BEIJING).date()
    last = _end_of(day - timedelta(days=days_of("return_window", day)))
    wanted = Inventory.objects.filter(state="released", released_at__lt=last).order_by("pk")
    closed = 0
    for some in _pieces(list(wanted.values_list("invt_no", flat=True))):
        with turn(), transaction.atomic():
            rows = [row for row in locked(some).values() if row.state == "released"]
            steps = [stepped(row, "closed", actor=CLERK, at=at) for row in rows]
            for row in rows:
                row.ended_at = at
            kept(rows, steps, ["ended_at"])
            told([of_list(row, STATE_OF_LIST, CLOSED, at) for row in rows])
            recorded(rows, "retail_tax.lists_closed", actor=CLERK, at=at)
        closed += len(rows)
        give_way()
    return closed


def returns_lapse(*, at: datetime) -> int:
    """Refuse returns whose goods did not come back in time; returns how many. Their bills are collected like any other."""
    day = at.astimezone(BEIJING).date()
    last = _end_of(day - timedelta(days=days_of("return_arrival", day)))
    wanted = Inventory.objects.filter(state="returning", released_at__lt=last).order_by("pk")
    lapsed = 0
    for some in _pieces(list(wanted.values_list("invt_no", flat=True))):
        with turn(), transaction.atomic():
            rows = [row for row in locked(some).values() if row.state == "returning"]
            steps = [stepped(row, "return_refused", actor=CLERK, at=at, reason=NOT_BACK.zh) for row in rows]
            kept(rows, steps, [])
            told([of_list(row, OF_RETURN, REJECTED, at, NOT_BACK.zh) for row in rows])
            recorded(rows, "retail_tax.returns_lapsed", actor=CLERK, at=at)
        lapsed += len(rows)
        give_way()
    return lapsed


def _one(invt_no: str, organisations: Collection[str] | None) -> Inventory:
    row = locked([invt_no]).get(invt_no)
    if row is None or (organisations is not None and row.organisation not in organisations):
        raise refusals.InventoryUnknown("number", number=invt_no[:24])
    return row


def _in_time(row: Inventory, term: str, at: datetime) -> date:
    """Today in Beijing, which must not be after the last day. Raises ``ReturnTooLate``."""
    assert row.released_at is not None  # whatever returns was released
    released, day = row.released_at.astimezone(BEIJING).date(), at.astimezone(BEIJING).date()
    last = released + timedelta(days=days_of(term, released))
    if day > last:
        facts = {"number": row.invt_no, "released": released.isoformat(), "last": last.isoformat()}
        raise refusals.ReturnTooLate("number", **facts)
    return day


def _ended(bill: Bill, actor: str, at: datetime) -> bool:
    """Make the bill void where that can be; False where it is paid. Raises ``PaymentUnderWay``."""
    stands = bill_leaves(bill, actor=actor, at=at)
    if stands in BOOK_PAID:
        return False
    if stands:
        assert bill.book is not None  # a book that keeps it is there
        raise refusals.PaymentUnderWay("bill", number=bill.tax_no, book=bill.book.ent_duty_no, state=stands)
    if bill.state == "consolidated":
        bill.state = "generated"
    bill_void(bill, why=BACK.zh, actor=actor, at=at)
    return True


def _sale_ends(row: Inventory) -> None:
    """The sale is withdrawn with its list: it is declared anew by another list, not by this one."""
    Document.objects.filter(sale=row.sale_id, kind="inventory", state="live").update(state="withdrawn")
    sale = Sale.objects.select_for_update().get(pk=row.sale_id)
    state = after("sale", sale.state, "withdrawn")
    if state is not None:
        sale.state = state
        sale.save(update_fields=["state"])


def _end_of(day: date) -> datetime:
    """The moment in which a day of Beijing begins: what was released before it was released on an earlier day."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def _pieces(named: list[str]) -> list[list[str]]:
    return [named[begin : begin + AT_ONCE] for begin in range(0, len(named), AT_ONCE)]
