"""The figures by which the service is measured: time from confirmation to the treasury, and how much of the tax is paid electronically.

Pure. Guarantee: nothing is estimated; where nothing is paid there is no figure. Input: payment books with their moments. The median and the
ninetieth percentile are observed values (nearest rank), a share within a day counts 24 hours, shares are exact fractions. The rate by
amount is what is in the treasury out of all that was brought into payment books, by company how many companies have paid at least once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment book as it counts: whose, where, over how many fen, when confirmed and when in the treasury."""

    company: str
    customs_code: str
    fen: int
    made_at: datetime
    confirmed_at: datetime | None
    in_treasury_at: datetime | None

    @property
    def took(self) -> timedelta | None:
        """From confirmation to the treasury."""
        if self.confirmed_at is None or self.in_treasury_at is None:
            return None
        return max(self.in_treasury_at - self.confirmed_at, timedelta())


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and sums in fen; ``median`` and ``p90`` are None where nothing is in the treasury."""

    books: int
    paid_books: int
    fen: int
    paid_fen: int
    companies: int
    paying_companies: int
    median: timedelta | None
    p90: timedelta | None
    within_a_day: int

    @property
    def day_share(self) -> Fraction | None:
        """Of the books in the treasury, those that were there within a day of their confirmation."""
        return _share(self.within_a_day, self.paid_books)

    @property
    def amount_share(self) -> Fraction | None:
        """Of the amount, what is in the treasury."""
        return _share(self.paid_fen, self.fen)

    @property
    def company_share(self) -> Fraction | None:
        """Of the companies, those that have paid electronically."""
        return _share(self.paying_companies, self.companies)


def figures_of(books: Iterable[Paid]) -> Figures:
    """The figures of some payment books."""
    all_ = list(books)
    paid = [(book, took) for book in all_ if (took := book.took) is not None]
    times = sorted(took for _, took in paid)
    return Figures(
        books=len(all_),
        paid_books=len(paid),
        fen=sum(book.fen for book in all_),
        paid_fen=sum(book.fen for book, _ in paid),
        companies=len({book.company for book in all_}),
        paying_companies=len({book.company for book, _ in paid}),
        median=ranked(times, 50),
        p90=ranked(times, 90),
        within_a_day=sum(took <= DAY for took in times),
    )


def ranked(values: Sequence[timedelta], percent: int) -> timedelta | None:
    """The nearest-rank percentile of sorted values; None of none."""
    return values[max(-(-len(values) * percent // 100) - 1, 0)] if values else None


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
