"""The same question asked of every stretch of time: rates year by year, and the days on which the best agreement changes."""

from dataclasses import dataclass
from datetime import date, timedelta

from zaiton.services.tariff.domain.answer import Answer, Question, answer
from zaiton.services.tariff.domain.book import RateBook


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``begins`` (inclusive) to ``ends`` (exclusive, None = open) the answer does not change."""

    begins: date
    ends: date | None
    answer: Answer

    def rate_of(self, agreement: str) -> int | None:
        """The agreement's scaled ad valorem rate, where it applies and is one."""
        for rate in self.answer.rates:
            if rate.agreement == agreement and rate.finding.applies:
                return rate.finding.rate
        return None


@dataclass(frozen=True, slots=True)
class Change:
    """The day from which another agreement is the best one."""

    day: date
    before: str
    after: str


def timeline(book: RateBook, question: Question) -> tuple[Stretch, ...]:
    """Every stretch of time in which something is known about the question's good, in order, equal neighbours merged."""
    stretches: list[Stretch] = []
    for slot in book.plan(question.origin, question.destination).slots:
        given = answer(book, question._replace(day=slot.begins))
        if given.coverage == "none":
            continue
        last = stretches[-1] if stretches else None
        if last is not None and last.ends == slot.begins and _same(last.answer, given):
            stretches[-1] = Stretch(last.begins, slot.ends, last.answer)
        else:
            stretches.append(Stretch(slot.begins, slot.ends, given))
    return tuple(stretches)


def _same(a: Answer, b: Answer) -> bool:
    return a.coverage == b.coverage and _figures(a) == _figures(b)


def _figures(given: Answer) -> list[tuple]:
    return sorted((r.agreement, r.finding.applies is True, repr(r.finding.duty)) for r in given.rates)


def changes(stretches: tuple[Stretch, ...]) -> tuple[Change, ...]:
    """The days on which the best agreement changes, both being on file all along: a table that begins or ends is no change."""
    found = []
    for earlier, later in zip(stretches, stretches[1:], strict=False):
        before, after = earlier.answer.best, later.answer.best
        lost = {name for name, _ in (*earlier.answer.missing, *later.answer.missing)}
        known = earlier.ends == later.begins and before is not None and after is not None
        if known and before.agreement != after.agreement and not lost & {before.agreement, after.agreement}:
            found.append(Change(later.begins, before.agreement, after.agreement))
    return tuple(found)


def last_day(stretch: Stretch) -> date | None:
    """The last day of a stretch, inclusive; None when it is open."""
    return None if stretch.ends is None else stretch.ends - timedelta(days=1)
