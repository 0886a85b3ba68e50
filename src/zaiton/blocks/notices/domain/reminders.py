"""On which day a reminder comes: so many working days before a last day, by a calendar that is handed in."""

from datetime import date, datetime, timedelta
from typing import Protocol

from zaiton.blocks.notices.domain.limits import MOST_DAYS_BEFORE, REMINDER_HOUR
from zaiton.blocks.notices.domain.quiet import BEIJING

ONE = timedelta(days=1)


class WorkingDays(Protocol):
    """As much of a calendar as is needed here."""

    def is_working(self, day: date) -> bool:
        """Whether the day is a working day, a make-up Saturday included."""


def reminder_day(calendar: WorkingDays, due_on: date, before: int) -> date:
    """The working day that lies ``before`` working days ahead of ``due_on``; 0 is the last day itself or the working day before.

    The last day is not counted. In a year without calendar Monday to Friday are taken, as the calendar does; what comes out
    is then provisional. Raises ``ValueError`` for a number that no reminder can have.
    """
    if not 0 <= before <= MOST_DAYS_BEFORE:
        raise ValueError(f"a reminder comes 0 to {MOST_DAYS_BEFORE} working days before: {before}")
    day, left = due_on, before
    while left or not calendar.is_working(day):
        day -= ONE
        left -= calendar.is_working(day) and left > 0
    return day


def reminder_moment(calendar: WorkingDays, due_on: date, before: int) -> datetime:
    """When that reminder arrives: its day, at the house's hour (aware, Beijing)."""
    return datetime.combine(reminder_day(calendar, due_on, before), REMINDER_HOUR, BEIJING)
