"""A rule judged: its parts (which goods), its ways (the exporter chooses one), their tests (all must be met).

Every way is judged, so that the exporter sees them side by side; the one chosen needs no tolerance where another does not.
"""

from typing import NamedTuple

from zaiton.services.tariff.domain.origin.changing import ChangeResult, judge_change
from zaiton.services.tariff.domain.origin.facts import (
    FactResult,
    judge_operation,
    judge_originating,
    judge_reaction,
    judge_wholly,
)
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.rules import (
    Change,
    Operation,
    Originating,
    Part,
    Reaction,
    Rule,
    Test,
    ValueCap,
    ValueContent,
    Way,
    WhollyObtained,
)
from zaiton.services.tariff.domain.origin.sheet import Entry, Making
from zaiton.services.tariff.domain.origin.steps import Missing, Outcome, Step, all_of, any_of
from zaiton.services.tariff.domain.origin.totals import Totals
from zaiton.services.tariff.domain.origin.valuing import ValueResult, judge_cap, judge_content

MARKS = {Change: "CTC", ValueContent: "RVC", ValueCap: "RVC", Reaction: "CR", WhollyObtained: "WO"}
"""What a certificate calls a test; whatever else a rule asks for is a specific process (SP)."""
OTHER_MARK = "SP"


class TestResult(NamedTuple):
    """One test: its outcome, lines, missing facts, and figures (of a change, or of each formula of a share)."""

    test: Test
    outcome: Outcome
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    figures: object


class WayResult(NamedTuple):
    """One way: met where all its tests are. ``tolerance``: whether it leans on what the agreement passes over."""

    way: Way
    outcome: Outcome
    tests: tuple[TestResult, ...]
    tolerance: bool

    @property
    def mark(self) -> str:
        """What a certificate calls it."""
        found = dict.fromkeys(MARKS.get(type(r.test), OTHER_MARK) for r in self.tests)
        return "+".join(found)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The facts that would settle it."""
        return tuple(asked for r in self.tests if r.outcome is None for asked in r.missing)


class PartResult(NamedTuple):
    """One part of a rule: met where one of its ways is."""

    part: Part
    outcome: Outcome
    ways: tuple[WayResult, ...]

    @property
    def chosen(self) -> WayResult | None:
        """The way the exporter takes: one that is met, without a tolerance if there is such."""
        met = [way for way in self.ways if way.outcome is True]
        return min(met, key=lambda way: way.tolerance) if met else None


class RuleResult(NamedTuple):
    """A rule judged for goods of one code."""

    outcome: Outcome
    parts: tuple[PartResult, ...]
    missing: tuple[Missing, ...]
    chosen: WayResult | None


def judge_rule(
    rule: Rule, goods: str, making: Making, entries: tuple[Entry, ...], totals: Totals, profile: Profile
) -> RuleResult:
    """Whether a rule is met for goods of a code."""
    parts = rule.parts
    if len(parts) > 1 and any(part.goods for part in parts):
        named = [part for part in parts if part.goods == making.goods and making.goods]
        if making.goods and not named:
            named = [part for part in parts if not part.goods]
        if making.goods and not named:
            return RuleResult(False, (), (), None)
        if named:
            parts = tuple(named)
    elif len(parts) == 1 and parts[0].goods and making.goods not in ("", parts[0].goods):
        return RuleResult(False, (), (), None)
    judged = tuple(_part(part, goods, making, entries, totals, profile) for part in parts)
    outcomes = {part.outcome for part in judged}
    doubt = any(part.goods for part in parts) and not making.goods
    if doubt:
        known = tuple(part.goods for part in rule.parts)
        asked = Missing("goods", making.path, "goods", (("known", known),))
        if outcomes == {False}:
            return RuleResult(False, judged, (), None)
        missing = tuple(m for part in judged for way in part.ways for m in way.missing)
        return RuleResult(None, judged, (asked, *missing), None)
    outcome = any_of(list(outcomes)) if len(judged) > 1 else judged[0].outcome
    chosen = next((part.chosen for part in judged if part.outcome is True), None)
    missing = (
        () if outcome is not None else tuple(m for p in judged for w in p.ways if w.outcome is None for m in w.missing)
    )
    return RuleResult(outcome, judged, missing, chosen)


def _part(
    part: Part, goods: str, making: Making, entries: tuple[Entry, ...], totals: Totals, profile: Profile
) -> PartResult:
    ways = tuple(judge_way(way, goods, making, entries, totals, profile) for way in part.ways)
    return PartResult(part, any_of([way.outcome for way in ways]), ways)


def judge_way(
    way: Way, goods: str, making: Making, entries: tuple[Entry, ...], totals: Totals, profile: Profile
) -> WayResult:
    """Whether all tests of a way are met."""
    results = []
    tolerance = False
    for test in way.tests:
        found = _test(test, goods, making, entries, totals, profile)
        figures = found.figures
        if type(test) is Change and figures.tolerance_used and found.outcome is True:
            tolerance = True
        results.append(TestResult(test, found.outcome, found.steps, found.missing, figures))
    return WayResult(way, all_of([r.outcome for r in results]), tuple(results), tolerance)


def _test(
    test: Test, goods: str, making: Making, entries: tuple[Entry, ...], totals: Totals, profile: Profile
) -> ChangeResult | ValueResult | FactResult:
    kind = type(test)
    if kind is Change:
        return judge_change(test, goods, making, entries, profile)
    if kind is ValueContent:
        return judge_content(test, making, totals, profile)
    if kind is ValueCap:
        return judge_cap(test, making, entries, totals, profile)
    if kind is WhollyObtained:
        return judge_wholly(test, making, entries, profile)
    if kind is Originating:
        return judge_originating(test, making, entries, profile)
    if kind is Reaction:
        return judge_reaction(making, profile)
    if kind is Operation:
        return judge_operation(test, making, profile)
    raise TypeError(f"no test: {test!r}")


__all__ = [
    "MARKS",
    "PartResult",
    "RuleResult",
    "TestResult",
    "WayResult",
    "judge_rule",
    "judge_way",
    "Operation",
    "Originating",
]
