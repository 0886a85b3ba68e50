"""Whether a thing made of materials is originating under one agreement: the criteria one after the other, each with its lines.

It is asked of the product and, for absorption, of every material that is made of parts. Where the code of the thing may be
several in the agreement's edition, every one is judged and shown, and the rule gives no firm answer.
"""

from typing import NamedTuple

from zaiton.services.tariff.domain.origin.facts import beyond_minimal, originating_only, wholly_obtained
from zaiton.services.tariff.domain.origin.lack import Lack
from zaiton.services.tariff.domain.origin.profile import General, Profile
from zaiton.services.tariff.domain.origin.rules import Part, Rule, Way
from zaiton.services.tariff.domain.origin.sheet import (
    Entry,
    Frame,
    Inner,
    Making,
    codes_in,
    entries_of,
)
from zaiton.services.tariff.domain.origin.steps import Missing, Outcome, Step, any_of
from zaiton.services.tariff.domain.origin.totals import Totals, own_only, totals_of
from zaiton.services.tariff.domain.origin.ways import PartResult, WayResult, judge_rule, judge_way

HUNDRED = 100
MOST_JUDGED = 4
"""A code that may be more codes than these (waste, parts, modules that may have been anything) is not judged for each of them."""


class Candidate(NamedTuple):
    """The rule judged for one code. ``lack``: why there is none. ``general``: whether the general rule was asked."""

    code: str
    outcome: Outcome
    rule: Rule | None
    lack: Lack | None
    parts: tuple[PartResult, ...]
    general: bool
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    chosen: WayResult | None


class Qualified(NamedTuple):
    """The result for one thing. ``ground``: wholly_obtained, originating_only, rule or set."""

    outcome: Outcome
    ground: str
    criterion: str
    codes: tuple[str, ...]
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    candidates: tuple[Candidate, ...]
    entries: tuple[Entry, ...]
    totals: Totals
    chosen: WayResult | None
    minimal: Outcome


def judge_inner(making: Making, frame: Frame) -> Inner:
    """A material made of parts, judged like a product under the same agreement."""
    found = qualify(making, frame)
    return Inner(found.outcome, found.steps, found.missing, found.entries)


def qualify(making: Making, frame: Frame, *, is_set: bool = False) -> Qualified:
    """Whether a thing is originating, on which ground, and if not known what is missing."""
    profile = frame.profile
    entries, steps = entries_of(making, frame, judge_inner)
    totals = totals_of(entries)
    codes = codes_in(making.code, making.edition, making.codes, frame)
    steps.append(_code_step(making, codes, profile))
    whole = wholly_obtained(making, entries, profile)
    only = originating_only(making, entries, profile)
    steps += [*whole.steps, *only.steps]
    outcomes: list[Outcome] = [whole.outcome, only.outcome]
    missing: list[Missing] = []
    candidates: tuple[Candidate, ...] = ()
    minimal: Outcome = None
    ruled: Outcome = False
    if True in outcomes:
        ground = "wholly_obtained" if whole.outcome is True else "originating_only"
        criterion = "WO" if whole.outcome is True else "PE"
        minimal = beyond_minimal(making, profile).outcome
        return Qualified(True, ground, criterion, codes, tuple(steps), (), (), entries, totals, None, minimal)
    bare = not any(e.in_change is not False for e in entries)
    if bare:
        steps.append(Step("no_bill", None, making.path))
        missing += [*whole.missing, Missing("bill", making.path, "materials")]
        outcomes.append(None)
    elif profile.structure != "none":
        judged = codes if len(codes) <= MOST_JUDGED else ()
        candidates = tuple(_candidate(code, making, entries, totals, frame) for code in judged)
        ruled = _ruled(making, codes, candidates, profile, steps, missing)
        if ruled is not False:
            enough = beyond_minimal(making, profile)
            minimal = enough.outcome
            steps += enough.steps
            missing += enough.missing
            ruled = False if minimal is False else (None if minimal is None else ruled)
        outcomes.append(ruled)
    if is_set and profile.set_percent is not None and not bare:
        outcomes.append(_set(making, totals, profile, steps, missing))
    outcome = any_of(outcomes)
    if outcome is None and only.outcome is None and (ruled is False or any(c.lack for c in candidates)):
        missing += only.missing
    chosen = candidates[0].chosen if ruled is True and len(candidates) == 1 else None
    ground = "" if outcome is not True else "rule" if ruled is True else "set"
    criterion = "" if outcome is not True else chosen.mark if chosen is not None else "SET"
    return Qualified(
        outcome,
        ground,
        criterion,
        codes,
        tuple(steps),
        tuple(dict.fromkeys(missing)) if outcome is None else (),
        candidates,
        entries,
        totals,
        chosen,
        minimal,
    )


def _code_step(making: Making, codes: tuple[str, ...], profile: Profile) -> Step:
    if not codes or len(codes) > 1:
        code, outcome = "code_ambiguous", None
    else:
        code, outcome = ("code_same" if codes[0] == making.code else "code_mapped"), True
    args = (
        ("code", making.code),
        ("given", making.edition),
        ("codes", codes),
        ("edition", profile.edition),
    )
    return Step(code, outcome, making.path, args)


def _ruled(
    making: Making,
    codes: tuple[str, ...],
    candidates: tuple[Candidate, ...],
    profile: Profile,
    steps: list[Step],
    missing: list[Missing],
) -> Outcome:
    """What the rules of all codes the thing may have come to: an answer only where there is one code."""
    for candidate in candidates:
        steps += candidate.steps
    if len(codes) == 1:
        missing += candidates[0].missing
        return candidates[0].outcome
    named = (("name", making.name),)
    if not making.code:
        missing.append(Missing("code", making.path, "code", named))
    elif not codes:
        told = (("code", making.code), ("given", making.edition), ("edition", profile.edition))
        missing.append(Missing("no_successor", making.path, "codes", told))
    else:
        choice = (("codes", codes), ("edition", profile.edition))
        missing.append(Missing("code_choice", making.path, "codes", (*named, *choice)))
        for candidate in candidates:
            missing += candidate.missing
    return None


def _candidate(code: str, making: Making, entries: tuple[Entry, ...], totals: Totals, frame: Frame) -> Candidate:
    """The rule of one code and, where the agreement says so, its general rule."""
    profile = frame.profile
    article = profile.articles.specific_rule
    if profile.structure == "general":
        return _general(code, making, entries, totals, profile, [])
    found = frame.rules(code)
    if type(found) is Lack:
        step = _lack_step(found, code, article)
        asked = _lack_missing(found, code)
        if found.kind == "not_listed" and profile.structure in ("list_else_general", "list_or_general"):
            return _general(code, making, entries, totals, profile, [step])
        if profile.structure == "list_or_general":
            general = _general(code, making, entries, totals, profile, [step])
            outcome = any_of([None, general.outcome])
            missing = () if outcome is True else (asked, *general.missing)
            return general._replace(outcome=outcome, lack=found, missing=missing)
        return Candidate(code, None, None, found, (), False, (step,), (asked,), None)
    judged = judge_rule(found, code, making, entries, totals, profile)
    steps = [Step("rule", judged.outcome, making.path, (("code", code), ("rule", found)), article)]
    if not judged.parts:
        steps.append(Step("rule_other_goods", False, making.path, (("code", code),), article))
    _tell_ways(judged.parts, steps)
    if profile.structure == "list_or_general" and judged.outcome is not True:
        general = _general(code, making, entries, totals, profile, steps)
        outcome = any_of([judged.outcome, general.outcome])
        missing = (*judged.missing, *general.missing) if outcome is None else ()
        return general._replace(outcome=outcome, rule=found, parts=(*judged.parts, *general.parts), missing=missing)
    return Candidate(
        code, judged.outcome, found, None, judged.parts, False, tuple(steps), judged.missing, judged.chosen
    )


def _lack_step(lack: Lack, code: str, article: str) -> Step:
    kinds = {"not_loaded": "rule_not_loaded", "not_listed": "rule_not_listed", "needs_person": "rule_needs_person"}
    return Step(kinds[lack.kind], None, "product", (("code", code), ("text", lack.text)), article)


def _lack_missing(lack: Lack, code: str) -> Missing:
    kind = "rule_words" if lack.kind == "needs_person" else "rule"
    return Missing(kind, "product", "", (("code", code), ("text", lack.text)))


def _tell_ways(parts: tuple[PartResult, ...], steps: list[Step]) -> None:
    """The lines of every way, each under its own heading where there are several."""
    ways = [way for part in parts for way in part.ways]
    for number, way in enumerate(ways, 1):
        if len(ways) > 1:
            steps.append(Step("way", way.outcome, "", (("number", number), ("rule", way.way))))
        for test in way.tests:
            steps += test.steps


def _general(
    code: str, making: Making, entries: tuple[Entry, ...], totals: Totals, profile: Profile, steps: list[Step]
) -> Candidate:
    """The ways of the general rule that are open to goods of this chapter from this party."""
    ways = []
    results = []
    for general in profile.general:
        if not _open_to(general, making.origin, code[:2]):
            continue
        way = Way(general.tests)
        seen, sums = entries, totals
        if not general.cumulate:
            seen = own_only(entries, making.origin)
            sums = totals_of(seen)
        result = judge_way(way, code, making, seen, sums, profile)
        steps.append(Step("rule_general", result.outcome, making.path, (("rule", way),), general.article))
        for test in result.tests:
            steps += test.steps
        ways.append(way)
        results.append(result)
    part = PartResult(Part(tuple(ways)), any_of([r.outcome for r in results]), tuple(results))
    missing = tuple(m for r in results for m in r.missing) if part.outcome is None else ()
    return Candidate(code, part.outcome, None, None, (part,), True, tuple(steps), missing, part.chosen)


def _open_to(general: General, exporter: str, chapter: str) -> bool:
    if general.exporters and exporter not in general.exporters:
        return False
    if exporter in general.except_exporters:
        return False
    return not general.chapters or chapter in general.chapters


def _set(making: Making, totals: Totals, profile: Profile, steps: list[Step], missing: list[Missing]) -> Outcome:
    """A set under general rule 3: parts that are not originating up to a share of its price."""
    percent, price = profile.set_percent, making.price
    least, most = totals.foreign_least, totals.foreign_most
    outcome: Outcome = None
    if price:
        top, bottom = percent.numerator, percent.denominator * HUNDRED
        if least * bottom > top * price:
            outcome = False
        elif most is not None and most * bottom <= top * price:
            outcome = True
    code = {True: "set_met", False: "set_failed", None: "set_open"}[outcome]
    shown = least if outcome is False or most is None else most
    args = (("foreign", shown), ("price", price), ("share", (shown, price)), ("percent", percent))
    steps.append(Step(code, outcome, making.path, args, profile.articles.sets))
    if outcome is None:
        if not price:
            missing.append(Missing(profile.base, making.path, profile.base, (("name", making.name),)))
        missing += [asked for entry in totals.unknown for asked in entry.missing]
        missing += [Missing("value", e.path, "value", (("name", e.material.name),)) for e in totals.valueless]
    return outcome
