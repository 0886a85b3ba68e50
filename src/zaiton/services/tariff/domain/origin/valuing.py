"""Shares of value: regional value content by build-down and build-up, and caps on what is not originating.

All sums are whole minor units and every comparison is exact. Where an origin or a value is not known the share lies between
two bounds; the test is met or failed only where both bounds agree.
"""

from fractions import Fraction
from typing import NamedTuple

from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.rules import Span, ValueCap, ValueContent
from zaiton.services.tariff.domain.origin.sheet import Entry, Making
from zaiton.services.tariff.domain.origin.steps import Missing, Outcome, Step, any_of
from zaiton.services.tariff.domain.origin.totals import Totals, totals_of

HUNDRED = 100


class ValueFigures(NamedTuple):
    """The figures of a share. ``shortfall``: value that must become originating at the same price, in minor units; ``added``:
    originating value that must be added to the price instead. None where they cannot be computed or nothing is short.
    """

    method: str
    price: int | None
    own: int
    foreign_least: int
    foreign_most: int | None
    percent_needed: Fraction
    part_least: int | None
    part_most: int | None
    shortfall: int | None
    added: int | None

    @property
    def share_least(self) -> Fraction | None:
        """The least the share can be, of one; None where it has no bound."""
        return Fraction(self.part_least, self.price) if self.price and self.part_least is not None else None

    @property
    def share_most(self) -> Fraction | None:
        """The most the share can be, of one; None where it has no bound."""
        return Fraction(self.part_most, self.price) if self.price and self.part_most is not None else None


class ValueResult(NamedTuple):
    """The outcome of a share, its lines, what is missing, and its figures by method."""

    outcome: Outcome
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    figures: tuple[ValueFigures, ...]


def judge_content(test: ValueContent, making: Making, totals: Totals, profile: Profile) -> ValueResult:
    """Whether the originating share is high enough by one of the formulas open to the exporter."""
    methods = (test.method,) if test.method else profile.methods
    price = making.price_by(test.base) if test.base else making.price
    base = test.base or profile.base
    if not price:
        return _no_price(base, making, profile, test.percent)
    steps: list[Step] = []
    figures: list[ValueFigures] = []
    outcomes: list[Outcome] = []
    missing: tuple[Missing, ...] = ()
    for method in methods:
        if method == "build_up" and making.costs is None and len(methods) > 1:
            continue  # without costs stated the price less what is not originating is all there is
        found = _down if method == "build_down" else _up
        outcome, step, figure, asked = found(test.percent, price, making, totals, profile)
        outcomes.append(outcome)
        steps.append(step)
        figures.append(figure)
        missing += asked
    outcome = False if _sure_to_fail(figures) else any_of(outcomes)
    return ValueResult(outcome, tuple(steps), missing if outcome is None else (), tuple(figures))


def _sure_to_fail(figures: list[ValueFigures]) -> bool:
    """Whether build-down fails: then build-up does too, whatever costs are still to be stated, for what is not foreign in the
    price is all that materials, labour, overhead, profit and other cost can come to.
    """
    return any(figure.method == "build_down" and figure.shortfall is not None for figure in figures)


def _no_price(base: str, making: Making, profile: Profile, percent: Fraction) -> ValueResult:
    step = Step("value_no_price", None, making.path, (("base", base),), profile.articles.value)
    asked = Missing(base, making.path, base, (("name", making.name),))
    figure = ValueFigures("", None, 0, 0, None, percent, None, None, None, None)
    return ValueResult(None, (step,), (asked,), (figure,))


def _down(
    percent: Fraction, price: int, making: Making, totals: Totals, profile: Profile
) -> tuple[Outcome, Step, ValueFigures, tuple[Missing, ...]]:
    least, most = totals.foreign_least, totals.foreign_most
    top, bottom = percent.numerator, percent.denominator * HUNDRED
    if (price - least) * bottom < top * price:
        outcome: Outcome = False
    elif most is not None and (price - most) * bottom >= top * price:
        outcome = True
    else:
        outcome = None
    lacking = top * price - (price - least) * bottom
    short = -(-lacking // bottom) if outcome is False else None
    figure = ValueFigures(
        "build_down",
        price,
        price - (least if most is None else most),
        least,
        most,
        percent,
        None if most is None else price - most,
        price - least,
        short,
        _added(least, price, percent) if outcome is False else None,
    )
    closed = least == most
    args = (
        ("price", price),
        ("foreign", least),
        ("least", None if most is None else (price - most, price)),
        ("share", (price - least, price)),
        ("percent", percent),
    )
    step = Step("value_down" if closed else "value_down_open", outcome, making.path, args, profile.articles.value)
    return outcome, step, figure, _asked(totals)


def _added(foreign: int, price: int, percent: Fraction) -> int | None:
    """Originating value to add, raising the price by as much, so that the share is reached; None where nothing would do."""
    if percent >= HUNDRED:
        return None
    wanted = Fraction(foreign * HUNDRED) / (HUNDRED - percent) - price
    return max(0, -(-wanted.numerator // wanted.denominator))


def _up(
    percent: Fraction, price: int, making: Making, totals: Totals, profile: Profile
) -> tuple[Outcome, Step, ValueFigures, tuple[Missing, ...]]:
    costs = making.costs.total if making.costs is not None else None
    stated = making.costs.stated if making.costs is not None else 0
    least, most = totals.own_least + stated, totals.own_most + stated
    top, bottom = percent.numerator, percent.denominator * HUNDRED
    bounded = costs is not None and not any(entry.state is None for entry in totals.valueless)
    if least * bottom >= top * price:
        outcome: Outcome = True
    elif bounded and most * bottom < top * price:
        outcome = False
    else:
        outcome = None
    short = -(-(top * price - most * bottom) // bottom) if outcome is False else None
    figure = ValueFigures(
        "build_up",
        price,
        least,
        totals.foreign_least,
        totals.foreign_most,
        percent,
        least,
        most if bounded else None,
        short,
        None,
    )
    args = (
        ("own", totals.own_least if least == most else totals.own_most),
        ("costs", stated),
        ("price", price),
        ("least", (least, price)),
        ("share", (most, price)),
        ("percent", percent),
    )
    step = Step("value_up" if least == most else "value_up_open", outcome, making.path, args, profile.articles.value)
    asked = _asked(totals)
    if costs is None:
        asked += (Missing("costs", making.path, "costs", (("name", making.name),)),)
    return outcome, step, figure, asked


def _asked(totals: Totals) -> tuple[Missing, ...]:
    """The facts that would close the gap between the two bounds."""
    found = [asked for entry in totals.unknown for asked in entry.missing]
    found += [Missing("value", e.path, "value", (("name", e.material.name),)) for e in totals.valueless]
    return tuple(found)


def judge_cap(
    test: ValueCap, making: Making, entries: tuple[Entry, ...], totals: Totals, profile: Profile
) -> ValueResult:
    """Whether what is not originating, all of it or that of some codes, stays under its cap."""
    price = making.price_by(test.base) if test.base else making.price
    base = test.base or profile.base
    if not price:
        return _no_price(base, making, profile, test.percent)
    missing: tuple[Missing, ...] = ()
    if test.of:
        chosen, missing = _of(test.of, entries, profile)
        totals = totals_of(chosen)
    least, most = totals.foreign_least, totals.foreign_most
    top, bottom = test.percent.numerator, test.percent.denominator * HUNDRED
    if least * bottom > top * price:
        outcome: Outcome = False
    elif most is not None and most * bottom <= top * price:
        outcome = True
    else:
        outcome = None
    lacking = least * bottom - top * price
    figure = ValueFigures(
        "cap",
        price,
        price - (least if most is None else most),
        least,
        most,
        test.percent,
        least,
        most,
        -(-lacking // bottom) if outcome is False else None,
        None,
    )
    args = (
        ("price", price),
        ("foreign", most if most is not None else least),
        ("least", (least, price)),
        ("share", None if most is None else (most, price)),
        ("percent", test.percent),
    )
    step = Step("value_cap" if least == most else "value_cap_open", outcome, making.path, args, profile.articles.value)
    asked = (*missing, *_asked(totals)) if outcome is None else ()
    return ValueResult(outcome, (step,), asked, (figure,))


def _of(
    spans: tuple[Span, ...], entries: tuple[Entry, ...], profile: Profile
) -> tuple[tuple[Entry, ...], tuple[Missing, ...]]:
    """The entries whose codes stand in some spans; one that may stand there counts as not known."""
    chosen: list[Entry] = []
    missing: list[Missing] = []
    for entry in entries:
        held = held_in(entry, spans)
        if held is True:
            chosen.append(entry)
        elif held is None and entry.state is not True:
            asked = ask_code(entry, profile)
            missing.append(asked)
            chosen.append(entry._replace(state=None, missing=(*entry.missing, asked)))
    return tuple(chosen), tuple(missing)


def held_in(entry: Entry, spans: tuple[Span, ...]) -> Outcome:
    """Whether a material's code stands in some spans; not known where its codes disagree or it has none."""
    found = {any_of([span.holds(code) for span in spans]) for code in entry.codes}
    return found.pop() if len(found) == 1 else None


def ask_code(entry: Entry, profile: Profile) -> Missing:
    """What is missing where a material's code is not known, or may be several."""
    named = (("name", entry.material.name),)
    if len(entry.codes) > 1:
        return Missing(
            "code_choice", entry.path, "codes", (*named, ("codes", entry.codes), ("edition", profile.edition))
        )
    return Missing("code", entry.path, "code", named)
