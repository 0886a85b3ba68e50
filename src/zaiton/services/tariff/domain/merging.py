"""Several lines beneath one code, seen as one: a rate they share is the rate, others are candidates with the line as the question."""

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.mfn import Basis
from zaiton.services.tariff.domain.plan import MFN, TREATMENTS
from zaiton.services.tariff.domain.question import Answer, Rate
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.schedule import Finding, Undecided

WHICH_LINE = Bilingual("这批货物归入哪个税目？", "Which line of the tariff is the good?")


def merged(answers: list[Answer]) -> tuple[Basis, list[Rate]]:
    """What is due without an agreement as far as all lines share it, with all that is missing for any line; and every rate."""
    by_agreement: dict[str, list[tuple[str, Rate]]] = {}
    missing: dict[str, Reason] = {}
    for given in answers:
        for rate in given.rates:
            by_agreement.setdefault(rate.agreement, []).append((given.code, rate))
        for name, why in given.missing:
            missing.setdefault(name, why)
    rates = [_one(found, len(answers)) for found in by_agreement.values()]
    parts = [r for r in rates if r.part]
    listed = sorted((r for r in rates if not r.part), key=lambda r: r.agreement not in TREATMENTS)
    settled = {r.agreement: r for r in listed if r.finding.undecided is None}
    bases = {given.base.agreement if given.base is not None else "" for given in answers}
    base = settled.get(bases.pop()) if len(bases) == 1 else None
    return Basis(settled.get(MFN), base, [], parts, list(missing.items())), listed


def _one(found: list[tuple[str, Rate]], lines: int) -> Rate:
    """The rate all lines share, or one that depends on the line."""
    first = found[0][1]
    alike = all(rate.duty == first.duty and rate.applies == first.applies for _, rate in found)
    settled = first.finding.undecided is None
    if alike and settled and len(found) == lines:
        return first
    candidates = tuple((code, Bilingual(code, code), rate.finding) for code, rate in found)
    reason = Reason("depends", (("question", WHICH_LINE),))
    finding = Finding(
        agreement=first.agreement,
        duty=None,
        rate=None,
        applies=None,
        reason=reason,
        source=first.finding.source,
        period_from=first.finding.period_from,
        period_until=first.finding.period_until,
        status=first.finding.status,
    )
    finding.undecided = Undecided(WHICH_LINE, candidates, finding)
    return first._replace(finding=finding, reason=reason, amount=None, conflicts=())
