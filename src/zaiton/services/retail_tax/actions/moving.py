"""Payment books take their steps: the graph decides, each step is kept with who took it, a batch has one entry of evidence."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from zaiton.blocks.evidence.public import record
from zaiton.services.retail_tax.domain.book_refusals import BookStands
from zaiton.services.retail_tax.domain.states import after
from zaiton.services.retail_tax.models import Bill, Book, BookStep

SOME = 300
"""Rows written, or numbers asked for, by one statement."""
LONGEST_REASON = 1000


def locked(numbers: Iterable[str]) -> dict[str, Book]:
    """The rows of these books by number, locked in the order in which they were made; inside a transaction."""
    found: dict[str, Book] = {}
    wanted = sorted(set(numbers))
    for begin in range(0, len(wanted), SOME):
        rows = Book.objects.select_for_update().filter(ent_duty_no__in=wanted[begin : begin + SOME]).order_by("pk")
        found.update((row.ent_duty_no, row) for row in rows)
    return found


def taken(row: Book, event: str, *, actor: str, at: datetime, reason: str = "") -> BookStep:
    """Let a book in memory take a step; the caller keeps both (``kept``). Raises ``BookStands``."""
    state = after("book", row.state, event)
    if state is None:
        raise BookStands("number", number=row.ent_duty_no, state=row.state)
    reason = reason[:LONGEST_REASON]
    step = BookStep(book=row, event=event, before=row.state, after=state, actor=actor, reason=reason, at=at)
    row.state, row.moved_at = state, at
    return step


def kept(rows: Sequence[Book], steps: Sequence[BookStep], fields: Sequence[str]) -> None:
    """Write books that took steps, with ``fields`` beside their state, and the steps."""
    if rows:
        Book.objects.bulk_update(rows, ["state", "moved_at", *fields], batch_size=SOME)
        BookStep.objects.bulk_create(steps, batch_size=SOME)


def bill_leaves(bill: Bill, *, actor: str, at: datetime) -> str:
    """Take a bill out of its book, which must not be confirmed, nor ever have been; returns the state of a book that keeps it.

    A proposal over the book is taken back, a book with no bill left is dissolved. The caller saves the bill.
    """
    if bill.book_id is None:
        return ""
    number = Book.objects.values_list("ent_duty_no", flat=True).get(pk=bill.book_id)
    book = locked([number])[number]
    if book.attempt or book.state not in ("consolidated", "proposed"):
        return book.state
    steps = []
    if book.state == "proposed":
        steps.append(taken(book, "taken_back", actor=actor, at=at, reason=bill.tax_no))
        book.proposed_by, book.proposed_at, book.agreement = "", None, ""
    book.bills_count, book.total_fen = book.bills_count - 1, book.total_fen - bill.total_fen
    if not book.bills_count:
        steps.append(taken(book, "dissolved", actor=actor, at=at, reason=bill.tax_no))
    kept([book], steps, ["bills_count", "total_fen", "proposed_by", "proposed_at", "agreement"])
    bill.book = None
    return ""


def recorded(rows: Sequence[Book], action: str, *, actor: str, at: datetime) -> None:
    """The evidence of a step of one book or of many; the last thing in its transaction."""
    if not rows:
        return
    told = {
        row.ent_duty_no: {
            "state": row.state,
            "total_fen": row.total_fen,
            "bills": row.bills_count,
            "agreement": row.agreement,
            "instruction": row.instruction,
            "attempt": row.attempt,
        }
        for row in rows
    }
    if len(rows) == 1:
        thing = f"retail_tax.book/{rows[0].ent_duty_no}"
    else:
        thing = f"retail_tax.books/{hashlib.sha256(' '.join(sorted(told)).encode()).hexdigest()[:16]}"
    record(actor=actor, action=action, object=thing, after=told, at=at)
