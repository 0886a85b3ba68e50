"""Confirmed payment books are booked and paid: each bill has its entry, then each book one payment, made once.

Safe to repeat after a kill at any point: entries have keys, a document has one payment, and a book moves on in the transaction
that makes its payment. What money refuses (an agreement that has ended meanwhile) leads the book to ``rejected`` with the reason.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.public import agreement_card, document_pay, entries_there, post_batch
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import give_way, turn
from zaiton.services.retail_tax.actions.both import refusal_told
from zaiton.services.retail_tax.actions.entries import bill_key, entry
from zaiton.services.retail_tax.actions.moving import LONGEST_REASON, SOME, kept, locked, recorded, taken
from zaiton.services.retail_tax.models import Bill, Book

WORKER = "worker"
DOCUMENT = "book/"
PIECE = 1000
"""Entries booked in one transaction: others write between two of them."""


def document_of(ent_duty_no: str) -> str:
    """The document under which money knows a payment book."""
    return f"{DOCUMENT}{ent_duty_no}"


def books_pay(numbers: Sequence[str], *, at: datetime) -> int:
    """Book the bills of confirmed books and have the books paid; returns how many payments were made. Others are passed over."""
    confirmed = Book.objects.filter(ent_duty_no__in=list(numbers), state="confirmed")
    places = dict(confirmed.order_by("pk").values_list("pk", "ent_duty_no"))
    if not places:
        return 0
    _bills_book(places, at)
    return _pay(list(places.values()), at)


def _bills_book(places: dict[int, str], at: datetime) -> None:
    """One entry for each bill of these books, those that are there left out."""
    day = at.astimezone(BEIJING).date()
    for begin in range(0, len(places), SOME):
        some = list(places)[begin : begin + SOME]
        bills = Bill.objects.filter(book__in=some, total_fen__gt=0).order_by("book", "pk")
        rows = list(bills.values_list("tax_no", "total_fen", "book"))
        for first in range(0, len(rows), PIECE):
            _piece_book(rows[first : first + PIECE], places, day, at)


def _piece_book(rows: Sequence[tuple[str, int, int]], places: dict[int, str], day: date, at: datetime) -> None:
    there = entries_there(bill_key(tax_no, "confirmed") for tax_no, _, _ in rows)
    groups = []
    for tax_no, fen, book in rows:
        key = bill_key(tax_no, "confirmed")
        if key not in there:
            groups.append((entry(key, "confirmed", fen, on=day, document=document_of(places[book])),))
    for result in post_batch(groups, actor=WORKER, at=at):
        if result.refusal is not None:
            raise result.refusal
    give_way()


def _pay(numbers: Iterable[str], at: datetime) -> int:
    rows, steps = [], []
    with turn(), transaction.atomic():
        for row in locked(numbers).values():
            if row.state != "confirmed":
                continue
            try:
                with transaction.atomic():
                    made = _payment(row, at)
            except Refusal as refusal:
                row.reason = refusal_told(refusal)[:LONGEST_REASON]
                steps.append(taken(row, "rejected", actor=WORKER, at=at, reason=row.reason))
            else:
                row.instruction, row.attempt = made, row.attempt + 1
                steps.append(taken(row, "sent", actor=WORKER, at=at))
            rows.append(row)
        kept(rows, steps, ["instruction", "attempt", "reason"])
        recorded(rows, "retail_tax.books_sent", actor=WORKER, at=at)
    return sum(row.state == "debiting" for row in rows)


def _payment(row: Book, at: datetime) -> str:
    """The payment of a book, made or found; its public id."""
    made = document_pay(
        agreement_card(row.agreement),
        document=document_of(row.ent_duty_no),
        amount=row.total_fen,
        currency="CNY",
        business_date=at.astimezone(BEIJING).date(),
        actor=row.confirmed_by,
        at=at,
    )
    return made.public_id
