"""What would have to change for one way of a rule to be met: how much, of which inputs; exactly, from the figures of the verdict.

A demand is a list of covers: inputs with the gain of each towards what is needed. Where a test is met in one of several manners
(a tolerance by value or by weight, one of two formulas) there are several demands, and the planner tries each.
"""

from collections.abc import Iterator, Mapping
from itertools import product as combined
from typing import NamedTuple

from zaiton.services.tariff.domain.origin.changing import ChangeFigures
from zaiton.services.tariff.domain.origin.facts import REACTION
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.rules import (
    Change,
    Operation,
    Originating,
    Reaction,
    Span,
    ValueCap,
    ValueContent,
    WhollyObtained,
)
from zaiton.services.tariff.domain.origin.sheet import Entry
from zaiton.services.tariff.domain.origin.valuing import ValueFigures, held_in
from zaiton.services.tariff.domain.origin.ways import TestResult, WayResult

HUNDRED = 100


class Cover(NamedTuple):
    """At least ``need`` must come from inputs that gain so much each, by the path of their line."""

    need: int
    gains: Mapping[str, int]


class Demand(NamedTuple):
    """What one manner of meeting a way asks for. ``wholly``: lines that must be wholly obtained; ``operations``: to be done."""

    covers: tuple[Cover, ...] = ()
    wholly: frozenset[str] = frozenset()
    operations: tuple[str, ...] = ()


NOTHING = Demand()


def demands_of(way: WayResult, entries: tuple[Entry, ...], profile: Profile) -> Iterator[Demand]:
    """Every manner of meeting a way by changing inputs or operations; none where that cannot meet it."""
    open_ = [entry for entry in entries if entry.state is not True]
    choices = [list(_of_test(result, open_, profile)) for result in way.tests if result.outcome is not True]
    for picked in combined(*choices):
        yield Demand(
            tuple(cover for one in picked for cover in one.covers),
            frozenset().union(*(one.wholly for one in picked)),
            tuple(dict.fromkeys(key for one in picked for key in one.operations)),
        )


def all_originating(entries: tuple[Entry, ...]) -> Demand:
    """Made of originating materials alone: every material that counts."""
    return _every([e for e in entries if e.state is not True and e.in_change is not False])


def _of_test(result: TestResult, open_: list[Entry], profile: Profile) -> Iterator[Demand]:
    test = result.test
    if isinstance(test, Change):
        yield from _of_change(result.figures, open_)
    elif isinstance(test, ValueContent | ValueCap):
        of = test.of if isinstance(test, ValueCap) else ()
        for figures in result.figures:
            yield from _of_value(figures, _within(open_, of) if of else open_)
    elif isinstance(test, Reaction):
        yield Demand(operations=(REACTION,))
    elif isinstance(test, Operation):
        yield Demand(operations=(test.key,))
    elif isinstance(test, WhollyObtained):
        if test.inputs:
            lines = _within(open_, test.inputs)
            yield _every(lines)._replace(wholly=frozenset(e.path for e in lines))
        elif profile.wo_line_by_pe:
            yield _every([e for e in open_ if e.in_change is not False])
    elif isinstance(test, Originating):
        named = [e for e in open_ if e.material.part == test.what] if test.what else _within(open_, test.inputs)
        if named:
            yield _every(named)


def _within(entries: list[Entry], spans: tuple[Span, ...]) -> list[Entry]:
    return [e for e in entries if held_in(e, spans) is not False]


def _every(entries: list[Entry]) -> Demand:
    return Demand((Cover(len(entries), {e.path: 1 for e in entries}),)) if entries else NOTHING


def _of_change(figures: ChangeFigures, open_: list[Entry]) -> Iterator[Demand]:
    """All that does not change, or as much of it as the tolerance does not pass over, by value or by weight."""
    staying = [e for e in open_ if e.path in {*figures.blocking, *figures.doubtful}]
    yield _every(staying)
    for most, allowance, measure in (
        (figures.value_most, figures.allowance_value, "value"),
        (figures.weight_most, figures.allowance_weight, "weight"),
    ):
        if most is not None and allowance is not None:
            yield Demand((Cover(most - allowance, {e.path: getattr(e, measure) for e in staying}),))


def _of_value(figures: ValueFigures, open_: list[Entry]) -> Iterator[Demand]:
    """As much value as is short, of inputs whose value is known; with an unknown value nothing can be said."""
    price, most = figures.price, figures.foreign_most
    if price is None or most is None:
        return
    gains = {e.path: e.value or 0 for e in open_ if e.in_value}
    share = figures.percent_needed * price / HUNDRED
    if figures.method == "cap":
        yield Demand((Cover(most - int(share), gains),))
    elif figures.method == "build_down":
        yield Demand((Cover(_ceiling(share) - (price - most), gains),))
    else:
        yield Demand((Cover(_ceiling(share) - figures.own, gains),))


def _ceiling(share) -> int:
    return -(-share.numerator // share.denominator)
