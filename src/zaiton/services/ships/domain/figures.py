"""The figures of the service from its own errands: percentiles of whole days, shares, what days saved are worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Times:
    """Working days from opening to closing: how many errands, median, 90th percentile, how many within the target."""

    cases: int
    median: int | None
    p90: int | None
    within: int
    target: int

    @property
    def share(self) -> Decimal | None:
        """Percent within the target, to one place; None without errands."""
        if not self.cases:
            return None
        return Decimal((2000 * self.within + self.cases) // (2 * self.cases)) / 10


def times(days: Sequence[int], target: int) -> Times:
    """The figures of these errands.

    >>> times([4, 9, 12, 30], 20)
    Times(cases=4, median=9, p90=30, within=3, target=20)
    """
    return Times(len(days), rank(days, 50), rank(days, 90), sum(one <= target for one in days), target)


def rank(days: Sequence[int], percent: int) -> int | None:
    """The smallest of the values that at least so many percent of them do not exceed (nearest rank); None without any."""
    if not days:
        return None
    place = -(-len(days) * percent // 100)
    return sorted(days)[max(0, place - 1)]


def worth(days_saved: int, per_day_fen: int) -> int:
    """What so many days of a ship not lying idle are worth, in fen; days lost are worth nothing."""
    return max(0, days_saved) * per_day_fen
