"""The calendar in use: for each year the preferred pack of the kind ``calendar``, read again when a file has changed."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.domain.calendars import Calendar, CalendarSource, YearCalendar, days_of
from zaiton.blocks.law.domain.calendars_checks import check_calendar, year_of
from zaiton.blocks.law.domain.findings import Finding
from zaiton.blocks.law.queries.discovery import find_packs, operator_folder, signature
from zaiton.blocks.law.queries.packs import Pack

SERVICE, KIND = "law", "calendar"


def calendar() -> Calendar:
    """The calendar of all years on file; a pack with errors is left out, so that its year counts as unpublished."""
    return _laid_out(signature(SERVICE), str(operator_folder()))


def calendar_of(packs: Iterable[Pack]) -> Calendar:
    """The calendar that these packs make; of several for a year the first one counts, as ``find_packs`` orders them."""
    years: dict[int, YearCalendar] = {}
    for pack in packs:
        year = year_of(pack.meta)
        if year not in years and _usable(pack):
            source = CalendarSource(year, pack.label, pack.document, pack.status, pack.sha256)
            years[year] = YearCalendar(source, days_of(pack.rows()))
    return Calendar(years.values())


def check_calendars(packs: tuple[Pack, ...]) -> Iterator[Finding]:
    """Findings about packs of the kind ``calendar``."""
    for pack in packs:
        yield from _findings(pack)


@lru_cache(maxsize=4)
def _laid_out(fingerprint: str, operators: str) -> Calendar:
    return calendar_of(find_packs(SERVICE, KIND))


def _findings(pack: Pack) -> Iterator[Finding]:
    return check_calendar(pack.label, pack.meta, (pack.in_force_from, pack.in_force_until), pack.columns())


def _usable(pack: Pack) -> bool:
    try:
        return all(finding.severity != "error" for finding in _findings(pack))
    except faults.PackFault:
        return False
