"""One agreement's rate for one question: which table answers, which row holds, what a condition or a margin makes of it."""

from dataclasses import replace

from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.duty import SCALE, AdValorem, Duty, Need, duty_amount
from zaiton.services.tariff.domain.plan import GENERAL, MFN, TRQ, Entry
from zaiton.services.tariff.domain.question import Question, Rate
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.schedule import Finding, Schedule
from zaiton.services.tariff.domain.staging import margin

WHOLE = 100 * SCALE
"""One hundred per cent as a scaled rate."""

APPLIES = Reason("applies")
_ABOVE = Reason("above_mfn")
_EQUAL_MFN = Reason("equals_mfn")
_NO_MARGIN = Reason("margin_without_mfn")
_MARGIN_OF_SPECIFIC = Reason("margin_of_specific")


def look_up(entry: Entry, question: Question, code: str) -> tuple[Finding, str, tuple[Finding, ...]] | None:
    """The finding of the best table that lists the code, the row it stands in, and findings that contradict it."""
    found: Finding | None = None
    row = code
    chosen: Schedule | None = None
    conflicts: tuple[Finding, ...] = ()
    unknown: tuple[Finding, str, tuple[Finding, ...]] | None = None
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
        if finding.source is None:
            unknown = unknown or (finding, at, ())
        elif found is None:
            found, row, chosen = finding, at, schedule
            if len(entry.schedules) == 1:
                break
        elif chosen is not None and schedule.from_day == chosen.from_day and finding.duty != found.duty and at == row:
            conflicts += (finding,)
    return unknown if found is None else (found, row, conflicts)


def _decided(finding: Finding, facts: frozenset[str]) -> Finding:
    for when, _, candidate in finding.undecided.candidates:
        if when in facts:
            return candidate
    return finding


def unlisted(book: RateBook, entry: Entry, question: Question, code: str) -> Finding | None:
    """What a table says of a code it does not list: its rate for everything, or no concession; None when it says nothing."""
    for schedule, _ in entry.schedules:
        if schedule.default is not None:
            edition = book.edition_on(question.day)
            if edition is None or code[:6] in edition.codes:
                return schedule.default
        elif schedule.table.complete and entry.agreement not in (MFN, GENERAL, TRQ):
            return schedule.unlisted
    return None


def rate_of(book: RateBook, entry: Entry, question: Question, code: str, mfn: Rate | None, base: Rate | None) -> Rate:
    """One agreement's rate, its reason set against ``base``, what is due without an agreement; a margin is one of MFN."""
    hit = look_up(entry, question, code)
    row, conflicts = code, ()
    if hit is not None:
        finding, row, conflicts = hit
    else:
        finding = unlisted(book, entry, question, code) or entry.absent_for(code)
    if finding.margin is not None:
        finding = _with_margin(finding, mfn)
    if entry.safeguards:
        finding = _guarded(finding, entry, question, code)
    reason = finding.reason
    if finding.applies and base is not None and base.finding.rate is not None and finding.rate is not None:
        reason = _against(finding.rate, base)
    return Rate(entry.agreement, finding, reason, row, amount_of(finding.duty, question), conflicts, entry.info)


def _against(rate: int, base: Rate) -> Reason:
    """What a rate that can be claimed is worth beside the rate that is due anyway."""
    of_mfn = base.agreement == MFN
    if rate > base.finding.rate:
        return _ABOVE if of_mfn else Reason("above_base", (("rate", base.agreement),))
    if rate == base.finding.rate:
        return _EQUAL_MFN if of_mfn else Reason("equals_base", (("rate", base.agreement),))
    return APPLIES


def _guarded(finding: Finding, entry: Entry, question: Question, code: str) -> Finding:
    """The finding, or none of its concession while a safeguard switches the line back (special safeguards for agriculture)."""
    for guard in entry.safeguards:
        if code.startswith(guard.code) and finding.applies is not False:
            args = (("document", guard.document), ("first", guard.begins), ("last", guard.ends or "…"))
            return replace(finding, applies=False, undecided=None, reason=Reason("safeguard", args))
    return finding


def _with_margin(finding: Finding, mfn: Rate | None) -> Finding:
    """The rate under a margin of preference, from the MFN rate of the day."""
    percent, rounding = finding.margin
    base = mfn.finding.rate if mfn is not None else None
    duty, derivation, applies = None, None, False
    if base is None:
        reason = _NO_MARGIN if mfn is None else _MARGIN_OF_SPECIFIC
    else:
        derivation = margin(base, percent, rounding)
        duty, applies, reason = Duty(AdValorem(derivation.rounded), mfn.finding.duty.currency), True, APPLIES
    return replace(
        finding,
        duty=duty,
        rate=None if duty is None else duty.rate,
        applies=applies,
        reason=reason,
        source=finding.source if duty is not None else None,
        derivation=derivation,
    )


def amount_of(duty: Duty | None, question: Question) -> int | Need | None:
    """The duty in money, the fact that is missing for it, or None when no money was asked for."""
    value = question.value_minor
    if duty is None or (value is None and question.quantity is None):
        return None
    part = duty.part
    if value is not None and type(part) is AdValorem:
        return (2 * value * part.rate + WHOLE) // (2 * WHOLE)
    return duty_amount(duty, question.value_minor, question.quantity, question.unit)
