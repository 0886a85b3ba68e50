"""Tables that lead from the codes of one list to those of another: correlations of two editions of the Harmonized System
and concordances of a tariff's lines in two years.

A cell may hold several codes with spaces between; every code on the left then corresponds to every code on the right. A code
that both lists have and no row names is unchanged. In a concordance a shorter code on the left stands for every line beneath
it, a blank on the right for a line whose successor is not printed, a blank on the left for a line whose origin is not.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zaiton.services.tariff.domain.reading import BadTable, source_of
from zaiton.services.tariff.domain.tables import Source

SUBHEADING = re.compile(r"\d{6}", re.ASCII)
LINE = re.compile(r"\d{6,10}", re.ASCII)
UNCHANGED, UNKNOWN = "unchanged", "unknown"
COLLECTING = 50
"""A code that more than so many codes lead to is collecting: waste, parts, modules that may have been anything before."""


class Links:
    """Pairs of codes, looked up from either side."""

    __slots__ = ("forward", "backward", "lengths")

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.forward: dict[str, list[str]] = {}
        self.backward: dict[str, list[str]] = {}
        for left, right in sorted(set(pairs)):
            self.forward.setdefault(left, []).append(right)
            self.backward.setdefault(right, []).append(left)
        self.lengths = sorted({len(code) for code in self.forward if code}, reverse=True)

    def turned(self) -> "Links":
        """The same pairs with left and right exchanged."""
        return Links((right, left) for left, rights in self.forward.items() for right in rights)

    def named(self, code: str) -> list[str] | None:
        """What the table says of a code, its own or that of a shorter one above it; None where it does not name it."""
        found: list[str] = []
        hit = False
        for length in self.lengths:
            if length <= len(code) and code[:length] in self.forward:
                hit = True
                found += self.forward[code[:length]]
        return sorted({c for c in found if c}) if hit else None


@dataclass(frozen=True, slots=True)
class Correlation:
    """Six-digit codes of two editions of the Harmonized System."""

    source: Source
    from_hs: int
    to_hs: int
    links: Links


@dataclass(frozen=True, slots=True)
class Concordance:
    """Lines of one tariff in two years. ``unlisted``: what is true of a line that no row names."""

    source: Source
    destination: str
    from_year: int
    to_year: int
    unlisted: str
    links: Links


def pairs_of(rows: Iterable[Mapping[str, str]]) -> Iterable[tuple[str, str]]:
    """The pairs of codes that the rows of a pack spell out."""
    for row in rows:
        for left in (row.get("from") or "").split() or [""]:
            for right in (row.get("to") or "").split() or [""]:
                yield left, right


def correlation_of(pack: object, rows: Iterable[Mapping[str, str]]) -> Correlation:
    """The correlation of a pack. Raises ``BadTable``."""
    settings = _section(pack, "correlation")
    return Correlation(
        source_of(pack), _number(pack, settings, "from_hs"), _number(pack, settings, "to_hs"), Links(pairs_of(rows))
    )


def concordance_of(pack: object, rows: Iterable[Mapping[str, str]]) -> Concordance:
    """The concordance of a pack. Raises ``BadTable``."""
    settings = _section(pack, "concordance")
    unlisted = settings.get("unlisted", UNCHANGED)
    if unlisted not in (UNCHANGED, UNKNOWN):
        raise BadTable(table=pack.table, field="concordance.unlisted", value=repr(unlisted), why="unchanged, unknown")
    destination = settings.get("destination")
    if not isinstance(destination, str) or len(destination) != 2:
        raise BadTable(table=pack.table, field="concordance.destination", value=repr(destination), why="CN …")
    return Concordance(
        source_of(pack),
        destination,
        _number(pack, settings, "from_year"),
        _number(pack, settings, "to_year"),
        unlisted,
        Links(pairs_of(rows)),
    )


def _section(pack: object, name: str) -> Mapping[str, object]:
    section = pack.meta.get(name)
    if not isinstance(section, Mapping):
        raise BadTable(table=pack.table, field=f"[{name}]", value="—", why="missing")
    return section


def _number(pack: object, settings: Mapping[str, object], name: str) -> int:
    value = settings.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1988 <= value <= 2200:
        raise BadTable(table=pack.table, field=name, value=repr(value), why="2022")
    return value


class Leg:
    """One step from the codes of one list to those of another, whichever side of the table they stand on.

    ``left`` and ``right`` are all codes of the two lists, as far as they are on file.
    """

    __slots__ = ("links", "back", "left", "right")

    def __init__(self, links: Links, left: frozenset[str], right: frozenset[str]) -> None:
        self.links, self.back, self.left, self.right = links, links.turned(), left, right

    def targets(self, code: str) -> list[str]:
        """The codes on the right that a code on the left corresponds to; none where it ended without a successor."""
        return _lead(self.links, self.back, code, self.right)

    def sources(self, code: str) -> list[str]:
        """The codes on the left that a code on the right corresponds to."""
        return _lead(self.back, self.links, code, self.left)


def _lead(links: Links, back: Links, code: str, there: frozenset[str]) -> list[str]:
    named = links.named(code)
    if named is not None:
        return named
    return [code] if code in there and code not in back.forward else []


class Chain:
    """Two legs over a list between them, for two lists that no table compares.

    A collecting code between them is passed over where another way exists: through it everything would lead to everything.
    """

    __slots__ = ("first", "second")

    def __init__(self, first: Leg, second: Leg) -> None:
        self.first, self.second = first, second

    def targets(self, code: str) -> list[str]:
        """As of a leg."""
        return self._through(self.first.targets(code), self.second.targets)

    def sources(self, code: str) -> list[str]:
        """As of a leg."""
        return self._through(self.second.sources(code), self.first.sources)

    def _through(self, between: list[str], onward) -> list[str]:
        narrow = [c for c in between if not self._collects(c)] or between
        return sorted({code for c in narrow for code in onward(c)})

    def _collects(self, code: str) -> bool:
        return len(self.first.sources(code)) > COLLECTING or len(self.second.targets(code)) > COLLECTING


Way = Leg | Chain
