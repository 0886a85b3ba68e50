"""Which of two duties is lower, and which of many is lowest: by rate, by amount, or not before a fact is known."""

from collections.abc import Iterable

from zaiton.services.tariff.domain.duty import Need, Part, Specific, duty_needs
from zaiton.services.tariff.domain.question import Rate


def compare(a: Rate, b: Rate) -> int | None:
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


def best_of(rates: Iterable[Rate]) -> tuple[Rate | None, list[Rate], tuple[Need, ...]]:
    """The lowest rate that applies (the earlier of equals), its equals, and the facts a comparison lacks."""
    best: Rate | None = None
    equals: list[Rate] = []
    needs: dict[Need, None] = {}
    usable = [r for r in rates if r.finding.applies and r.finding.duty is not None]
    for rate in usable:
        if best is None:
            best = rate
            continue
        order = compare(rate, best)
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
