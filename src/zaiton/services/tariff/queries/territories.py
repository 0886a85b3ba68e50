"""Which territories the pages offer: origins with an agreement first, destinations with a tariff on file."""

from zaiton.services.tariff.queries.ratebook import book_signature, rate_book

_kept: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}


def common_origins() -> tuple[str, ...]:
    """Origins that some agreement or schedule on file names, by code."""
    return _lists()[0]


def destinations() -> tuple[str, ...]:
    """Destinations with at least one schedule on file, China first."""
    return _lists()[1]


def _lists() -> tuple[tuple[str, ...], tuple[str, ...]]:
    signature = book_signature()
    if signature not in _kept:
        book = rate_book()
        found = {origin for a in book.agreements.values() for origin in a.origins}
        found |= {origin for s in book.schedules for origin in s.table.origins or ()}
        _kept.clear()
        _kept[signature] = (tuple(sorted(found - {"*"})), book.destinations)
    return _kept[signature]
