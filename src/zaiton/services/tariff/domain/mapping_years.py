"""What became of a national line from one year to another: by the concordances on file, chained over the years, or concluded
from the two tariffs where no concordance is.

A conclusion rests on the code itself, on its first six digits (through the correlation where the edition changed), and tells
with ``evidence`` what speaks for it; it is never given out as printed.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.codelist import UNCHANGED, Concordance, Links
from zaiton.services.tariff.domain.mapping import (
    NOTES,
    SUBHEADING_DIGITS,
    Atlas,
    Mapped,
    Note,
    Target,
    also_from,
    kind_of,
    note,
)
from zaiton.services.tariff.domain.tables import Source

PRINTED_COST, INFERRED_COST, SPAN_COST = 1, 1000, 10
NATIONAL_ONLY = ("98", "99")
"""Chapters a country may use for lines of its own, which no edition of the Harmonized System lists."""

NOTES |= {
    "partial_from": gettext_noop(
        "The tariff of {year} on file is not complete ({lines} lines) and does not list this code."
    ),
    "partial_to": gettext_noop(
        "The tariff of {year} on file is not complete ({lines} lines): a successor may be missing here."
    ),
    "not_listed": gettext_noop("The concordance of {first} to {last} does not name the code: unchanged."),
    "no_successor_printed": gettext_noop("The concordance names no successor; concluded from the codes."),
    "no_year": gettext_noop("No tariff lines of {years} are on file. On file are {known}."),
    "edition_changed": gettext_noop("Between the years the Harmonized System changed from {first} to {last}."),
    "reused": gettext_noop(
        "The code stands in both tariffs, but the Harmonized System now uses its first six digits for other goods."
    ),
    "inferred": gettext_noop("Concluded from the tariffs on file; no concordance of these years is on file."),
}


class CodeNotInYear(Refusal):
    """A code that the complete tariff of a year does not list."""

    code = "code_not_in_year"
    message = gettext_noop("{given} is no line of the tariff of {year}.")
    mend = gettext_noop("Check the code, or name the year it belongs to.")


@dataclass(frozen=True, slots=True)
class YearTable:
    """The national lines of one year: each with its rate as text, and its name where one was imported."""

    year: int
    rates: Mapping[str, str]
    edition: int | None
    complete: bool
    sources: tuple[Source, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    digits: int = 8
    listed: Mapping[str, Source] = field(default_factory=dict)
    """The table each line was taken from."""

    def sources_of(self, codes: Iterable[str]) -> tuple[Source, ...]:
        """The tables that list any of the codes; all of them where none does."""
        return tuple(dict.fromkeys(self.listed[c] for c in codes if c in self.listed)) or self.sources


class Years:
    """The tariffs of one destination by year, and the concordances between them."""

    def __init__(self, tables: Iterable[YearTable], concordances: Iterable[Concordance], atlas: Atlas) -> None:
        self.tables = {table.year: table for table in tables}
        self.atlas = atlas
        self.edges: dict[tuple[int, int], tuple[Concordance, Links, Links]] = {}
        """A concordance, its links in the direction of the step, and the same turned."""
        for concordance in sorted(concordances, key=lambda c: c.source.rank):
            pair = (concordance.from_year, concordance.to_year)
            links, back = concordance.links, concordance.links.turned()
            self.edges.setdefault(pair, (concordance, links, back))
            self.edges.setdefault(pair[::-1], (concordance, back, links))
        self._beneath: dict[int, dict[str, list[str]]] = {}

    @property
    def known(self) -> tuple[int, ...]:
        """Years with lines or a concordance on file, in order."""
        return tuple(sorted({*self.tables, *(year for pair in self.edges for year in pair)}))

    def steps(self, first: int, last: int) -> list[tuple[int, int]] | None:
        """The steps from one year to another that need the fewest conclusions; None where a year is not on file."""
        queue, best = [(0, first, [])], {first: 0}
        while queue:
            cost, year, path = heapq.heappop(queue)
            if year == last:
                return path
            for onward in self.known:
                price = self._price(year, onward)
                if price and cost + price < best.get(onward, 10**9):
                    best[onward] = cost + price
                    heapq.heappush(queue, (cost + price, onward, [*path, (year, onward)]))
        return None

    def _price(self, one: int, other: int) -> int:
        if (one, other) in self.edges:
            return PRINTED_COST
        if one == other or one not in self.tables or other not in self.tables:
            return 0
        return INFERRED_COST + SPAN_COST * abs(one - other)

    def map(self, code: str, first: int, last: int) -> Mapped:
        """What became of a line of six digits or more. Raises ``CodeNotInYear``."""
        path = self.steps(first, last)
        if path is None or first not in self.known:
            missing = (
                ", ".join(str(y) for y in dict.fromkeys((first, last)) if y not in self.known) or f"{first}–{last}"
            )
            known = ", ".join(map(str, self.known)) or "—"
            return Mapped(code, "not_covered", notes=(note("no_year", years=missing, known=known),))
        code, notes = self._cut(code, first)
        self._check(code, first)
        result = Mapped(code, "same", (Target(code, likely=True),), "1:1", notes=notes)
        for one, other in path:
            result = self._onward(result, one, other)
        via = tuple(other for _, other in path[:-1])
        return replace(result, via=via)

    def _cut(self, code: str, year: int) -> tuple[str, tuple[Note, ...]]:
        table = self.tables.get(year)
        digits = table.digits if table is not None else 8
        if len(code) > digits:
            return code[:digits], (note("first_digits", digits=digits, code=code[:digits]),)
        return code, ()

    def _check(self, code: str, year: int) -> None:
        table = self.tables.get(year)
        if table is not None and table.complete:
            if code not in table.rates:
                raise CodeNotInYear(given=code, year=year)
            return
        edition = self.edition(year)
        codes = self.atlas.codes.get(edition) if edition else None
        if codes is not None and code[:SUBHEADING_DIGITS] not in codes and code[:2] not in NATIONAL_ONLY:
            raise CodeNotInYear(given=code, year=year)

    def edition(self, year: int) -> int | None:
        """The edition of the Harmonized System a year's codes belong to, where it is known."""
        table = self.tables.get(year)
        if table is not None and table.edition:
            return table.edition
        held = [edition for edition in self.atlas.codes if edition <= year]
        return max(held) if held else None

    # one step

    def _onward(self, before: Mapped, one: int, other: int) -> Mapped:
        done = [(target, self._step(target.code, one, other)) for target in before.targets]
        if len(done) == 1 and before.status == "same" and not before.inferred:
            only = done[0][1]
            return replace(only, code=before.code, notes=(*before.notes, *only.notes))
        merged: dict[str, Target] = {}
        for origin, mapped in done:
            for target in mapped.targets:
                inferred = target.inferred or origin.inferred
                likely = target.likely and origin.likely
                if target.code not in merged or likely:
                    merged[target.code] = replace(target, inferred=inferred, likely=likely)
        status, relationship = _combined(before, [m for _, m in done], list(merged))
        notes = [*before.notes, *(n for _, m in done for n in m.notes)]
        sources = dict.fromkeys([*before.sources, *(s for _, m in done for s in m.sources)])
        return Mapped(
            before.code, status, tuple(merged.values()), relationship, (), tuple(_once(notes)), tuple(sources)
        )

    def _step(self, code: str, one: int, other: int) -> Mapped:
        edge = self.edges.get((one, other))
        if edge is None:
            return self._inferred(code, self.tables[one], self.tables[other])
        concordance, links, back = edge
        named = links.named(code)
        if named is None:
            return self._unlisted(code, concordance, code in back.forward, one, other)
        if not named:
            if one in self.tables and other in self.tables:
                found = self._inferred(code, self.tables[one], self.tables[other])
                remarks = tuple(n for n in found.notes if n.code != "inferred")
                notes = (*remarks, note("no_successor_printed"))
                return replace(found, notes=notes, sources=(concordance.source, *found.sources))
            return Mapped(code, "gone", notes=(note("no_successor"),), sources=(concordance.source,))
        named = sorted({line for t in named for line in self._spelled(t, other)})
        origins = {target: [c for c in back.forward.get(target, ()) if c] or [code] for target in named}
        origins = {t: [code if code.startswith(c) else c for c in listed] for t, listed in origins.items()}
        status, relationship = kind_of(code, named, origins)
        likely = code if code in named else named[0] if len(named) == 1 else ""
        targets = [self._target(code, t, one, other, likely=t == likely) for t in named]
        targets.sort(key=lambda t: (not t.likely, t.code))
        others = also_from(code, named, origins)
        return Mapped(code, status, tuple(targets), relationship, sources=(concordance.source,), also_from=others)

    def _spelled(self, target: str, year: int) -> list[str]:
        """A code the concordance names, or the lines it stands for where it is shorter and they are on file."""
        table = self.tables.get(year)
        if table is None or len(target) >= table.digits:
            return [target]
        return self._lines(table, target) or [target]

    def _unlisted(self, code: str, concordance: Concordance, new: bool, one: int, other: int) -> Mapped:
        source = (concordance.source,)
        if new or concordance.unlisted != UNCHANGED:
            return Mapped(code, "gone", notes=(note("no_successor"),), sources=source)
        told = note("not_listed", first=concordance.from_year, last=concordance.to_year)
        target = self._target(code, code, one, other, likely=True, inferred=True, evidence=("not_listed",))
        return Mapped(code, "same", (target,), "1:1", notes=(told,), sources=source)

    def _target(
        self,
        code: str,
        target: str,
        one: int,
        other: int,
        *,
        likely: bool,
        inferred: bool = False,
        evidence: Sequence[str] = (),
    ) -> Target:
        rates = (self.tables[y].rates.get(c) if y in self.tables else None for y, c in ((one, code), (other, target)))
        return Target(target, inferred, likely, tuple(evidence), *rates)

    def _inferred(self, code: str, old: YearTable, new: YearTable) -> Mapped:
        if old.sources == new.sources and code in old.rates:
            target = self._target(code, code, old.year, new.year, likely=True, inferred=True, evidence=("same_table",))
            return Mapped(code, "same", (target,), "1:1", notes=(note("inferred"),), sources=old.sources_of([code]))
        notes: list[Note] = [note("inferred")]
        if code not in old.rates:
            notes.append(note("partial_from", year=old.year, lines=len(old.rates)))
            found = [code] if code in new.rates else []
            sources = tuple(dict.fromkeys((*old.sources, *new.sources_of(found))))
            return Mapped(code, "unknown", self._targets(code, found, old, new), notes=tuple(notes), sources=sources)
        sixes, more = self._sixes(code[:SUBHEADING_DIGITS], old, new)
        notes += more[0]
        status, targets = self._conclude(code, sixes, old, new)
        if status == "reused":
            notes.append(note("reused"))
            status = "ambiguous" if len(targets) > 1 else "renamed"
        if not new.complete and status != "same":
            notes.append(note("partial_to", year=new.year, lines=len(new.rates)))
            if status == "gone" or (code not in new.rates and sixes == [code[:SUBHEADING_DIGITS]]):
                status, targets = (
                    "unknown",
                    [t for t in targets if t not in old.rates],
                )  # it may only be missing from the table
        relationship = {"same": "1:1", "renamed": "1:1", "split": "1:n", "merged": "n:1", "ambiguous": "n:n"}.get(
            status, ""
        )
        made = self._targets(code, targets, old, new)
        sources = tuple(dict.fromkeys((*old.sources_of([code]), *new.sources_of(targets))))
        return Mapped(code, status, made, relationship, notes=tuple(notes), sources=(*sources, *more[1]))

    def _sixes(
        self, six: str, old: YearTable, new: YearTable
    ) -> tuple[list[str], tuple[list[Note], tuple[Source, ...]]]:
        """The six-digit codes of the new edition that the old one leads to, with the remark and tables this takes."""
        if old.edition == new.edition or not (old.edition and new.edition):
            return [six], ([], ())
        found = self.atlas.way(old.edition, new.edition)
        if found is None:
            return [six], ([], ())
        way, _, tables = found
        return way.targets(six) or [six], ([note("edition_changed", first=old.edition, last=new.edition)], tables)

    def _conclude(self, code: str, sixes: list[str], old: YearTable, new: YearTable) -> tuple[str, list[str]]:
        six = code[:SUBHEADING_DIGITS]
        lines = [line for s in sixes for line in self._lines(new, s)]
        if code in new.rates and sixes == [six]:
            return "same", [code]
        if code in new.rates and six in sixes:
            fresh = [line for line in lines if line not in old.rates and line != code]
            return ("ambiguous", [code, *fresh]) if fresh else ("same", [code])
        if code in new.rates and lines:
            return "reused", lines
        fresh = [line for line in lines if line not in old.rates] or lines
        vanished = [line for line in self._lines(old, six) if line not in new.rates]
        if len(fresh) == 1:
            return ("merged" if len(vanished) > 1 or fresh[0] in old.rates else "renamed"), fresh
        if fresh:
            return ("split" if len(vanished) == 1 and all(f not in old.rates for f in fresh) else "ambiguous"), fresh
        return "gone", []

    def _lines(self, table: YearTable, six: str) -> list[str]:
        index = self._beneath.get(table.year)
        if index is None:
            index = self._beneath[table.year] = {}
            for code in sorted(table.rates):
                index.setdefault(code[:SUBHEADING_DIGITS], []).append(code)
        return index.get(six, [])

    def _targets(self, code: str, found: Sequence[str], old: YearTable, new: YearTable) -> tuple[Target, ...]:
        targets = []
        for target in found:
            evidence = ["same_code"] if target == code else []
            evidence += (
                ["same_six_digits"]
                if target[:SUBHEADING_DIGITS] == code[:SUBHEADING_DIGITS]
                else ["edition_correlates"]
            )
            if code in old.rates and old.rates[code] == new.rates.get(target):
                evidence.append("same_rate")
            if old.names.get(code) and old.names[code] == new.names.get(target):
                evidence.append("same_name")
            likely = target == code or len(found) == 1
            targets.append(
                self._target(code, target, old.year, new.year, likely=likely, inferred=True, evidence=evidence)
            )
        named = [t for t in targets if "same_name" in t.evidence]
        if len(named) == 1 and not any(t.likely for t in targets):
            targets = [replace(t, likely=t is named[0]) for t in targets]
        return tuple(targets)


def _combined(before: Mapped, steps: Sequence[Mapped], codes: list[str]) -> tuple[str, str]:
    """Status and relationship after another step."""
    kinds = {before.status, *(step.status for step in steps)}
    if not codes:
        return ("unknown" if "unknown" in kinds else "gone"), ""
    many = any(step.relationship.startswith("n") for step in (before, *steps)) or len(steps) > len(codes)
    left = "n" if many else "1"
    if len(codes) > 1:
        return ("ambiguous" if many else "split"), f"{left}:n"
    if many:
        return "merged", "n:1"
    return ("same" if codes[0] == before.code else "renamed"), "1:1"


def _once(notes: Iterable[Note]) -> list[Note]:
    kept: list[Note] = []
    for remark in notes:
        if remark not in kept:
            kept.append(remark)
    return kept
