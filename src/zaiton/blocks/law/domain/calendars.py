"""Which day is a working day: years arranged by the State Council, one calendar for each year on file, and beyond them a guess.

A notice of one year may move days at the end of the year before; the later notice wins. In a year without a calendar Monday
to Friday are taken for working days, and whatever rests on that is provisional.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from zaiton.base.text import Bilingual

HOLIDAY, WORKING = "holiday", "working"
YEARS_AHEAD = 60
"""How many years beyond the last calendar are counted, provisionally."""

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """The pack a year's calendar came from, as answers cite it."""

    year: int
    pack: str
    document: str
    status: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ArrangedDay:
    """A day that a notice moves: ``working`` or ``holiday``, the occasion, and the notice where it is not the pack's own."""

    day: date
    kind: str
    occasion: Bilingual
    document: str = ""


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """One year as its notice arranges it: the source and the arranged days, all other days following the week."""

    source: CalendarSource
    days: tuple[ArrangedDay, ...]


class Calendar:
    """The calendars of all years on file, laid out so that a deadline is two look-ups. Not to be changed once made.

    Positions count days from ``first``. ``counted[i]`` is the number of working days before position ``i``; ``working[k]`` the
    position and ``working_dates[k]`` the date of the k-th working day. ``unknown[i]`` is the first position from ``i`` on that
    lies in a year without calendar. ``steps[i]`` is ``counted[i] - 1`` and the ``k`` from which on the days of ``i`` are unknown.
    """

    __slots__ = (
        *("arranged", "counted", "dates", "first", "last", "origin", "sources"),
        *("steps", "unknown", "working", "working_dates"),
    )

    def __init__(self, years: Iterable[YearCalendar]) -> None:
        ordered = sorted(years, key=lambda y: y.source.year)
        if not ordered:
            raise ValueError("a calendar needs at least one year")
        self.sources: Mapping[int, CalendarSource] = {y.source.year: y.source for y in ordered}
        self.arranged: Mapping[date, ArrangedDay] = {day.day: day for year in ordered for day in year.days}
        self.first = date(ordered[0].source.year, 1, 1)
        self.origin = self.first.toordinal()
        last = date(ordered[-1].source.year + YEARS_AHEAD, 12, 31).toordinal()
        self.dates = [date.fromordinal(n) for n in range(self.origin, last + 1)]
        works = [self.is_working(day) for day in self.dates]
        self.counted = [0, *accumulate(works)]
        self.working = [position for position, works_then in enumerate(works) if works_then]
        self.working_dates = [self.dates[position] for position in self.working]
        self.last = self.dates[-1]
        self.unknown = self._unknown()
        self.steps = [(before - 1, self.counted[at]) for before, at in zip(self.counted, self.unknown, strict=True)]

    def is_working(self, day: date) -> bool:
        """Whether the day is a working day, by its notice or, where none names it, by the week."""
        moved = self.arranged.get(day)
        return day.weekday() < SATURDAY if moved is None else moved.kind == WORKING

    def covers(self, day: date) -> bool:
        """Whether the calendar of the day's year is on file."""
        return day.year in self.sources

    def _unknown(self) -> list[int]:
        size = len(self.dates)
        found = [size] * (size + 1)
        for position in range(size - 1, -1, -1):
            found[position] = found[position + 1] if self.dates[position].year in self.sources else position
        return found


def days_of(rows: Sequence[Mapping[str, str]]) -> tuple[ArrangedDay, ...]:
    """The arranged days of a pack's rows; raises ``ValueError`` for a row that ``calendar_faults`` would tell of."""
    return tuple(
        ArrangedDay(
            date.fromisoformat(row["day"]),
            _kind(row["kind"]),
            Bilingual(row.get("occasion_zh", ""), row.get("occasion_en", "")),
            row.get("document", ""),
        )
        for row in rows
    )


def _kind(text: str) -> str:
    if text not in (HOLIDAY, WORKING):
        raise ValueError(text)
    return text


def belongs(day: date, year: int) -> bool:
    """Whether a notice for ``year`` may name the day: the year itself, and December before it."""
    return day.year == year or (day.year == year - 1 and day.month == 12)
