"""The tariff service's door for its siblings: import VAT and most-favoured-nation duty of a code on a day, with their source."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zaiton.services.tariff.domain.duty import SCALE
from zaiton.services.tariff.domain.landed import on_file
from zaiton.services.tariff.domain.mfn import basis_of
from zaiton.services.tariff.domain.question import Question
from zaiton.services.tariff.domain.tables import Source
from zaiton.services.tariff.queries.ratebook import book_signature, charges, rate_book

__all__ = ["RateOnFile", "book_signature", "mfn_of", "vat_of"]

DESTINATION, MOST_FAVOURED = "CN", "*"


@dataclass(frozen=True, slots=True)
class RateOnFile:
    """A rate in per cent and where it stands. ``percent`` None: a table speaks of the code, but names no single percentage."""

    percent: Fraction | None
    document: str
    table: str
    status: str
    since: date


def vat_of(code: str, day: date) -> RateOnFile | None:
    """China's import VAT on a code; None where no table holds on the day. The better table that decides is taken."""
    undecided = None
    for table in on_file((one for one in charges().vat if one.destination == DESTINATION), day):
        rate, prefix = table.find(code)
        if rate is not None:
            return _told(rate, table.source)
        if prefix and undecided is None:
            undecided = _told(None, table.source)
    return undecided


def mfn_of(code: str, day: date) -> RateOnFile | None:
    """China's duty for most-favoured-nation origins, a provisional rate in its place where one holds; None where none is on file.

    ``percent`` is None where the duty is not one percentage (specific, compound) or depends on a fact.
    """
    book = rate_book()
    slot = book.plan(MOST_FAVOURED, DESTINATION).on(day)
    question = Question(code, MOST_FAVOURED, DESTINATION, day)
    rate = basis_of(book, slot, question, code).base
    if rate is None or rate.finding.source is None:
        return None
    return _told(None if rate.finding.undecided else rate.finding.rate, rate.finding.source)


def _told(scaled: int | None, source: Source) -> RateOnFile:
    percent = None if scaled is None else Fraction(scaled, SCALE)
    return RateOnFile(percent, source.document, source.table, source.status, source.in_force_from)
