"""The treasury report: what fell due, what was paid, what is in the treasury, by day, customs district and tax."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.domain.states import BOOK_PAID
from zaiton.services.retail_tax.models import Bill, Book
from zaiton.services.retail_tax.queries.books import TAXES

UNPAID = ("consolidated", "proposed", "confirmed", "debiting", "unknown", "rejected")


@dataclass(frozen=True, slots=True)
class TreasuryLine:
    """What came into the treasury on a day from one customs district, in fen; ``books`` and ``bills`` counted."""

    day: date
    customs_code: str
    books: int
    bills: int
    tariff_fen: int
    consumption_fen: int
    vat_fen: int
    surcharge_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """What one customs district still waits for, in fen: books by state; ``overdue_fen`` of them after their due day."""

    customs_code: str
    state: str
    books: int
    fen: int
    overdue_books: int
    overdue_fen: int
    oldest_due: date | None


@dataclass(frozen=True, slots=True)
class TreasuryReport:
    """Both, with the sums of the days asked for."""

    first: date
    last: date
    lines: tuple[TreasuryLine, ...]
    open: tuple[OpenLine, ...]

    @property
    def total_fen(self) -> int:
        """All that came in."""
        return sum(line.total_fen for line in self.lines)

    @property
    def document(self) -> dict[str, Any]:
        """The report as JSON says it."""
        names = TreasuryLine.__dataclass_fields__
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "total_fen": self.total_fen,
            "lines": [
                {name: str(getattr(line, name)) if name == "day" else getattr(line, name) for name in names}
                for line in self.lines
            ],
            "open": [
                {name: getattr(line, name) for name in OpenLine.__dataclass_fields__ if name != "oldest_due"}
                | {"oldest_due": line.oldest_due.isoformat() if line.oldest_due else ""}
                for line in self.open
            ],
        }


def treasury_report(
    first: date, last: date, *, on: date, customs_code: str = "", organisations: Collection[str] | None = None
) -> TreasuryReport:
    """The days from ``first`` to ``last`` (Beijing), and what is open ``on`` a day; of one district or some companies if wanted."""
    books = Book.objects.exclude(state="dissolved")
    if customs_code:
        books = books.filter(customs_code=customs_code)
    if organisations is not None:
        books = books.filter(organisation__in=list(organisations))
    return TreasuryReport(first, last, _lines(books, first, last), _open(books, on))


def _lines(books: QuerySet[Book], first: date, last: date) -> tuple[TreasuryLine, ...]:
    begin, end = _moment(first), _moment(last + timedelta(1))
    inside = books.filter(in_treasury_at__gte=begin, in_treasury_at__lt=end)
    sums = {f"{name}_sum": Sum(f"{name}_fen") for name in (*TAXES, "total")}
    day = TruncDate("book__in_treasury_at", tzinfo=BEIJING)
    rows = Bill.objects.filter(book__in=inside.values("pk")).annotate(day=day).values("day", "book__customs_code")
    found = rows.annotate(books=Count("book", distinct=True), bills=Count("pk"), **sums).order_by(
        "day", "book__customs_code"
    )
    return tuple(
        TreasuryLine(
            row["day"],
            row["book__customs_code"],
            row["books"],
            row["bills"],
            *(row[f"{name}_sum"] for name in (*TAXES, "total")),
        )
        for row in found
    )


def _open(books: QuerySet[Book], on: date) -> tuple[OpenLine, ...]:
    late = Q(due_on__lt=on)
    rows = books.filter(state__in=(*UNPAID, *BOOK_PAID[:1])).values("customs_code", "state")
    found = rows.annotate(
        n=Count("pk"), fen=Sum("total_fen"), late=Count("pk", filter=late), late_fen=Sum("total_fen", filter=late)
    )
    found = found.annotate(oldest=Min("due_on")).order_by("customs_code", "state")
    names = ("customs_code", "state", "n", "fen", "late", "late_fen", "oldest")
    return tuple(
        OpenLine(customs, state, count, fen, late_books, late_fen or 0, oldest)
        for customs, state, count, fen, late_books, late_fen, oldest in found.values_list(*names)
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
