"""The answer: for one good, origin, destination and day, every rate, the best one, what it saves, and what is not known.

Guarantee: no figure is given that no table on file prints or derives; what is missing is named. See the explanation page
``tariff-answer`` for the algorithm with a worked table. The answer carries reasons as codes with arguments; text is
rendered by ``document``.
"""

from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.comparing import best_of
from zaiton.services.tariff.domain.duty import duty_needs
from zaiton.services.tariff.domain.merging import merged
from zaiton.services.tariff.domain.mfn import Basis, basis_of
from zaiton.services.tariff.domain.plan import TRQ, Slot
from zaiton.services.tariff.domain.question import Answer, Question, Rate
from zaiton.services.tariff.domain.rating import APPLIES, rate_of
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.tables import Source

__all__ = ["Answer", "Question", "Rate", "answer"]

LINES_SHOWN = 200
SUBHEADING_DIGITS = 6

_LOWEST = Reason("lowest")


def answer(book: RateBook, question: Question) -> Answer:
    """The answer to ``question`` from ``book``; never raises for an unknown code, origin or day: it says what is missing."""
    slot = book.plan(question.origin, question.destination).on(question.day)
    code = question.code
    row, lines = _row_of(book, slot, question, code)
    if lines and SUBHEADING_DIGITS <= len(code) < len(lines[0]) and lines[0].startswith(code):
        return _of_lines(book, slot, question, lines)
    basis = basis_of(book, slot, question, row)
    rates, missing = list(basis.listed), list(basis.missing)
    for entry in slot.entries:
        if entry.agreement == TRQ and not entry.lists(row):
            continue  # no quota on this line
        rate = rate_of(book, entry, question, row, basis.mfn, basis.base)
        rates.append(rate)
        if rate.finding.source is None and entry.in_force:
            missing.append((rate.agreement, rate.finding.reason))
    return _assemble(book, question, row, basis._replace(missing=missing), rates, lines, slot)


def _of_lines(book: RateBook, slot: Slot, question: Question, lines: tuple[str, ...]) -> Answer:
    """The answer to a code with several lines beneath it: what they have in common, and candidates where they differ.

    A line named among the question's facts is taken as the line meant.
    """
    chosen = next((line for line in lines if line in question.facts), None)
    if chosen is not None:
        return answer(book, question._replace(code=chosen))
    given = [answer(book, question._replace(code=line)) for line in lines[:LINES_SHOWN]]
    basis, rates = merged(given)
    return _assemble(book, question, question.code, basis, rates, lines, slot)


def _row_of(book: RateBook, slot: Slot, question: Question, code: str) -> tuple[str, tuple[str, ...]]:
    """The code to look up: the code itself, or the only line beneath a shorter one; with the lines to choose from, if several."""
    for schedule in slot.schedules:
        if code in schedule.lines:
            return code, ()
    for schedule in slot.schedules:
        if schedule.find(code) is not None:
            return code, ()
    if len(code) < 8:
        beneath: dict[str, None] = {}
        for schedule in slot.schedules:
            for line in schedule.beneath(code):
                beneath[line] = None
        if len(beneath) == 1 and len(code) >= SUBHEADING_DIGITS:
            return next(iter(beneath)), ()
        return code, tuple(sorted(beneath))
    return code, _siblings(slot, code)


def _siblings(slot: Slot, code: str) -> tuple[str, ...]:
    """Lines of the tariff on file that share the subheading of a code it does not list."""
    return tuple(sorted({line for schedule, _ in slot.tariff for line in schedule.beneath(code[:6])}))


def _assemble(
    book: RateBook,
    question: Question,
    code: str,
    basis: Basis,
    rates: list[Rate],
    lines: tuple[str, ...],
    slot: Slot,
) -> Answer:
    mfn, base, parts, missing = basis.mfn, basis.base, basis.parts, basis.missing
    best, equals, needs = best_of(rates)
    if (
        mfn is None
        and any(p.duty is not None and p.finding.rate is None for p in parts)
        and not (best and best.duty.free)
    ):
        needs = tuple(dict.fromkeys((*needs, *(n for p in parts if p.duty is not None for n in duty_needs(p.duty)))))
    known = best is not None or bool(needs) or bool(parts)
    undecided = False
    sources: dict[int, Source] = {}
    ordered: list[Rate] = []
    for rate in (*rates, *parts):
        finding = rate.finding
        if finding.source is not None:
            sources[id(finding.source)] = finding.source
        if finding.applies is None:
            undecided = True
        if rate is best:
            rate = best = rate._replace(reason=_LOWEST) if rate is not base else rate
        elif best is not None and rate.reason is APPLIES and finding.rate == best.finding.rate:
            rate = rate._replace(reason=Reason("equals_best", (("agreement", best.agreement),)))
        ordered.append(rate)
    if len(ordered) > 1:
        ordered.sort(key=lambda rate: (rate is not best, *_order(rate)))
    notes = _notes(book, question, code, slot, known or undecided, lines)
    if best is not None and not best.duty.free:
        notes += basis.notes
    coverage = "none" if not (known or undecided) else "partial" if missing or undecided or needs else "full"
    points = amount = None
    if best is not None and base is not None:
        if best.finding.rate is not None and base.finding.rate is not None:
            points = base.finding.rate - best.finding.rate
        if isinstance(best.amount, int) and isinstance(base.amount, int):
            amount = base.amount - best.amount
    return Answer(
        question,
        code,
        coverage,
        best,
        mfn,
        tuple(ordered),
        tuple(missing),
        notes,
        needs,
        lines[:LINES_SHOWN],
        tuple(r.agreement for r in equals),
        points,
        amount,
        tuple(sources.values()),
        base,
        tuple(a for a in slot.additional if code.startswith(a.code)),
    )


def _order(rate: Rate) -> tuple:
    """Rates that apply first, lowest first, then undecided ones, then the parts of MFN, then those that do not apply."""
    finding = rate.finding
    group = 2 if rate.part else 0 if finding.applies else 1 if finding.applies is None else 3
    return (group, finding.rate is None, finding.rate or 0)


def _notes(
    book: RateBook, question: Question, code: str, slot: Slot, known: bool, lines: tuple[str, ...]
) -> tuple[Reason, ...]:
    if lines and len(question.code) < 8:
        return (Reason("choose_line", (("code", question.code), ("count", len(lines)))),)
    notes: tuple[Reason, ...] = ()
    if code != question.code:
        notes += (Reason("code_shorter", (("row", code), ("code", question.code))),)
    if known:
        return notes
    tariff = slot.tariff
    if any(schedule.table.complete for schedule, _ in tariff):
        return (*notes, Reason("code_not_in_tariff", (("code", question.code),)))
    above = next((c for s, _ in tariff if (c := s.exact_above(question.code))), None)
    if above is not None:
        notes += (Reason("only_above", (("row", above), ("code", question.code))),)
    if not tariff:
        notes += (Reason("no_tariff", (("destination", question.destination),)),)
    edition = book.edition_on(question.day)
    if edition is not None and code[:6] not in edition.codes:
        notes += (Reason("code_not_in_edition", (("code", code[:6]), ("edition", edition.edition))),)
    return notes
