"""The rates of a good to the end of every schedule: when the best agreement changes, and what waiting or hurrying is worth.

Built on the same stretches of time as the years of an answer; nothing is computed here that an answer would not say.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.comparing import compare
from zaiton.services.tariff.domain.question import Question, Rate
from zaiton.services.tariff.domain.schedule import Schedule
from zaiton.services.tariff.domain.tables import Source
from zaiton.services.tariff.domain.timeline import Change, Stretch, changes, lost_between, timeline

WAIT, HURRY, SAME = "wait", "hurry", "same"
MOST_YEARS = 60
"""Years after the first boundary for which a year end without any change is still listed."""


class PeriodReversed(Refusal):
    """A forecast whose last day lies before its first."""

    code = "period_reversed"
    message = gettext_noop("The last day {until} lies before the first day {first}.")
    mend = gettext_noop("Write the earlier day first, or leave one of them out.")


class Step(NamedTuple):
    """What the best rate is the day before ``day`` and on it. ``advice``: wait, hurry, same; None where it cannot be told.

    ``saving_minor``: duty saved by importing on ``day`` or later instead of the day before (negative: hurrying saves), in
    minor units of the destination's currency; None without a value or where a fact is missing.
    """

    day: date
    before: Rate
    after: Rate
    advice: str | None
    saving_minor: int | None
    coverage: str


class Ending(NamedTuple):
    """The first day that the schedules of an agreement on file no longer cover; None where they are open."""

    agreement: str
    day: date | None


class Forecast(NamedTuple):
    """A good's rates over a period. ``coverage``: none where nothing is known, partial where something is missing."""

    question: Question
    first: date | None
    until: date | None
    stretches: tuple[Stretch, ...]
    crossings: tuple[Change, ...]
    steps: tuple[Step, ...]
    ends: tuple[Ending, ...]
    sources: tuple[Source, ...]
    coverage: str


def forecast(book: RateBook, question: Question, first: date | None = None, until: date | None = None) -> Forecast:
    """The forecast from ``first`` to ``until`` (both inclusive; left out: all days on file). Raises ``PeriodReversed``."""
    if first is not None and until is not None and until < first:
        raise PeriodReversed("until", first=first, until=until)
    whole = timeline(book, question)
    stretches = tuple(_clipped(whole, first, until))
    inside = [c for c in changes(whole) if (first is None or first <= c.day) and (until is None or c.day <= until)]
    sources: dict[int, Source] = {}
    for stretch in stretches:
        sources.update((id(source), source) for source in stretch.answer.sources)
    known = {stretch.answer.coverage for stretch in stretches}
    coverage = "none" if not known else "full" if known == {"full"} else "partial"
    return Forecast(
        question,
        first,
        until,
        stretches,
        tuple(inside),
        tuple(_steps(whole, first, until)),
        _ends(book, question),
        tuple(sources.values()),
        coverage,
    )


def _clipped(stretches: Iterable[Stretch], first: date | None, until: date | None) -> Iterable[Stretch]:
    after = None if until is None or until == date.max else until + timedelta(days=1)
    for stretch in stretches:
        begins = stretch.begins if first is None else max(stretch.begins, first)
        ends = stretch.ends if after is None else after if stretch.ends is None else min(stretch.ends, after)
        if ends is None or begins < ends:
            yield Stretch(begins, ends, stretch.answer)


def _steps(stretches: tuple[Stretch, ...], first: date | None, until: date | None) -> Iterable[Step]:
    """Every day on which a stretch begins, and every year end between the first of them and the last."""
    for at, later in enumerate(stretches):
        earlier = stretches[at - 1] if at else None
        if earlier is not None and earlier.ends == later.begins and _inside(later.begins, first, until):
            step = _step(earlier, later, later.begins)
            if step is not None:
                yield step
        if later.ends is not None:
            for year in range(later.begins.year + 1, min(later.ends.year, later.begins.year + MOST_YEARS) + 1):
                day = date(year, 1, 1)
                if day < later.ends and _inside(day, first, until) and (step := _step(later, later, day)) is not None:
                    yield step


def _inside(day: date, first: date | None, until: date | None) -> bool:
    """Whether the day lies in the period and the day before it does as well."""
    return (first is None or first < day) and (until is None or day <= until)


def _step(earlier: Stretch, later: Stretch, day: date) -> Step | None:
    """The step, or None where a best rate is not known on one side or a table that gave it merely begins or ends."""
    before, after = earlier.answer.best, later.answer.best
    if before is None or after is None:
        return None
    if before.agreement != after.agreement and lost_between(earlier, later) & {before.agreement, after.agreement}:
        return None
    order = 0 if earlier is later else compare(after, before)
    advice = None if order is None else WAIT if order < 0 else HURRY if order > 0 else SAME
    saving = None
    if isinstance(before.amount, int) and isinstance(after.amount, int):
        saving = before.amount - after.amount
    full = earlier.answer.coverage == later.answer.coverage == "full"
    return Step(day, before, after, advice, saving, "full" if full else "partial")


def _ends(book: RateBook, question: Question) -> tuple[Ending, ...]:
    """For each agreement with a table that lists the good, the day its last such table ends; open ones last."""
    found: dict[str, date | None] = {}
    for slot in book.plan(question.origin, question.destination).slots:
        for schedule in slot.schedules:
            if _lists(schedule, question.code):
                name, day = schedule.table.agreement, schedule.until_day
                known = found.get(name, day)
                found[name] = None if day is None or known is None else max(known, day)
    return tuple(Ending(name, day) for name, day in sorted(found.items(), key=lambda e: (e[1] or date.max, e[0])))


def _lists(schedule: Schedule, code: str) -> bool:
    return schedule.find(code) is not None or schedule.default is not None or any(schedule.beneath(code))
