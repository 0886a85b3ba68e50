"""A year of payment books of some companies, drawn from stated assumptions: what the service's figures would be, and what sways them.

Pure. Guarantee: the same assumptions and the same calendar give the same figures; nothing is fitted to a published one. Each company has a size;
it pays on paper until it joins, afterwards nearly all of its books electronically. An electronic payment waits for the bank (log-normal)
and for the next hour at which the treasury lists what has come in; an answer that is lost is asked for. A payment on paper takes whole
working days. What is saved is work not done and a guarantee used for fewer days; both are prices that are assumed.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from statistics import median
from typing import Any

from zaiton.services.retail_tax.domain.chances import FINE, Chance
from zaiton.services.retail_tax.domain.exact import half_up
from zaiton.services.retail_tax.domain.figures import Figures, Paid, figures_of

BEIJING = timezone(timedelta(hours=8))
MONTHS, DAYS_OF_MONTH, WORK_BEGINS, WORK_HOURS = 12, 28, 9, 8
FEN = 100
MIDDLE = "middle"
NONE = Fraction(0)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Size:
    """Companies of one size: their share, books a month, the median amount of a book in yuan, the spread of its logarithm."""

    share: Fraction
    books: int
    median_yuan: Fraction
    spread: Fraction


@dataclass(frozen=True, slots=True)
class Assumed:
    """Everything that is assumed, as ``data/simulation/year.yaml`` tells it."""

    seed: int
    first: date
    companies: int
    sizes: Mapping[str, Size]
    joined_before: Fraction
    join_each_month: Fraction
    electronic_share: Fraction
    bank_minutes: Fraction
    bank_spread: Fraction
    lost_answers: Fraction
    asked_hours: Fraction
    treasury_hours: tuple[time, ...]
    paper_days: tuple[int, ...]
    paper_minutes: Fraction
    electronic_minutes: Fraction
    yuan_an_hour: Fraction
    fee_percent_a_year: Fraction
    varied: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Year:
    """What came of a year: the figures as the service counts them, by month; paper beside them; what a company of middle size saved."""

    all: Figures
    months: tuple[tuple[str, Figures], ...]
    paper_median: timedelta | None
    paper_p90: timedelta | None
    paper_books: int
    saved_work_fen: int
    saved_fee_fen: int

    @property
    def saved_fen(self) -> int:
        """What a company of middle size saved in the year, in the median, in fen."""
        return self.saved_work_fen + self.saved_fee_fen


@dataclass(frozen=True, slots=True)
class Swayed:
    """The year with one assumption changed."""

    name: str
    value: Fraction
    year: Year


@dataclass(slots=True)
class _Drawn:
    paid: list[Paid] = field(default_factory=list)
    paper: list[timedelta] = field(default_factory=list)
    work: dict[str, Fraction] = field(default_factory=dict)
    fee: dict[str, Fraction] = field(default_factory=dict)


WorkDay = Callable[[date], bool]


def simulated(assumed: Assumed, works: WorkDay) -> Year:
    """One year. ``works`` says whether a day is a working day."""
    drawn = _Drawn()
    names = _companies(assumed)
    for place, (company, size) in enumerate(names):
        _company(assumed, works, drawn, company, size, Chance(assumed.seed, place))
    months: dict[str, list[Paid]] = {}
    for book in drawn.paid:
        months.setdefault(f"{book.made_at.astimezone(BEIJING):%Y-%m}", []).append(book)
    middle = [company for company, size in names if size == MIDDLE] or [company for company, _ in names]
    paper = sorted(drawn.paper)
    return Year(
        all=figures_of(drawn.paid),
        months=tuple((name, figures_of(months[name])) for name in sorted(months)),
        paper_median=_ranked(paper, 50),
        paper_p90=_ranked(paper, 90),
        paper_books=len(paper),
        saved_work_fen=half_up(median(drawn.work.get(company, NONE) for company in middle) * FEN),
        saved_fee_fen=half_up(median(drawn.fee.get(company, NONE) for company in middle) * FEN),
    )


def sensitivity(assumed: Assumed, works: WorkDay) -> tuple[Swayed, ...]:
    """The year again for each value of each assumption that is varied, all others as they are."""
    return tuple(
        Swayed(name, value, simulated(replace(assumed, **{name: value}), works))
        for name, values in assumed.varied.items()
        for value in values
    )


def document_of(year: Year, swayed: Sequence[Swayed] = ()) -> dict[str, Any]:
    """The outcome as a document: hours and shares as decimals, amounts in fen."""
    return {
        "simulated": True,
        **_figures(year),
        "months": [{"month": name, **_counted(one)} for name, one in year.months],
        "sensitivity": [{"assumption": one.name, "value": plain(one.value), **_figures(one.year)} for one in swayed],
    }


def plain(value: Fraction | int) -> str:
    """A number of the assumptions as people write it."""
    return f"{value.numerator}" if value.denominator == 1 else _decimal(value, 2)


def _figures(year: Year) -> dict[str, Any]:
    return {
        **_counted(year.all),
        "paper_median_hours": _hours(year.paper_median),
        "paper_p90_hours": _hours(year.paper_p90),
        "saved_fen": year.saved_fen,
    }


def _counted(found: Figures) -> dict[str, Any]:
    return {
        "companies": found.companies,
        "books": found.books,
        "fen": found.fen,
        "median_hours": _hours(found.median),
        "p90_hours": _hours(found.p90),
        "within_a_day": _share(found.day_share),
        "rate_by_amount": _share(found.amount_share),
        "rate_by_company": _share(found.company_share),
    }


def _hours(took: timedelta | None) -> str | None:
    return None if took is None else _decimal(Fraction(took // SECOND, 3600), 2)


def _share(share: Fraction | None) -> str | None:
    return None if share is None else _decimal(share, 4)


def _decimal(value: Fraction, places: int) -> str:
    """A fraction as a decimal text, rounded half-up."""
    scaled = half_up(value * 10**places)
    return f"{scaled // 10**places}.{scaled % 10**places:0{places}}"


def _ranked(ordered: Sequence[timedelta], percent: int) -> timedelta | None:
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else None


def _companies(assumed: Assumed) -> list[tuple[str, str]]:
    """So many companies, shared among the sizes by the largest remainder."""
    exact = {name: size.share * assumed.companies for name, size in assumed.sizes.items()}
    counts = {name: math.floor(value) for name, value in exact.items()}
    rest = sorted(exact, key=lambda name: (counts[name] - exact[name], name))[
        : assumed.companies - sum(counts.values())
    ]
    for name in rest:
        counts[name] += 1
    return [(f"{name}-{place + 1:02}", name) for name in assumed.sizes for place in range(counts[name])]


def _company(assumed: Assumed, works: WorkDay, drawn: _Drawn, company: str, size: str, chance: Chance) -> None:
    kind = assumed.sizes[size]
    count = MONTHS * kind.books
    joined = chance.below(assumed.joined_before, 1)[0]
    joins = chance.below(assumed.join_each_month, MONTHS)
    days, minutes = chance.whole(DAYS_OF_MONTH, count), chance.whole(WORK_HOURS * 60, count)
    amounts, answers = chance.times(kind.spread, count), chance.times(assumed.bank_spread, count)
    lost, waits = chance.below(assumed.lost_answers, count), chance.waits(count)
    paper, electronic = chance.whole(len(assumed.paper_days), count), chance.below(assumed.electronic_share, count)
    bank, asked = assumed.bank_minutes * 60 / FINE, assumed.asked_hours * 3600 / FINE
    fen, paid_books, freed_fen_seconds = kind.median_yuan * FEN / FINE, 0, 0
    for place in range(count):
        month = place // kind.books
        joined = joined or joins[month]
        begun = _begun(assumed, works, month, days[place], minutes[place])
        amount = _whole(fen, amounts[place])
        on_paper = _on_paper(begun, assumed.paper_days[paper[place]], works)
        done = None
        if joined and electronic[place]:
            seconds = _whole(bank, answers[place]) + (_whole(asked, waits[place]) if lost[place] else 0)
            done = _listed(begun + timedelta(seconds=seconds), assumed.treasury_hours, works)
            paid_books += 1
            freed_fen_seconds += amount * max((on_paper - done) // SECOND, 0)
        else:
            drawn.paper.append(on_paper - begun)
        drawn.paid.append(Paid(company, "", amount, begun, begun, done))
    spared = (assumed.paper_minutes - assumed.electronic_minutes) / 60 * assumed.yuan_an_hour
    drawn.work[company] = paid_books * spared
    drawn.fee[company] = Fraction(freed_fen_seconds, 86_400 * 365 * FEN) * assumed.fee_percent_a_year / 100


def _whole(unit: Fraction, parts: int) -> int:
    """So many parts of a unit, rounded half-up."""
    return (2 * unit.numerator * parts + unit.denominator) // (2 * unit.denominator)


def _begun(assumed: Assumed, works: WorkDay, month: int, day: int, minute: int) -> datetime:
    """A minute of the working hours of a day of that month, or of the next working day."""
    year, at = divmod(assumed.first.month - 1 + month, MONTHS)
    on = date(assumed.first.year + year, at + 1, 1 + day)
    while not works(on):
        on += timedelta(days=1)
    return datetime.combine(on, time(WORK_BEGINS), BEIJING) + timedelta(minutes=minute)


def _on_paper(begun: datetime, days: int, works: WorkDay) -> datetime:
    day = begun.date()
    while days:
        day += timedelta(days=1)
        days -= works(day)
    return datetime.combine(day, begun.timetz())


def _listed(paid: datetime, hours: Sequence[time], works: WorkDay) -> datetime:
    """The next hour at which the treasury lists what has come in."""
    day = paid.date()
    while True:
        if works(day):
            for hour in hours:
                listed = datetime.combine(day, hour, BEIJING)
                if listed >= paid:
                    return listed
        day += timedelta(days=1)
