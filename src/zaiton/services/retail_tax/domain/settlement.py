"""When a tax bill falls due, and what lateness costs.

A scheme is data: which day it counts from, and how. Working days are those of the calendar that comes in. Sources: Tariff Law
art. 43 (fifteen days; with a guarantee the fifth working day of the next month; five ten-thousandths a day), General
Administration of Customs 2018 No. 194 (thirty-first to forty-fifth day after release).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from zaiton.services.retail_tax.domain.exact import half_up, number
from zaiton.services.retail_tax.domain.order import Basis
from zaiton.services.retail_tax.domain.settlement_refusals import SchemeUnfit

IsWorking = Callable[[date], bool]
SCHEME_KINDS = ("days", "window", "next_month")
STARTS = ("declared", "released")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to settle. ``days``: last day is ``last`` days after the start; ``window``: bills are collected from day
    ``first`` to day ``last``; ``next_month``: the working day number ``last`` of the month after the start.

    ``shifts``: a last day that is no working day moves to the next one.
    """

    code: str
    kind: str
    counts_from: str
    last: int
    basis: Basis
    first: int = 0
    shifts: bool = True
    title_zh: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """What a scheme says of one bill: from which day it may be collected, its due day, the period of its payment book."""

    collectable_on: date
    due_on: date
    period: str


def term_of(scheme: Scheme, *, declared_on: date, released_on: date, is_working: IsWorking) -> Term:
    """The term of a bill under a scheme. Periods are months of the start, or the due day where each bill has its own."""
    start = declared_on if scheme.counts_from == "declared" else released_on
    if scheme.kind == "next_month":
        day = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        due = working_day(day, scheme.last, is_working)
        return Term(day, due, f"{start:%Y-%m}")
    due = start + timedelta(days=scheme.last)
    while scheme.shifts and not is_working(due):
        due += timedelta(days=1)
    collectable = start + timedelta(days=scheme.first)
    return Term(collectable, due, f"{due:%Y-%m-%d}")


def working_day(first: date, nth: int, is_working: IsWorking) -> date:
    """The nth working day from ``first`` on, ``first`` counted if it is one."""
    day = first - timedelta(days=1)
    while nth:
        day += timedelta(days=1)
        nth -= is_working(day)
    return day


def late_days(due_on: date, on: date) -> int:
    """Days of surcharge when it is paid on a day: the day after the due day is the first, the day of payment the last."""
    return max((on - due_on).days, 0)


def surcharge_fen(tax_fen: int, days: int, percent_per_day: Fraction) -> int:
    """The surcharge in whole fen, rounded half-up once."""
    return half_up(Fraction(tax_fen) * days * percent_per_day / 100)


def scheme_of(code: str, said: Any, basis: Basis) -> Scheme:
    """A scheme as its file says it. Raises ``SchemeUnfit``."""
    if not isinstance(said, Mapping):
        raise SchemeUnfit("scheme", scheme=code, why="no mapping")
    kind, start = said.get("kind"), said.get("counts_from")
    first, last, shifts = said.get("first", 0), said.get("last"), said.get("shifts", True)
    if kind not in SCHEME_KINDS or start not in STARTS:
        raise SchemeUnfit("kind", scheme=code, why=f"{kind}, {start}")
    if type(last) is not int or type(first) is not int or not 0 <= first <= last <= 366 or last < 1:
        raise SchemeUnfit("last", scheme=code, why=f"{first}–{last}")
    if not isinstance(shifts, bool) or (kind == "next_month" and last > 15):
        raise SchemeUnfit("last", scheme=code, why=f"{last}, {shifts}")
    title = said.get("title") or {}
    return Scheme(code, kind, start, last, basis, first, shifts, str(title.get("zh", "")), str(title.get("en", "")))


def rate_of(text: object, name: str) -> Fraction:
    """A percentage of a parameter as an exact number. Raises ``SchemeUnfit``."""
    value = number(text)
    if value is None:
        raise SchemeUnfit(name, scheme=name, why=str(text)[:40])
    return value


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the 28th for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def interest_fen(fen: int, days: int, percent_per_year: Fraction, days_of_year: int) -> int:
    """Interest in whole fen for so many days, rounded half-up once."""
    return half_up(Fraction(fen) * max(days, 0) * percent_per_year / 100 / days_of_year)
