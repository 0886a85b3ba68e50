"""The same question asked of every stretch of time: rates year by year, and the days on which the best agreement changes."""

from dataclasses import dataclass
from datetime import date, timedelta

from zaiton.services.tariff.domain.answer import Answer, Question, Rate, answer
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.comparing import compare
from zaiton.services.tariff.domain.mfn import NO_PROVISIONAL
from zaiton.services.tariff.domain.plan import PROVISIONAL
from zaiton.services.tariff.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``begins`` (inclusive) to ``ends`` (exclusive, None = open) the answer does not change."""

    begins: date
    ends: date | None
    answer: Answer

    def claim(self, agreement: str) -> Rate | None:
        """The agreement's rate, where it can be claimed."""
        for rate in self.answer.rates:
            if rate.agreement == agreement and rate.finding.applies and rate.duty is not None and not rate.part:
                return rate
        return None

    def rate_of(self, agreement: str) -> int | None:
        """The agreement's scaled ad valorem rate, where it applies and is one."""
        for rate in self.answer.rates:
            if rate.agreement == agreement and rate.finding.applies:
                return rate.finding.rate
        return None


@dataclass(frozen=True, slots=True)
class Change:
    """The day from which another agreement is the best one, with what each gave: ``old`` the day before, ``new`` on the day.

    ``coverage`` is partial where something else in force is not on file or undecided on either day.
    """

    day: date
    before: str
    after: str
    old: Rate
    new: Rate
    coverage: str


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
    """The days on which the best agreement changes, both being on file all along: a table that begins or ends is no change.

    Of equal rates the one that was best stays so; another takes over only when it is lower, or when the old one is gone.
    """
    found: list[Change] = []
    holder = ""
    for earlier, later in zip((None, *stretches), stretches, strict=False):
        best = later.answer.best
        if earlier is None or earlier.ends != later.begins or earlier.answer.best is None or best is None:
            holder = best.agreement if best is not None else ""
            continue
        holder = holder or earlier.answer.best.agreement
        held = later.claim(holder)
        if best.agreement == holder or (held is not None and compare(held, best) == 0):
            continue
        old = earlier.claim(holder)
        if old is not None and not lost_between(earlier, later) & {holder, best.agreement}:
            full = earlier.answer.coverage == later.answer.coverage == "full"
            found.append(Change(later.begins, holder, best.agreement, old, best, "full" if full else "partial"))
        holder = best.agreement
    return tuple(found)


def lost_between(earlier: Stretch, later: Stretch) -> set[str]:
    """What is in force and not on file in either of two stretches; provisional rates, where no table of them is on file.

    An agreement whose first day nobody has stated begins with its first table: that is no loss.
    """
    both = (earlier.answer, later.answer)
    unknown = {PROVISIONAL for given in both if NO_PROVISIONAL in given.notes}
    before = {name for name, why in earlier.answer.missing if not _begins(later, name, why)}
    return unknown | before | {name for name, _ in later.answer.missing}


def _begins(later: Stretch, name: str, why: Reason) -> bool:
    """Whether an agreement without a stated first day begins with the later stretch."""
    if why != Reason("schedule_later", (("day", later.begins),)):
        return False
    info = next((rate.info for rate in later.answer.rates if rate.agreement == name), None)
    undated = info is not None and info.in_force_from is None
    return undated and info.origins.get(later.answer.question.origin) is None


def last_day(stretch: Stretch) -> date | None:
    """The last day of a stretch, inclusive; None when it is open."""
    return None if stretch.ends is None else stretch.ends - timedelta(days=1)
