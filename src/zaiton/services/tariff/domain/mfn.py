"""What is due without any agreement: the most-favoured-nation rate (printed as such, or made of the columns a tariff prints
apart), the provisional rate that takes its place, or the general rate for origins without most-favoured-nation treatment.

China: Tariff Law art. 13 to 16 (which rate for which origin; a provisional rate takes the place of the most-favoured-nation
rate, and beside an agreement rate the lower one is due; goods under the general rate have no provisional rate).
"""

from dataclasses import replace
from typing import NamedTuple

from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.comparing import compare
from zaiton.services.tariff.domain.plan import GENERAL, MFN, PROVISIONAL, Entry, Slot
from zaiton.services.tariff.domain.question import Question, Rate
from zaiton.services.tariff.domain.rating import amount_of, look_up, unlisted
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.schedule import Finding

_MFN = Reason("mfn")
_MFN_OF_PARTS = Reason("mfn_of_parts")
_MFN_MISSING = Reason("mfn_missing")
_PART = Reason("part_of_mfn")
_REPLACED = Reason("replaced_by_temporary")
_GENERAL = Reason("general")
_GENERAL_MISSING = Reason("general_missing")
_PROVISIONAL = Reason("provisional")
_BY_PROVISIONAL = Reason("replaced_by_provisional")
_OTHER_GOODS = Reason("provisional_other_goods")
NO_PROVISIONAL = Reason("no_provisional_table")

Missing = list[tuple[str, Reason]]


class Basis(NamedTuple):
    """What is due without an agreement. ``base`` is the rate that counts; ``mfn`` the most-favoured-nation rate, which it may
    have replaced; ``listed`` all rates of this kind in the order they are shown; ``parts`` the columns MFN was made of."""

    mfn: Rate | None
    base: Rate | None
    listed: list[Rate]
    parts: list[Rate]
    missing: Missing
    notes: tuple[Reason, ...] = ()


def basis_of(book: RateBook, slot: Slot, question: Question, code: str) -> Basis:
    """The rate due without an agreement, and everything it was chosen from."""
    if slot.general is not None:
        return _general(book, slot.general, question, code)
    mfn, parts, missing = mfn_of(book, slot, question, code)
    listed = [] if mfn is None else [mfn]
    if slot.provisional is None:
        return Basis(mfn, mfn, listed, parts, missing)
    if not slot.provisional.schedules and mfn is not None:
        return Basis(mfn, mfn, listed, parts, missing, (NO_PROVISIONAL,))
    hit = look_up(slot.provisional, question, code) if slot.provisional.schedules else None
    if hit is None or hit[0].source is None:
        return Basis(mfn, mfn, listed, parts, missing)
    return _with_provisional(slot.provisional, hit, question, (mfn, parts, missing))


def _general(book: RateBook, entry: Entry, question: Question, code: str) -> Basis:
    hit = look_up(entry, question, code) or _for_all(book, entry, question, code)
    if hit is None or hit[0].source is None or (hit[0].duty is None and hit[0].undecided is None):
        absent = entry.absent_for(code).reason
        why = _GENERAL_MISSING if absent.code in ("line_missing", "schedule_missing") else absent
        return Basis(None, None, [], [], [(GENERAL, why)])
    finding, row, conflicts = hit
    reason = _GENERAL if finding.applies else finding.reason
    rate = Rate(GENERAL, finding, reason, row, amount_of(finding.duty, question), conflicts, entry.info)
    return Basis(None, rate, [rate], [], [])


def _with_provisional(
    entry: Entry, hit: tuple[Finding, str, tuple[Finding, ...]], question: Question, of_mfn: tuple
) -> Basis:
    mfn, parts, missing = of_mfn
    finding, row, conflicts = hit
    amount = amount_of(finding.duty, question)
    rate = Rate(PROVISIONAL, finding, finding.reason, row, amount, conflicts, entry.info)
    if finding.undecided is None and finding.duty is not None:
        rate = rate._replace(reason=_PROVISIONAL)
        missing = [gap for gap in missing if gap[0] != MFN]
        if mfn is None:
            return Basis(None, rate, [rate], parts, missing)
        old = mfn._replace(finding=replace(mfn.finding, applies=False), reason=_BY_PROVISIONAL)
        return Basis(mfn, rate, [old, rate], parts, missing)
    if finding.undecided is None:
        rate = rate._replace(reason=_OTHER_GOODS)
    return Basis(mfn, mfn, [r for r in (mfn, rate) if r is not None], parts, missing)


def mfn_of(
    book: RateBook, slot: Slot, question: Question, code: str
) -> tuple[Rate | None, list[Rate], list[tuple[str, Reason]]]:
    """The MFN rate (or None), the printed parts it was made of, and what is missing."""
    if slot.mfn is not None:
        hit = look_up(slot.mfn, question, code) or _for_all(book, slot.mfn, question, code)
        if hit is None or hit[0].source is None:
            if hit is not None:
                return None, [], [(MFN, hit[0].reason)]
            absent = slot.mfn.absent_for(code).reason
            return None, [], [(MFN, _MFN_MISSING if absent.code in ("line_missing", "schedule_missing") else absent)]
        finding, row, conflicts = hit
        reason = _MFN if finding.applies else finding.reason
        return Rate(MFN, finding, reason, row, amount_of(finding.duty, question), conflicts, slot.mfn.info), [], []
    return _mfn_of_parts(slot, question, code)


def _for_all(
    book: RateBook, entry: Entry, question: Question, code: str
) -> tuple[Finding, str, tuple[Finding, ...]] | None:
    """The rate an MFN table gives for everything it does not list; None where it gives none."""
    finding = unlisted(book, entry, question, code)
    return None if finding is None or finding.duty is None else (finding, code, ())


def _mfn_of_parts(
    slot: Slot, question: Question, code: str
) -> tuple[Rate | None, list[Rate], list[tuple[str, Reason]]]:
    """MFN as the lower of the WTO rate and the temporary rate, the general rate where there is no temporary one.

    Japan: Customs Tariff Act art. 3 (general), Temporary Tariff Measures Act art. 2 (temporary), and the WTO concession
    where it is lower (Customs Tariff Act art. 5 and treaty).
    """
    found: dict[str, Rate] = {}
    for entry in slot.parts:
        hit = look_up(entry, question, code)
        if hit is not None and (hit[0].duty is not None or hit[0].undecided is not None):
            finding, row, conflicts = hit
            reason = finding.reason if finding.applies is not True else _PART
            found[entry.agreement] = Rate(
                entry.agreement, finding, reason, row, amount_of(finding.duty, question), conflicts, entry.info, True
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
    lower = compare(own, bound)
    return None if lower is None else (bound if lower > 0 else own)
