"""The figures of a stretch of days from the payment books on file: in all, by month and by customs district."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.domain.figures import Figures, Paid, figures_of
from zaiton.services.retail_tax.models import Book


@dataclass(frozen=True, slots=True)
class Board:
    """Figures of the payment books made from ``first`` to ``last`` (Beijing): all, by month (``2026-11``), by district."""

    first: date
    last: date
    all: Figures
    months: tuple[tuple[str, Figures], ...]
    districts: tuple[tuple[str, Figures], ...]


def figures(first: date, last: date, organisations: Collection[str] | None = None) -> Board:
    """The figures of payment books made in these days; of some companies, None: of all."""
    begin, end = _moment(first), _moment(last + timedelta(days=1))
    rows = Book.objects.filter(made_at__gte=begin, made_at__lt=end).exclude(state="dissolved")
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    names = ("organisation", "agent_code", "customs_code", "total_fen", "made_at", "confirmed_at", "in_treasury_at")
    books = [Paid(company or agent, *rest) for company, agent, *rest in rows.values_list(*names).iterator()]
    return Board(
        first,
        last,
        figures_of(books),
        _by(books, lambda book: f"{book.made_at.astimezone(BEIJING):%Y-%m}"),
        _by(books, lambda book: book.customs_code),
    )


def _by(books: Iterable[Paid], key: Callable[[Paid], str]) -> tuple[tuple[str, Figures], ...]:
    groups: dict[str, list[Paid]] = {}
    for book in books:
        groups.setdefault(key(book), []).append(book)
    return tuple((name, figures_of(groups[name])) for name in sorted(groups))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
