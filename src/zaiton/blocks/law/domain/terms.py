"""A term of law as a typed value, never a bare number: how many of what, whether the first day counts, whether the last one rolls.

Also what happens to a running term: pauses and extensions, each with its day, its ground and who approved it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from zaiton.blocks.law.domain.clocks_refusals import BadExtension, BadPause, HoursDoNotRoll, NotATerm, UnknownUnit

MOST = 20_000
"""The largest number of a term: above 50 years in days."""


class Unit(Enum):
    """What a term counts: working days, calendar days, hours or months (a year is twelve)."""

    WORKING = "working"
    CALENDAR = "calendar"
    HOUR = "hour"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How far an article lets a term be extended, in the term's unit, and who must approve it."""

    number: int
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term with the article it stands in.

    ``start_excluded``: the day (for hours: the hour) on which it begins is not counted (Civil Procedure Law art 85).
    ``roll_last_day``: when the last day is a day off, the term ends on the first working day after it; working days never
    end on one. ``grounds``: the grounds on which the clock stops, None where the article does not limit them.
    Raises ``NotATerm`` or ``HoursDoNotRoll``.
    """

    number: int
    unit: Unit
    article: str = ""
    start_excluded: bool = True
    roll_last_day: bool = False
    grounds: tuple[str, ...] | None = None
    extension: Allowance | None = None

    def __post_init__(self) -> None:
        if isinstance(self.number, bool) or not isinstance(self.number, int) or not 1 <= self.number <= MOST:
            raise NotATerm("number", most=MOST, given=self.number)
        if not isinstance(self.unit, Unit):
            raise TypeError(f"unit must be a Unit, not {self.unit!r}")
        if self.unit is Unit.HOUR and self.roll_last_day:
            raise HoursDoNotRoll("roll_last_day")


def term_of(
    number: int,
    unit: str,
    article: str = "",
    *,
    start_excluded: bool | None = None,
    roll_last_day: bool = False,
    grounds: tuple[str, ...] | None = None,
    extension: Allowance | None = None,
) -> Term:
    """A term from the words of a definition (``working``, ``calendar``, ``hour``, ``month``).

    Hours run from the moment itself unless ``start_excluded`` says otherwise, all else leaves its first day out. Raises
    ``UnknownUnit``, ``NotATerm`` or ``HoursDoNotRoll``.
    """
    known = {one.value: one for one in Unit}
    if unit not in known:
        raise UnknownUnit("unit", given=str(unit)[:40], known=", ".join(known))
    left_out = known[unit] is not Unit.HOUR if start_excluded is None else start_excluded
    return Term(number, known[unit], article, left_out, roll_last_day, grounds, extension)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stands: ``first`` to ``last``, both included, with ground, approver and article.

    ``last`` is the end of the time that was told to the party in writing. None means that no time was told in writing;
    such a pause is kept on record and does not stop the clock (Administrative Licensing Law art 45).
    """

    first: date
    last: date | None
    ground: str
    approver: str
    article: str = ""

    def __post_init__(self) -> None:
        reversed_days = self.last is not None and self.last < self.first
        if reversed_days or not self.ground.strip() or not self.approver.strip():
            raise BadPause("pauses", first=self.first, last=self.last or "…")

    @property
    def length(self) -> timedelta:
        """The days of the pause; none without a written time."""
        return timedelta(0) if self.last is None else self.last - self.first + timedelta(1)


@dataclass(frozen=True, slots=True)
class Extension:
    """More of the term's unit, approved on a day; one approved after the term has ended extends nothing."""

    on: date
    number: int
    ground: str
    approver: str
    article: str = ""

    def __post_init__(self) -> None:
        whole = isinstance(self.number, int) and not isinstance(self.number, bool) and 1 <= self.number <= MOST
        if not whole or not self.ground.strip() or not self.approver.strip():
            raise BadExtension("extensions", on=self.on)
