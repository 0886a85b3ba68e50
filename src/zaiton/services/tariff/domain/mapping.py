"""From a code to its successors: what became of it, which codes may describe the good now, and the question that decides.

Between editions of the Harmonized System the correlation tables decide. What one code became is told as ``same``, ``renamed``,
``split``, ``merged`` or ``ambiguous``; a good whose code has several successors stays undecided until somebody who knows it
answers the question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.codelist import COLLECTING, Chain, Correlation, Leg, Way
from zaiton.services.tariff.domain.tables import Nomenclature, Source

EDITIONS = (1988, 1992, 1996, 2002, 2007, 2012, 2017, 2022, 2028)
"""Years of the editions of the Harmonized System (recommendations of the World Customs Organization)."""
SUBHEADING_DIGITS = 6
FOUND = ("same", "renamed", "split", "merged", "ambiguous")


class NoSuchEdition(Refusal):
    """A year that is no edition of the Harmonized System."""

    code = "no_such_edition"
    message = gettext_noop("There is no edition {given} of the Harmonized System.")
    mend = gettext_noop("Write one of {known}.")


class CodeNotInEdition(Refusal):
    """A code that the named edition does not have."""

    code = "code_not_in_edition"
    message = gettext_noop("{given} is no code of the Harmonized System of {edition}.")
    mend = gettext_noop("Check the code, or name the edition it belongs to.")


class Note(NamedTuple):
    """A remark as its code, msgid and data."""

    code: str
    message: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """One code a good may have now. ``evidence`` are codes of what speaks for it where it is inferred."""

    code: str
    inferred: bool = False
    likely: bool = False
    evidence: tuple[str, ...] = ()
    rate_from: str | None = None
    rate_to: str | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of one code. ``relationship`` is 1:1, 1:n, n:1, n:n or empty; ``via`` the years between, if any."""

    code: str
    status: str
    targets: tuple[Target, ...] = ()
    relationship: str = ""
    via: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
    sources: tuple[Source, ...] = ()
    also_from: tuple[str, ...] = ()
    """Other codes on this side that lead to the same successors."""

    @property
    def inferred(self) -> bool:
        """Whether any of it is concluded and not printed."""
        return any(target.inferred for target in self.targets)


def note(kind: str, /, **data: Any) -> Note:
    """A remark of this room."""
    return Note(kind, NOTES[kind], data)


NOTES = {
    "first_six": gettext_noop(
        "Mapped on its first six digits, {code}; digits beyond the sixth are each country's own."
    ),
    "first_digits": gettext_noop("Mapped on its first {digits} digits, {code}."),
    "via": gettext_noop("No table compares {first} with {last}; composed through {via}."),
    "collecting": gettext_noop(
        "{count} of the codes only collect goods that may have come from anywhere (waste, parts, modules); most goods keep {code}."
    ),
    "no_table": gettext_noop("No table that leads from {first} to {last} is on file. On file are {known}."),
    "no_successor": gettext_noop("The table names no successor of this code."),
}


class Atlas:
    """The editions and correlations on file, and the way between any two of them."""

    def __init__(self, editions: Iterable[Nomenclature], correlations: Iterable[Correlation]) -> None:
        self.codes = {n.edition: n.codes for n in editions}
        self.tables = sorted(correlations, key=lambda c: c.source.rank)
        self._legs: dict[tuple[int, int], tuple[Leg, Source]] = {}
        for table in self.tables:
            left, right = self.codes.get(table.from_hs, frozenset()), self.codes.get(table.to_hs, frozenset())
            pair = (table.from_hs, table.to_hs)
            if pair not in self._legs:
                self._legs[pair] = Leg(table.links, left, right), table.source
                self._legs[pair[::-1]] = Leg(table.links.turned(), right, left), table.source

    @property
    def known(self) -> tuple[int, ...]:
        """Editions that a table on file leads from or to, in order."""
        return tuple(sorted({edition for pair in self._legs for edition in pair}))

    def way(self, first: int, last: int) -> tuple[Way, tuple[int, ...], tuple[Source, ...]] | None:
        """The way from one edition to another, the edition passed through, and the tables used; None where there is none."""
        direct = self._legs.get((first, last))
        if direct is not None:
            return direct[0], (), (direct[1],)
        between = [m for m in self.known if (first, m) in self._legs and (m, last) in self._legs]
        if not between:
            return None
        middle = min(between, key=lambda m: (abs(m - first) + abs(m - last), m))
        (one, source), (two, other) = self._legs[first, middle], self._legs[middle, last]
        return Chain(one, two), (middle,), (source, other)

    def map(self, code: str, first: int, last: int) -> Mapped:
        """What became of a code of six digits or more. Raises ``NoSuchEdition`` or ``CodeNotInEdition``."""
        for edition in (first, last):
            if edition not in EDITIONS and edition not in self.codes:
                raise NoSuchEdition(given=edition, known=", ".join(map(str, self.known)))
        six = code[:SUBHEADING_DIGITS]
        notes = () if six == code else (note("first_six", code=six),)
        if first in self.codes and six not in self.codes[first]:
            raise CodeNotInEdition(given=code, edition=first)
        if first == last and first in self.codes:
            return Mapped(six, "same", (Target(six, likely=True),), "1:1", notes=notes)
        found = self.way(first, last)
        if found is None or first not in self.codes:
            known = ", ".join(map(str, self.known)) or "—"
            return Mapped(six, "not_covered", notes=(*notes, note("no_table", first=first, last=last, known=known)))
        way, via, sources = found
        if via:
            notes += (note("via", first=first, last=last, via=via[0]),)
        return judged(six, way, via=via, notes=notes, sources=sources)


def judged(
    code: str, way: Way, *, via: tuple[int, ...] = (), notes: tuple[Note, ...] = (), sources: tuple[Source, ...] = ()
) -> Mapped:
    """What became of a code, told from its successors and from what else leads to them."""
    targets = way.targets(code)
    if not targets:
        return Mapped(code, "gone", (), "", via, (*notes, note("no_successor")), sources)
    origins = {target: way.sources(target) for target in targets}
    status, relationship = kind_of(code, targets, origins)
    narrow = [t for t in targets if len(origins[t]) <= COLLECTING]
    likely = code if code in narrow else narrow[0] if len(narrow) == 1 else targets[0] if len(targets) == 1 else ""
    collecting = len(targets) - len(narrow)
    if likely and collecting and len(targets) > 1:
        notes += (note("collecting", count=collecting, code=likely),)
    ordered = sorted(targets, key=lambda t: (t != likely, t not in narrow, t))
    made = tuple(Target(t, likely=t == likely) for t in ordered)
    return Mapped(code, status, made, relationship, via, notes, sources, also_from(code, narrow, origins))


def also_from(code: str, targets: Iterable[str], origins: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The other codes that lead to these successors, in order."""
    return tuple(sorted({origin for target in targets for origin in origins[target]} - {code}))


def kind_of(code: str, targets: Sequence[str], origins: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Status and relationship of a code with these successors, each of which comes from these origins."""
    alone = all(list(origins[t]) == [code] for t in targets)
    relationship = f"{'1' if alone else 'n'}:{'1' if len(targets) == 1 else 'n'}"
    if len(targets) > 1:
        return ("split" if alone else "ambiguous"), relationship
    if not alone:
        return "merged", relationship
    return ("same" if targets[0] == code else "renamed"), relationship
