"""Bills that may be collected come into payment books: those of one agent at one customs, under one scheme, of one period.

Bills of goods that are on their way back wait, and so do bills over nothing. Whatever comes after a book was proposed gets a book
of its own. Each piece is one transaction in which the book is over exactly its bills.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import give_way, turn
from zaiton.services.retail_tax.actions.numbering import numbers
from zaiton.services.retail_tax.actions.telling import SOME, STATE_OF_BILL, of_bill, told
from zaiton.services.retail_tax.domain.messages_customs import CONSOLIDATED
from zaiton.services.retail_tax.domain.states import after
from zaiton.services.retail_tax.models import Bill, Book

PIECE = 500
CLERK = "system"
OF_BOOK = ("agent_code", "customs_code", "scheme", "period")


def bills_consolidate(*, at: datetime, actor: str = CLERK) -> tuple[str, ...]:
    """Bring every bill that may be collected today into its payment book; the numbers of the books, made or grown."""
    day = at.astimezone(BEIJING).date()
    waiting = Bill.objects.filter(state="generated", collectable_on__lte=day, total_fen__gt=0)
    waiting = waiting.exclude(inventory__state="returning").order_by(*OF_BOOK, "pk")
    groups: dict[tuple[str, ...], list[int]] = {}
    for pk, *key in waiting.values_list("pk", *OF_BOOK):
        groups.setdefault(tuple(key), []).append(pk)
    books: dict[str, None] = {}
    for key, pks in groups.items():
        for begin in range(0, len(pks), PIECE):
            with turn(), transaction.atomic():
                book = _collected(key, pks[begin : begin + PIECE], actor, at)
            if book:
                books[book] = None
            give_way()
    return tuple(books)


def _collected(key: tuple[str, ...], pks: Sequence[int], actor: str, at: datetime) -> str:
    """These bills, as far as they still wait, into the open book of their group; its number."""
    locked = Bill.objects.select_for_update(of=("self",)).filter(pk__in=pks, state="generated").order_by("pk")
    bills = [bill for bill in locked.select_related("inventory") if not _on_its_way_back(bill)]
    if not bills:
        return ""
    book = Book.objects.select_for_update().filter(state="consolidated", **dict(zip(OF_BOOK, key, strict=True))).first()
    if book is None:
        book = _opened(key, bills[0], at)
    for bill in bills:
        state = after("bill", bill.state, "consolidated")
        assert state is not None  # all of them wait
        bill.state, bill.book = state, book
    book.bills_count += len(bills)
    book.total_fen += sum(bill.total_fen for bill in bills)
    book.due_on = min(book.due_on, *(bill.due_on for bill in bills))
    book.save(update_fields=["bills_count", "total_fen", "due_on"])
    Bill.objects.bulk_update(bills, ["state", "book"], batch_size=SOME)
    told(
        [of_bill(bill, STATE_OF_BILL, CONSOLIDATED, at, book.ent_duty_no) for bill in bills if bill.kind != "surcharge"]
    )
    facts = {
        "bills": book.bills_count,
        "total_fen": book.total_fen,
        "added": len(bills),
        "due_on": book.due_on.isoformat(),
    }
    thing = f"retail_tax.book/{book.ent_duty_no}"
    record(actor=actor, action="retail_tax.bills_consolidated", object=thing, after=facts, at=at)
    return book.ent_duty_no


def _on_its_way_back(bill: Bill) -> bool:
    return bill.inventory is not None and bill.inventory.state == "returning"


def _opened(key: tuple[str, ...], bill: Bill, at: datetime) -> Book:
    month = at.astimezone(BEIJING)
    (number,) = numbers(f"book/{month:%Y}", 1)
    return Book.objects.create(
        ent_duty_no=f"{bill.customs_code}{month:%Y%m}E{number:08}",
        organisation=bill.organisation,
        due_on=bill.due_on,
        made_at=at,
        moved_at=at,
        **dict(zip(OF_BOOK, key, strict=True)),
    )
