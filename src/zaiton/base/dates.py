"""Half-open periods of days: from the first day on, until the day that is no longer in force; no end means still."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` up to but not including ``until`` (None: still in force).

    >>> Period(date(2014, 1, 1), date(2015, 1, 1)).holds(date(2015, 1, 1))
    False
    """

    first: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.first:
            raise ValueError(f"a period must end after it begins: {self.first} to {self.until}")

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the period."""
        return self.first <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return (self.until is None or other.first < self.until) and (other.until is None or self.first < other.until)


def uncovered_between(periods: list[Period]) -> list[Period]:
    """The stretches of days that lie between periods and in none of them, in order."""
    found: list[Period] = []
    reached: date | None = None
    for period in sorted(periods, key=lambda p: p.first):
        if reached is not None and period.first > reached:
            found.append(Period(reached, period.first))
        if period.until is None:
            return found
        reached = period.until if reached is None else max(reached, period.until)
    return found


def corresponding_day(start: date, months: int) -> date:
    """The day of the same number so many months on, or the last of a month that has none (Civil Code art 202).

    Raises ``OverflowError`` past the end of the calendar.

    >>> corresponding_day(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year < date.max.year:
        raise OverflowError(f"{start} and {months} months")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
