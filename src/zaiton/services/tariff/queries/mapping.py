"""Codes mapped for a door: the tables on file, one code or a list in, documents out. The same for page, API and command."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext

from zaiton.base.identifiers import hs_code
from zaiton.base.refusals import Refusal
from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain.asking import read_territory
from zaiton.services.tariff.domain.codelist import Concordance, Correlation, concordance_of, correlation_of
from zaiton.services.tariff.domain.duty_text import duty_code
from zaiton.services.tariff.domain.errand import Errand
from zaiton.services.tariff.domain.mapping import FOUND, SUBHEADING_DIGITS, Atlas
from zaiton.services.tariff.domain.mapping_document import list_row, mapped_document
from zaiton.services.tariff.domain.mapping_years import Years, YearTable
from zaiton.services.tariff.domain.plan import MFN, MFN_PARTS
from zaiton.services.tariff.domain.schedule import Line, Schedule, Undecided
from zaiton.services.tariff.domain.tables import Source
from zaiton.services.tariff.queries.advice import voice
from zaiton.services.tariff.queries.names import known_territories, name_index
from zaiton.services.tariff.queries.ratebook import SERVICE, book_signature, rate_book

LEAST_NATIONAL = 8
HEADING_DIGITS = 4
DIGITS_MOST = 13
NEWEST_NAMED = 2022
"""The edition whose names are on file; a code of another edition has that name only where it is unchanged."""

log = logging.getLogger(__name__)
_lock = threading.Lock()


@dataclass(slots=True)
class _Shelf:
    """The tables made ready, and the fingerprint of the packs they came from."""

    signature: str = ""
    atlas: Atlas | None = None
    concordances: tuple[Concordance, ...] = ()
    years: dict[tuple[str, int], Years] = field(default_factory=dict)


_shelf = _Shelf()


def atlas() -> Atlas:
    """Editions and correlations on file. A pack that cannot be used is left out and logged."""
    return _fresh().atlas


def editions_on_file() -> tuple[int, ...]:
    """Editions of the Harmonized System that a table on file leads from or to."""
    return atlas().known


def years_on_file(destination: str, today: date) -> tuple[int, ...]:
    """Years of which national lines of a destination, or a concordance, are on file."""
    return _years(destination, today).known


def _fresh() -> _Shelf:
    signature = book_signature()
    with _lock:
        if _shelf.signature != signature or _shelf.atlas is None:
            _shelf.atlas = Atlas(rate_book().nomenclatures, _usable("correlation", correlation_of))
            _shelf.concordances = tuple(_usable("concordance", concordance_of))
            _shelf.years = {}
            _shelf.signature = signature
        return _shelf


def _usable(kind: str, read: Callable[..., Correlation | Concordance]) -> Iterator:
    for pack in law.find_packs(SERVICE, kind):
        try:
            yield read(pack, pack.rows("rows"))
        except (Refusal, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            log.warning("pack %s is left out: %s", pack.label, error)


def _years(destination: str, today: date) -> Years:
    shelf = _fresh()
    key = (destination, today.year)
    if key not in shelf.years:
        concordances = [c for c in shelf.concordances if c.destination == destination]
        shelf.years[key] = Years(_year_tables(destination, today), concordances, shelf.atlas)
    return shelf.years[key]


def _year_tables(destination: str, today: date) -> Iterator[YearTable]:
    known = rate_book().by_destination.get(destination, ())
    tariff = [s for s in known if s.table.agreement == MFN] or [s for s in known if s.table.agreement in MFN_PARTS]
    tariff = [s for s in tariff if any(len(code) >= LEAST_NATIONAL for code in s.lines)]
    spans = [
        (s, s.from_day.year, (s.until_day - timedelta(days=1) if s.until_day else max(today, s.from_day)).year)
        for s in tariff
    ]
    for year in sorted({y for _, first, last in spans for y in range(first, last + 1)}):
        held = [s for s, first, last in spans if first <= year <= last]
        newest = max(s.from_day.year for s in held)
        yield _year_table(year, [s for s in held if s.from_day.year == newest])


def _year_table(year: int, schedules: list[Schedule]) -> YearTable:
    rates: dict[str, str] = {}
    names: dict[str, str] = {}
    listed: dict[str, Source] = {}
    for schedule in schedules:  # best authority first
        for code, line in schedule.lines.items():
            if len(code) >= LEAST_NATIONAL:
                rates.setdefault(code, _text(line))
                listed.setdefault(code, schedule.source)
        columns = schedule.table.columns
        for column in ("name_zh", "name_en"):
            for code, name in zip(columns["code"], columns.get(column, ()), strict=False):
                if name:
                    names.setdefault(code, name)
    lengths = [len(code) for code in rates]
    return YearTable(
        year=year,
        rates=rates,
        edition=next((s.source.hs_edition for s in schedules if s.source.hs_edition), None),
        complete=any(s.table.complete and len(s.lines) >= len(rates) for s in schedules),
        sources=tuple(s.source for s in schedules),
        names=names,
        digits=max(lengths, default=LEAST_NATIONAL),
        listed=listed,
    )


def _text(line: Line) -> str:
    finding = line[0] if type(line) is tuple else line
    return "…" if type(finding) is Undecided else duty_code(finding.duty)


def map_code(code: str, errand: Errand, *, today: date) -> dict:
    """The document of one code. Raises the refusals of reading codes, and those of a code that is not of its list."""
    given = hs_code(code, least=_least(errand), most=DIGITS_MOST)
    return _document(given, errand, today) | _asked(errand)


def _least(errand: Errand) -> int:
    return SUBHEADING_DIGITS if errand.by == "hs" else LEAST_NATIONAL


def _asked(errand: Errand) -> dict:
    if errand.by == "hs":
        return {"from_hs": errand.first, "to_hs": errand.last}
    return {"from_year": errand.first, "to_year": errand.last, "destination": errand.destination}


def _document(given: str, errand: Errand, today: date) -> dict:
    if errand.by == "hs":
        mapped = atlas().map(given, errand.first, errand.last)
        return mapped_document(
            mapped, voice(), lambda code, there: _name(code, errand.last if there else errand.first), given
        )
    years = _years(read_territory(errand.destination, "destination", known_territories()), today)

    def name_of(code: str, there: bool) -> str:
        year = errand.last if there else errand.first
        table = years.tables.get(year)
        printed = table.names.get(code, "") if table is not None else ""
        return printed or _name(code, years.edition(year) or NEWEST_NAMED)

    return mapped_document(years.map(given, errand.first, errand.last), voice(), name_of, given)


def _name(code: str, edition: int) -> str:
    """The name on file for a code of an edition: its own where it means today what it meant then, else that of its heading."""
    if len(code) >= SUBHEADING_DIGITS and edition != NEWEST_NAMED and not _unchanged(code[:SUBHEADING_DIGITS], edition):
        code = code[:HEADING_DIGITS]
    named = name_index().name_of(code)
    if named is None:
        return ""
    name = voice().pick(named.name)
    if not voice().english and len(code) > HEADING_DIGITS:
        heading = name_index().name_of(code[:HEADING_DIGITS])
        if heading is not None and heading.name.zh == name and named.name.en not in ("", heading.name.en):
            return (
                f"{name}（{named.name.en}）"  # the Chinese name is the heading's: the English one tells the codes apart
            )
    return name


def _unchanged(six: str, edition: int) -> bool:
    way = atlas().way(edition, NEWEST_NAMED)
    return way is not None and way[0].targets(six) == [six] and way[0].sources(six) == [six]


def map_list(rows: Iterable[tuple[int, str, str]], errand: Errand, *, today: date) -> list[dict[str, str]]:
    """The rows of a list, each with what became of its code; a row that is no code of its list says so and why."""
    found: list[dict[str, str]] = []
    known: dict[str, dict] = {}
    for number, written, name in rows:
        if written not in known:
            known[written] = _row_document(written, errand, today)
        found.append(list_row(number, written, name, known[written]))
    return found


def _row_document(written: str, errand: Errand, today: date) -> dict:
    try:
        given = hs_code(written, least=_least(errand), most=DIGITS_MOST)
        return _document(given, errand, today)
    except Refusal as refusal:
        why = f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()
        blank = {"code": written, "name": "", "status": "not_a_code", "relationship": "", "inferred": False}
        return blank | {"codes": [], "question": None, "notes": [{"code": refusal.code, "text": why}]}


def is_found(status: str) -> bool:
    """Whether a status is an answer, and not the lack of one."""
    return status in FOUND or status == "gone"
