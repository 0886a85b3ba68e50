"""Sums over the bill as an agreement sees it: what is originating, what is not, and what is not known or has no value."""

from typing import NamedTuple

from zaiton.services.tariff.domain.origin.sheet import Entry


class Totals(NamedTuple):
    """Sums over the entries that count for value. ``most`` counts unknown origins as not originating; None: a value is missing."""

    own_least: int
    own_most: int
    foreign_least: int
    foreign_most: int | None
    valueless: tuple[Entry, ...]
    unknown: tuple[Entry, ...]


def totals_of(entries: tuple[Entry, ...]) -> Totals:
    """The sums a share of value is computed from."""
    own = foreign = open_ = 0
    valueless: list[Entry] = []
    unknown: list[Entry] = []
    for entry in entries:
        if not entry.in_value:
            continue
        state, value = entry.state, entry.value
        if state is True:
            own += value or 0
            continue
        if state is None:
            unknown.append(entry)
        if value is None:
            valueless.append(entry)
        elif state is None:
            open_ += value
        else:
            foreign += value
    most = None if valueless else foreign + open_
    return Totals(own, own + open_, foreign, most, tuple(valueless), tuple(unknown))


def own_only(entries: tuple[Entry, ...], party: str) -> tuple[Entry, ...]:
    """The entries as they count where materials of other parties do not: originating only those of one party."""
    return tuple(
        entry._replace(state=False, why="material_outside_cumulation")
        if entry.state is not False and entry.origin not in (None, party) and entry.why != "material_indirect"
        else entry
        for entry in entries
    )
