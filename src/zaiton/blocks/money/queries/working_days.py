"""Working days as reconciliation needs them: how old a break is, and until when a late line may still come."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from zaiton.blocks.law.public import Calendar, calendar


def age_of(day: date, on: date) -> tuple[int, bool]:
    """Working days since ``day`` (the day after it is the first), and whether the calendars of both years are published."""
    years = calendar()
    if on <= day:
        return 0, True
    if day < years.first or on >= years.last:
        return sum((day + timedelta(n)).weekday() < 5 for n in range(1, (on - day).days + 1)), False
    return _before(years, on) - _before(years, day), years.covers(day) and years.covers(on)


def reaching() -> Callable[[int, int], int]:
    """A function of a day (ordinal) and a number of working days: the day on which the last of them falls."""
    years = calendar()

    @cache
    def reach(day: int, number: int) -> int:
        if not number:
            return day
        if not years.first.toordinal() <= day < years.last.toordinal() - 2 * number - 30:
            return (
                day + number + 2 * (1 + number // 5)
            )  # outside of the calendars: a weekend for each week, at least one
        return years.working_dates[_before(years, date.fromordinal(day)) + number - 1].toordinal()

    return reach


def _before(years: Calendar, day: date) -> int:
    """Working days up to and with a day."""
    return years.counted[day.toordinal() - years.origin + 1]
