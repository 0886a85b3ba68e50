"""The change of classification: every material that is not originating comes from elsewhere, or is small enough to be passed over.

Exclusions bind only materials that are not originating. Unknown origins are asked both ways: a change that holds even if they
are not originating is met; one that fails even if they all are is not.
"""

from typing import NamedTuple

from zaiton.services.tariff.domain.origin.profile import Profile, Tolerance
from zaiton.services.tariff.domain.origin.rules import DIGITS, Change, Span
from zaiton.services.tariff.domain.origin.sheet import Entry, Making
from zaiton.services.tariff.domain.origin.steps import ChangeArgs, Missing, Outcome, Step, any_of

HUNDRED = 100
ITEM_DIGITS = DIGITS["item"]
TOLD = 3
"""So many of the codes a material may have are shown in a line."""


class ChangeFigures(NamedTuple):
    """What blocks a change. ``blocking`` certainly, ``doubtful`` perhaps; sums of value and weight (None: one is missing)."""

    blocking: tuple[str, ...]
    doubtful: tuple[str, ...]
    value_least: int
    value_most: int | None
    weight_least: int
    weight_most: int | None
    allowance_value: int | None
    allowance_weight: int | None
    tolerance: Outcome
    tolerance_used: bool


class ChangeResult(NamedTuple):
    """The outcome of a change, its lines, what is missing, and its figures."""

    outcome: Outcome
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    figures: ChangeFigures


def changes(code: str, goods: str, test: Change) -> tuple[Outcome, str]:
    """Whether a material of one code changes into goods of another, and the line that says so."""
    wanted = DIGITS[test.level]
    digits = min(wanted, len(code), len(goods))
    if code[:digits] == goods[:digits]:
        return (False, "not_changed") if digits == wanted else (None, "change_unknown")
    if test.excluding:
        within = _within(code, test.excluding)
        if within is not False:
            return (False, "excluded") if within else (None, "change_unknown")
    if test.only_from:
        within = _within(code, test.only_from)
        if within is not True:
            return (False, "not_from") if within is False else (None, "change_unknown")
    return True, "changed"


def _within(code: str, spans: tuple[Span, ...]) -> Outcome:
    return any_of([span.holds(code) for span in spans])


def judge_change(
    test: Change, goods: str, making: Making, entries: tuple[Entry, ...], profile: Profile
) -> ChangeResult:
    """Whether a change of classification is met for goods of one code."""
    steps: list[Step] = []
    blocking: list[Entry] = []
    doubtful: list[Entry] = []
    missing: list[Missing] = []
    article, level = profile.articles.specific_rule, test.level
    own = _own_prefix(test, goods)
    new = tuple.__new__  # half the cost of the constructors, in the innermost loop of an assessment
    for entry in entries:
        if entry.state is True or entry.in_change is False:
            continue
        if own and len(entry.codes) == 1:
            code = entry.codes[0]
            outcome, why = (False, "not_changed") if code.startswith(own) else (True, "changed")
        else:
            outcome, why, code = _outcome(entry, goods, test, own)
        args = new(ChangeArgs, (code, goods, level, entry.material.name))
        steps.append(new(Step, (why, outcome, entry.path, args, article, 1)))
        if outcome is True:
            continue
        if entry.state is False and entry.in_change is True and outcome is False:
            blocking.append(entry)
            continue
        doubtful.append(entry)
        missing += entry.missing
        if outcome is None:
            missing.append(_ask_code(entry, goods, test, profile))
    if not blocking and not doubtful:
        steps.append(Step("change_met", True, "", (("level", test.level),), article))
        return ChangeResult(True, tuple(steps), (), NOTHING)
    figures = _figures(blocking, doubtful, goods, making, profile, steps, missing)
    outcome = figures.tolerance if blocking else (True if figures.tolerance else None)
    lines = ", ".join(figures.blocking or figures.doubtful)
    code = {True: "change_met", False: "change_failed", None: "change_open"}[outcome]
    if outcome is not True:
        steps.append(Step(code, outcome, "", (("level", test.level), ("lines", lines)), article))
    return ChangeResult(outcome, tuple(steps), tuple(missing) if outcome is None else (), figures)


NOTHING = ChangeFigures((), (), 0, 0, 0, 0, None, None, None, False)


def _own_prefix(test: Change, goods: str) -> str:
    """Where a change asks for nothing but other digits: those of the goods, which every material then either has or not."""
    if test.excluding or test.only_from or test.level == "item":
        return ""
    return goods[: DIGITS[test.level]]


def _outcome(entry: Entry, goods: str, test: Change, own: str) -> tuple[Outcome, str, str]:
    codes = entry.codes
    if not codes:
        return None, "change_unknown", entry.material.code
    if own:
        same = codes[0].startswith(own)
        for code in codes:
            if code.startswith(own) is not same:
                return None, "change_unknown", entry.material.code
        return (False, "not_changed", _told(codes)) if same else (True, "changed", _told(codes))
    first = changes(codes[0], goods, test)
    for code in codes:
        if changes(code, goods, test)[0] is not first[0]:
            return None, "change_unknown", entry.material.code
    return (*first, _told(codes))


def _told(codes: tuple[str, ...]) -> str:
    """A code that may be several, each of which comes to the same, as a line shows it."""
    return " / ".join(codes[:TOLD]) + (" …" if len(codes) > TOLD else "")


def _ask_code(entry: Entry, goods: str, test: Change, profile: Profile) -> Missing:
    material = entry.material
    named = (("name", material.name),)
    if not material.code:
        return Missing("code", entry.path, "code", named)
    if len(entry.codes) > 1:
        choice = (("codes", entry.codes), ("edition", profile.edition))
        return Missing("code_choice", entry.path, "codes", (*named, *choice))
    if not entry.codes:
        told = (("code", material.code), ("given", material.edition), ("edition", profile.edition))
        return Missing("no_successor", entry.path, "codes", told)
    if test.level == "item" and len(goods) < ITEM_DIGITS:
        return Missing("long_code", "product", "code", (("name", ""),))
    return Missing("long_code", entry.path, "code", named)


def _figures(
    blocking: list[Entry],
    doubtful: list[Entry],
    goods: str,
    making: Making,
    profile: Profile,
    steps: list[Step],
    missing: list[Missing],
) -> ChangeFigures:
    value_least, value_most = _sums(blocking, doubtful, "value")
    weight_least, weight_most = _sums(blocking, doubtful, "weight")
    allowance: dict[str, int | None] = {"value": None, "weight": None}
    outcomes: list[Outcome] = []
    chapter = goods[:2]
    for tolerance in profile.tolerances:
        if not tolerance.covers(chapter):
            continue
        by_value = tolerance.measure == "value"
        whole = making.price_by(tolerance.base) if by_value else making.weight
        least, most = (value_least, value_most) if by_value else (weight_least, weight_most)
        if whole is not None:
            allowance[tolerance.measure] = (
                whole * tolerance.percent.numerator // (HUNDRED * tolerance.percent.denominator)
            )
        outcome = _passed(least, most, whole, tolerance)
        outcomes.append(outcome)
        _tell(tolerance, outcome, least, most, whole, steps)
        if outcome is None:
            _ask(tolerance, whole, making, [*blocking, *doubtful], missing)
    if not outcomes:
        steps.append(Step("tolerance_none", False, "", (), profile.articles.tolerance))
    tolerance = any_of(outcomes)
    return ChangeFigures(
        tuple(e.path for e in blocking),
        tuple(e.path for e in doubtful),
        value_least,
        value_most,
        weight_least,
        weight_most,
        allowance["value"],
        allowance["weight"],
        tolerance,
        tolerance is True,
    )


def _sums(blocking: list[Entry], doubtful: list[Entry], measure: str) -> tuple[int, int | None]:
    """The least that does not change, and the most; None where a figure is missing."""
    certain = [getattr(entry, measure) for entry in blocking]
    perhaps = [getattr(entry, measure) for entry in doubtful]
    least = sum(figure or 0 for figure in certain)
    if None in certain or None in perhaps:
        return least, None
    return least, least + sum(perhaps)


def _passed(least: int, most: int | None, whole: int | None, tolerance: Tolerance) -> Outcome:
    if whole is None:
        return None
    top, bottom = tolerance.percent.numerator, tolerance.percent.denominator * 100
    if least * bottom > whole * top:
        return False
    if most is not None and most * bottom <= whole * top:
        return True
    return None


def _tell(
    tolerance: Tolerance, outcome: Outcome, least: int, most: int | None, whole: int | None, steps: list[Step]
) -> None:
    kind = f"tolerance_{tolerance.measure}"
    code = {True: kind, False: f"{kind}_not", None: "tolerance_unknown"}[outcome]
    shown = least if outcome is False or most is None else most
    args = (
        ("measure", tolerance.measure),
        ("value", shown),
        ("share", (shown, whole)),
        ("price", whole),
        ("percent", tolerance.percent),
    )
    steps.append(Step(code, outcome, "", args, tolerance.article))


def _ask(tolerance: Tolerance, whole: int | None, making: Making, entries: list[Entry], missing: list[Missing]) -> None:
    """Weights and values without which the tolerance cannot be told."""
    if whole is None:
        field = "product_weight" if tolerance.measure == "weight" else tolerance.base
        missing.append(
            Missing(
                field,
                making.path,
                "weight_kg" if tolerance.measure == "weight" else tolerance.base,
                (("name", making.name),),
            )
        )
    for entry in entries:
        if getattr(entry, tolerance.measure) is None:
            member = "weight_kg" if tolerance.measure == "weight" else "value"
            missing.append(Missing(tolerance.measure, entry.path, member, (("name", entry.material.name),)))
