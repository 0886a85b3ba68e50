"""The answer: for one good, origin, destination and day, every rate, the best one, what it saves, and what is not known.

Guarantee: no figure is given that no table on file prints or derives; what is missing is named. See the explanation page
``tariff-answer`` for the algorithm with a worked table. The answer carries reasons as codes with arguments; text is
rendered by ``document``.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zaiton.services.tariff.domain.book import MFN, Entry, RateBook, Slot
from zaiton.services.tariff.domain.duty import SCALE, AdValorem, Duty, Need, Part, Specific, duty_amount, duty_needs
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.schedule import Finding, Schedule
from zaiton.services.tariff.domain.staging import margin
from zaiton.services.tariff.domain.tables import Agreement, Source

LINES_SHOWN = 200
WHOLE = 100 * SCALE
"""One hundred per cent as a scaled rate."""


class Question(NamedTuple):
    """What is asked. ``value_minor``: customs value in minor units of the destination's currency; ``facts``: ids of answers given."""

    code: str
    origin: str
    destination: str
    day: date
    value_minor: int | None = None
    quantity: Decimal | None = None
    unit: str = ""
    facts: frozenset[str] = frozenset()


class Rate(NamedTuple):
    """One agreement's rate in one answer. ``row`` is the schedule row that holds; ``amount`` minor units, or the fact it lacks."""

    agreement: str
    finding: Finding
    reason: Reason
    row: str
    amount: int | Need | None
    conflicts: tuple[Finding, ...]
    info: Agreement | None
    part: bool = False

    @property
    def applies(self) -> bool | None:
        """True: can be claimed; False: cannot; None: depends on a fact."""
        return self.finding.applies

    @property
    def duty(self) -> Duty | None:
        """The structured duty, or None."""
        return self.finding.duty


class Answer(NamedTuple):
    """The whole answer. ``coverage``: full, partial (something in force is not on file or undecided) or none."""

    question: Question
    code: str
    coverage: str
    best: Rate | None
    mfn: Rate | None
    rates: tuple[Rate, ...]
    missing: tuple[tuple[str, Reason], ...]
    notes: tuple[Reason, ...]
    needs: tuple[Need, ...]
    lines: tuple[str, ...]
    equals: tuple[str, ...]
    saving_points: int | None
    saving_minor: int | None
    sources: tuple[Source, ...]


_LOWEST = Reason("lowest")
_ABOVE = Reason("above_mfn")
_EQUAL_MFN = Reason("equals_mfn")
_APPLIES = Reason("applies")
_MFN = Reason("mfn")
_MFN_OF_PARTS = Reason("mfn_of_parts")
_MFN_MISSING = Reason("mfn_missing")
_PART = Reason("part_of_mfn")
_REPLACED = Reason("replaced_by_temporary")
_NO_MARGIN = Reason("margin_without_mfn")
_MARGIN_OF_SPECIFIC = Reason("margin_of_specific")


def answer(book: RateBook, question: Question) -> Answer:
    """The answer to ``question`` from ``book``; never raises for an unknown code, origin or day: it says what is missing."""
    slot = book.plan(question.origin, question.destination).on(question.day)
    code = question.code
    row, lines = _row_of(book, slot, question, code)
    mfn, parts, missing = _mfn(slot, question, row)
    rates = [] if mfn is None else [mfn]
    for entry in slot.entries:
        rate = _rate(book, entry, question, row, mfn)
        rates.append(rate)
        if rate.finding.source is None and entry.in_force:
            missing.append((rate.agreement, rate.finding.reason))
    return _assemble(book, question, row, mfn, rates, parts, missing, lines, slot)


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
        if len(beneath) == 1:
            return next(iter(beneath)), ()
        return code, tuple(sorted(beneath))
    return code, _siblings(slot, code)


def _siblings(slot: Slot, code: str) -> tuple[str, ...]:
    """Lines of the tariff on file that share the subheading of a code it does not list."""
    entry = slot.mfn or slot.parts[0]
    return tuple(sorted({line for schedule, _ in entry.schedules for line in schedule.beneath(code[:6])}))


def _look_up(entry: Entry, question: Question, code: str) -> tuple[Finding, str, tuple[Finding, ...]] | None:
    """The finding of the best table that lists the code, the row it stands in, and findings that contradict it."""
    found: Finding | None = None
    row = code
    chosen: Schedule | None = None
    conflicts: tuple[Finding, ...] = ()
    for schedule, year_index in entry.schedules:
        line = schedule.lines.get(code)
        at = code
        if line is None:
            hit = schedule.find(code)
            if hit is None:
                continue
            at, line = hit
        finding = schedule.in_year(line, year_index)
        if finding.undecided is not None and question.facts:
            finding = _decided(finding, question.facts)
        if found is None:
            found, row, chosen = finding, at, schedule
            if len(entry.schedules) == 1:
                break
        elif chosen is not None and schedule.from_day == chosen.from_day and finding.duty != found.duty and at == row:
            conflicts += (finding,)
    return None if found is None else (found, row, conflicts)


def _decided(finding: Finding, facts: frozenset[str]) -> Finding:
    for when, _, candidate in finding.undecided.candidates:
        if when in facts:
            return candidate
    return finding


def _unlisted(book: RateBook, entry: Entry, question: Question, code: str) -> Finding | None:
    """What a table says of a code it does not list: its rate for everything, or no concession; None when it says nothing."""
    for schedule, _ in entry.schedules:
        if schedule.default is not None:
            edition = book.edition_on(question.day)
            if edition is None or code[:6] in edition.codes:
                return schedule.default
        elif schedule.table.complete and entry.agreement != MFN:
            return schedule.unlisted
    return None


def _rate(book: RateBook, entry: Entry, question: Question, code: str, mfn: Rate | None) -> Rate:
    """One agreement's rate, its reason set against MFN."""
    hit = _look_up(entry, question, code)
    row, conflicts = code, ()
    if hit is not None:
        finding, row, conflicts = hit
    else:
        finding = _unlisted(book, entry, question, code) or entry.absent_for(code)
    if finding.margin is not None:
        finding = _with_margin(finding, mfn)
    reason = finding.reason
    if finding.applies and mfn is not None and mfn.finding.rate is not None and finding.rate is not None:
        if finding.rate > mfn.finding.rate:
            reason = _ABOVE
        elif finding.rate == mfn.finding.rate:
            reason = _EQUAL_MFN
        else:
            reason = _APPLIES
    return Rate(entry.agreement, finding, reason, row, _amount(finding.duty, question), conflicts, entry.info)


def _with_margin(finding: Finding, mfn: Rate | None) -> Finding:
    """The rate under a margin of preference, from the MFN rate of the day."""
    percent, rounding = finding.margin
    base = mfn.finding.rate if mfn is not None else None
    duty, derivation, applies = None, None, False
    if base is None:
        reason = _NO_MARGIN if mfn is None else _MARGIN_OF_SPECIFIC
    else:
        derivation = margin(base, percent, rounding)
        duty, applies, reason = Duty(AdValorem(derivation.rounded), mfn.finding.duty.currency), True, _APPLIES
    return replace(
        finding,
        duty=duty,
        rate=None if duty is None else duty.rate,
        applies=applies,
        reason=reason,
        source=finding.source if duty is not None else None,
        derivation=derivation,
    )


def _amount(duty: Duty | None, question: Question) -> int | Need | None:
    value = question.value_minor
    if duty is None or (value is None and question.quantity is None):
        return None
    part = duty.part
    if value is not None and type(part) is AdValorem:
        return (2 * value * part.rate + WHOLE) // (2 * WHOLE)
    return duty_amount(duty, question.value_minor, question.quantity, question.unit)


def _mfn(slot: Slot, question: Question, code: str) -> tuple[Rate | None, list[Rate], list[tuple[str, Reason]]]:
    """The MFN rate (or None), the printed parts it was made of, and what is missing."""
    if slot.mfn is not None:
        hit = _look_up(slot.mfn, question, code)
        if hit is None:
            absent = slot.mfn.absent_for(code).reason
            return None, [], [(MFN, _MFN_MISSING if absent.code in ("line_missing", "schedule_missing") else absent)]
        finding, row, conflicts = hit
        reason = _MFN if finding.applies else finding.reason
        return Rate(MFN, finding, reason, row, _amount(finding.duty, question), conflicts, slot.mfn.info), [], []
    return _mfn_of_parts(slot, question, code)


def _mfn_of_parts(
    slot: Slot, question: Question, code: str
) -> tuple[Rate | None, list[Rate], list[tuple[str, Reason]]]:
    """MFN as the lower of the WTO rate and the temporary rate, the general rate where there is no temporary one.

    Japan: Customs Tariff Act art. 3 (general), Temporary Tariff Measures Act art. 2 (temporary), and the WTO concession
    where it is lower (Customs Tariff Act art. 5 and treaty).
    """
    found: dict[str, Rate] = {}
    for entry in slot.parts:
        hit = _look_up(entry, question, code)
        if hit is not None and (hit[0].duty is not None or hit[0].undecided is not None):
            finding, row, conflicts = hit
            reason = finding.reason if finding.applies is not True else _PART
            found[entry.agreement] = Rate(
                entry.agreement, finding, reason, row, _amount(finding.duty, question), conflicts, entry.info, True
            )
    if "TEMPORARY" in found and "GENERAL" in found:
        general = found["GENERAL"]
        found["GENERAL"] = general._replace(finding=replace(general.finding, applies=False), reason=_REPLACED)
    own = found.get("TEMPORARY") or found.get("GENERAL")
    bound = found.get("WTO")
    if own is None and bound is None:
        return None, [], [(MFN, _absent_parts(slot, code))]
    chosen = _lower(own, bound)
    listed = list(found.values())
    if chosen is None:
        return None, listed, [(MFN, Reason("mfn_undecided"))]
    finding = chosen.finding if chosen.finding.applies else replace(chosen.finding, applies=True)
    return chosen._replace(agreement=MFN, finding=finding, reason=_MFN_OF_PARTS, part=False), listed, []


def _absent_parts(slot: Slot, code: str) -> Reason:
    reasons = [e.absent_for(code).reason for e in slot.parts]
    return next((r for r in reasons if r.code not in ("line_missing", "schedule_missing")), _MFN_MISSING)


def _lower(own: Rate | None, bound: Rate | None) -> Rate | None:
    """The lower of two duties; None when that depends on a fact that is missing."""
    if own is None or bound is None:
        only = own or bound
        return None if only.finding.undecided is not None else only
    if own.finding.undecided is not None or bound.finding.undecided is not None:
        free = next((r for r in (own, bound) if r.duty is not None and r.duty.free), None)
        return free
    if bound.finding.applies is False and (own.finding.rate is None or bound.finding.rate is None):
        return own
    lower = _compare(own, bound)
    return None if lower is None else (bound if lower > 0 else own)


def _compare(a: Rate, b: Rate) -> int | None:
    """Negative, zero or positive as duty ``a`` is lower, equal or higher; None when a fact is missing."""
    left, right = a.finding.rate, b.finding.rate
    if left is not None and right is not None:
        return left - right
    if isinstance(a.amount, int) and isinstance(b.amount, int):
        return a.amount - b.amount
    if _alike(a.duty.part, b.duty.part):
        return a.duty.part.amount - b.duty.part.amount
    if a.duty.free or b.duty.free:
        return -1 if a.duty.free else 1
    return 0 if a.duty == b.duty else None


def _alike(a: Part, b: Part) -> bool:
    """Whether two duties are amounts of one currency for one count of one unit, so that the amounts compare."""
    same = isinstance(a, Specific) and isinstance(b, Specific)
    return same and (a.currency, a.per, a.unit) == (b.currency, b.per, b.unit)


def _best(rates: Iterable[Rate]) -> tuple[Rate | None, list[Rate], tuple[Need, ...]]:
    """The lowest rate that applies (the earlier of equals), its equals, and the facts a comparison lacks."""
    best: Rate | None = None
    equals: list[Rate] = []
    needs: dict[Need, None] = {}
    usable = [r for r in rates if r.finding.applies and r.finding.duty is not None]
    for rate in usable:
        if best is None:
            best = rate
            continue
        order = _compare(rate, best)
        if order is None:
            for need in (*duty_needs(rate.duty), *duty_needs(best.duty)):
                needs[need] = None
        elif order < 0:
            best, equals = rate, []
        elif order == 0:
            equals.append(rate)
    if needs and best is not None and not best.duty.free:
        return None, [], tuple(needs)
    return best, equals, ()


def _assemble(
    book: RateBook,
    question: Question,
    code: str,
    mfn: Rate | None,
    rates: list[Rate],
    parts: list[Rate],
    missing: list[tuple[str, Reason]],
    lines: tuple[str, ...],
    slot: Slot,
) -> Answer:
    best, equals, needs = _best(rates)
    if parts and mfn is None:
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
            rate = best = rate._replace(reason=_LOWEST) if rate.agreement != MFN else rate
        elif best is not None and rate.reason is _APPLIES and finding.rate == best.finding.rate:
            rate = rate._replace(reason=Reason("equals_best", (("agreement", best.agreement),)))
        ordered.append(rate)
    if len(ordered) > 1:
        ordered.sort(key=_order)
    notes = _notes(book, question, code, slot, known or undecided, lines)
    coverage = "none" if not (known or undecided) else "partial" if missing or undecided or needs else "full"
    points = amount = None
    if best is not None and mfn is not None:
        if best.finding.rate is not None and mfn.finding.rate is not None:
            points = mfn.finding.rate - best.finding.rate
        if isinstance(best.amount, int) and isinstance(mfn.amount, int):
            amount = mfn.amount - best.amount
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
    )


def _order(rate: Rate) -> tuple:
    """Rates that apply first, lowest first, then undecided ones, then the parts of MFN, then those that do not apply."""
    finding = rate.finding
    group = 2 if rate.part else 0 if finding.applies else 1 if finding.applies is None else 3
    return (group, finding.rate is None, finding.rate or 0)


def _notes(
    book: RateBook, question: Question, code: str, slot: Slot, known: bool, lines: tuple[str, ...]
) -> tuple[Reason, ...]:
    if lines and not known and len(question.code) < 8:
        return (Reason("choose_line", (("code", question.code), ("count", len(lines)))),)
    notes: tuple[Reason, ...] = ()
    if code != question.code:
        notes += (Reason("code_shorter", (("row", code), ("code", question.code))),)
    if known:
        return notes
    tariff = slot.mfn.schedules if slot.mfn is not None else slot.parts[0].schedules
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
