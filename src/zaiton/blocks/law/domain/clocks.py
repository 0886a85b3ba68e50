"""When a term ends: two look-ups in the calendar, a result that can explain itself, and counting again when a calendar arrives.

The rules: the first day is left out where the term says so (Civil Code art 201, Civil Procedure Law art 85); a term in months
ends on the corresponding day, or on the last day of a month that has none (Civil Code art 202); a last day that is a day off
moves to the first working day after it where the term rolls (Civil Code art 203); days of a pause with a written time are not
counted (Administrative Licensing Law art 45). What rests on a year without a published calendar is provisional.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from zaiton.base.dates import corresponding_day
from zaiton.blocks.law.domain.calendars import Calendar, CalendarSource
from zaiton.blocks.law.domain.clocks_refusals import (
    ClockTooLong,
    ExtensionNotAllowed,
    HoursDoNotPause,
    NoCalendar,
    WrongStart,
)
from zaiton.blocks.law.domain.terms import Extension, Pause, Term, Unit

WORKING, CALENDAR, HOUR, MONTH = Unit.WORKING, Unit.CALENDAR, Unit.HOUR, Unit.MONTH
LAST_ORDINAL = date.max.toordinal()
HOUR_LONG = timedelta(hours=1)
_new = tuple.__new__


class Deadline(NamedTuple):
    """When a term ends, with all it rests on; ``clocks_explained`` tells the days, pauses, extensions and packs.

    ``on`` is the last day on which the act is in time, ``ended`` the last day counted, before any rolling; ``at`` the moment
    for terms in hours. ``unpublished_year`` is the first year without calendar that the answer rests on, or None.
    """

    on: date
    ended: date
    unpublished_year: int | None
    start: date | datetime
    term: Term
    calendar: Calendar
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    at: datetime | None = None

    @property
    def provisional(self) -> bool:
        """Whether the day rests on a year whose calendar is not published, so that it may yet change."""
        return self.unpublished_year is not None

    @property
    def article(self) -> str:
        """The article the term stands in."""
        return self.term.article

    @property
    def sources(self) -> tuple[CalendarSource, ...]:
        """The calendars that were asked, by year; none for a term that asks for no day off."""
        if self.term.unit is WORKING:
            first = first_counted(self.term, self.start)
        elif self.term.roll_last_day:
            first = self.ended
        else:
            return ()
        years = range(first.year, self.on.year + 1)
        return tuple(self.calendar.sources[year] for year in years if year in self.calendar.sources)


@dataclass(frozen=True, slots=True)
class Recount:
    """A deadline as it was and as another calendar makes it."""

    was: Deadline
    now: Deadline

    @property
    def changed(self) -> bool:
        """Whether the day (for hours: the moment) is another one: the party must be told anew."""
        return (self.was.on, self.was.at) != (self.now.on, self.now.at)

    @property
    def settled(self) -> bool:
        """Whether a provisional day has become a final one."""
        return self.was.provisional and not self.now.provisional


def deadline(
    calendar: Calendar,
    term: Term,
    start: date | datetime,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Deadline:
    """When the term that begins on ``start`` ends. Raises a ``ClockRefusal`` that says what cannot be counted and why."""
    if term.unit is WORKING and not pauses and not extensions and type(start) is date:
        position = start.toordinal() - calendar.origin + term.start_excluded
        if position < 0:
            raise NoCalendar("start", day=start, first=calendar.first)
        try:
            before, unknown = calendar.steps[position]
            index = before + term.number
            day = calendar.working_dates[index]
        except IndexError:
            raise ClockTooLong("number", last=calendar.last) from None
        year = None if index < unknown else calendar.dates[calendar.unknown[position]].year
        return _new(Deadline, (day, day, year, start, term, calendar, (), (), None))
    _check_start(term, start)
    if term.unit is HOUR:
        return _hours(calendar, term, start, pauses, extensions)
    ordered = tuple(pauses) if len(pauses) < 2 else tuple(sorted(pauses, key=_first))
    number = term.number
    if not extensions:
        on, ended, year = _count(calendar, term, number, start, ordered)
        return _new(Deadline, (on, ended, year, start, term, calendar, ordered, (), None))
    granted = sum(extension.number for extension in extensions)
    if term.extension is None or granted > term.extension.number:
        allowed = 0 if term.extension is None else term.extension.number
        raise ExtensionNotAllowed("extensions", given=granted, allowed=allowed)
    by_day = tuple(sorted(extensions, key=lambda extension: extension.on))
    on, ended, year = _count(calendar, term, number, start, ordered)
    for extension in by_day:
        if start <= extension.on <= on:
            number += extension.number
            on, ended, year = _count(calendar, term, number, start, ordered)
    return _new(Deadline, (on, ended, year, start, term, calendar, ordered, by_day, None))


def recount(old: Deadline, calendar: Calendar) -> Recount:
    """The same term counted with another calendar, for instance when the one of a new year has arrived."""
    return Recount(old, deadline(calendar, old.term, old.start, old.pauses, old.extensions))


def first_counted(term: Term, start: date | datetime) -> date:
    """The first day that can be counted."""
    day = start.date() if isinstance(start, datetime) else start
    return day + timedelta(1) if term.start_excluded else day


def stops(term: Term, pause: Pause) -> bool:
    """Whether a pause can stop the clock at all: its time was told in writing, on a ground that the article names."""
    return pause.last is not None and (term.grounds is None or pause.ground in term.grounds)


def _first(pause: Pause) -> date:
    return pause.first


def _check_start(term: Term, start: date | datetime) -> None:
    if not isinstance(start, date) or isinstance(start, datetime) != (term.unit is HOUR):
        raise WrongStart("start", unit=term.unit.value, given=start)


def _hours(calendar: Calendar, term: Term, start: datetime, pauses: Sequence, extensions: Sequence) -> Deadline:
    if pauses or extensions:
        raise HoursDoNotPause("pauses")
    begin = start.replace(minute=0, second=0, microsecond=0) + HOUR_LONG if term.start_excluded else start
    try:
        at = begin + term.number * HOUR_LONG
    except OverflowError:
        raise ClockTooLong("number", last=date.max) from None
    return Deadline(at.date(), at.date(), None, start, term, calendar, at=at)


def _count(
    calendar: Calendar, term: Term, number: int, start: date, pauses: tuple[Pause, ...]
) -> tuple[date, date, int | None]:
    """The day, the last day counted, and the first year without calendar that they rest on."""
    if term.unit is WORKING:
        return _working(calendar, term, number, start, pauses)
    begin = start.toordinal() + term.start_excluded
    end = begin + number - 1 if term.unit is CALENDAR else _corresponding(start, number) - (not term.start_excluded)
    covered = begin - 1
    for pause in pauses:
        if not stops(term, pause):
            continue
        first, last = max(pause.first.toordinal(), covered + 1), pause.last.toordinal()
        if end < first:
            break
        if first <= last:
            end += last - first + 1
            covered = last
    if end > LAST_ORDINAL:
        raise ClockTooLong("number", last=date.max)
    ended = date.fromordinal(end)
    return _with_roll(calendar, term, ended)


def _with_roll(calendar: Calendar, term: Term, ended: date) -> tuple[date, date, int | None]:
    if not term.roll_last_day:
        return ended, ended, None
    position = ended.toordinal() - calendar.origin
    if position < 0:
        raise NoCalendar("start", day=ended, first=calendar.first)
    try:
        end = calendar.working[calendar.counted[position]]
    except IndexError:
        raise ClockTooLong("number", last=calendar.last) from None
    unknown = calendar.unknown[position]
    return calendar.dates[end], ended, None if end < unknown else calendar.dates[unknown].year


def _working(
    calendar: Calendar, term: Term, number: int, start: date, pauses: tuple[Pause, ...]
) -> tuple[date, date, int | None]:
    origin, counted, working = calendar.origin, calendar.counted, calendar.working
    begin = start.toordinal() - origin + term.start_excluded
    if begin < 0:
        raise NoCalendar("start", day=start, first=calendar.first)
    try:
        index = counted[begin] + number - 1
        covered, grounds = begin, term.grounds
        for pause in pauses:
            last = pause.last
            if last is None or (grounds is not None and pause.ground not in grounds):
                continue
            first = pause.first.toordinal() - origin
            if first < covered:
                first = covered
            if working[index] < first:
                break
            after = last.toordinal() - origin + 1
            if first < after:
                index += counted[after] - counted[first]
                covered = after
        end = working[index]
    except IndexError:
        raise ClockTooLong("number", last=calendar.last) from None
    day, unknown = calendar.working_dates[index], calendar.unknown[begin]
    return day, day, None if end < unknown else calendar.dates[unknown].year


def _corresponding(start: date, months: int) -> int:
    """The ordinal of the corresponding day so many months on, or of the last day of a month that has none."""
    try:
        return corresponding_day(start, months).toordinal()
    except OverflowError:
        raise ClockTooLong("number", last=date.max) from None
