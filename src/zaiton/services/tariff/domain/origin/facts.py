"""Tests of facts: wholly obtained, made of originating materials alone, a chemical reaction, operations done in a party.

Such a fact is said to be so, said not to be so, or missing; the engine concludes it only where the bill itself shows it.
"""

from typing import NamedTuple

from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.rules import Operation, Originating, Span, WhollyObtained
from zaiton.services.tariff.domain.origin.sheet import Entry, Making
from zaiton.services.tariff.domain.origin.steps import Missing, NamedPart, Outcome, Step, all_of, any_of
from zaiton.services.tariff.domain.origin.valuing import ask_code, held_in

REACTION = "chemical_reaction"


class FactResult(NamedTuple):
    """The outcome of a test of facts, its lines, and what is missing."""

    outcome: Outcome
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    figures: None = None


def wholly_obtained(making: Making, entries: tuple[Entry, ...], profile: Profile) -> FactResult:
    """Wholly obtained or produced: said so, or made in the party only of goods wholly obtained there."""
    article = profile.articles.wholly_obtained
    there = (("exporter", making.origin),)
    if making.wholly_obtained is True:
        return FactResult(True, (Step("wholly_obtained", True, making.path, there, article),), ())
    counted = [e for e in entries if e.in_change is not False]
    for entry in counted:
        foreign = entry.state is not None and entry.origin != making.origin
        if entry.wholly is False or foreign:
            return FactResult(False, (Step("not_wholly_obtained", False, entry.path, (), article),), ())
    if counted and all(e.wholly is True and e.origin == making.origin for e in counted):
        return FactResult(True, (Step("wholly_obtained_materials", True, making.path, there, article),), ())
    if making.wholly_obtained is False:
        return FactResult(False, (Step("not_wholly_obtained", False, making.path, (), article),), ())
    asked = [Missing("wholly_obtained", making.path, "wholly_obtained", (("name", making.name), *there))]
    for entry in counted:
        asked += entry.missing
    return FactResult(None, (Step("wholly_obtained_unknown", None, making.path, there, article),), tuple(asked))


def originating_only(making: Making, entries: tuple[Entry, ...], profile: Profile) -> FactResult:
    """Made of originating materials alone. Packing that is not counted is not asked about."""
    article = profile.articles.originating_only
    counted = [e for e in entries if e.in_change is not False]
    if not counted:
        return FactResult(False, (Step("no_bill", False, making.path, (), article),), ())
    outcome = all_of([e.state for e in counted])
    if outcome is True:
        return FactResult(True, (Step("originating_only", True, making.path, (), article),), ())
    if outcome is False:
        count = sum(e.state is False for e in counted)
        step = Step("not_originating_only", False, making.path, (("count", count),), article)
        return FactResult(False, (step,), ())
    unknown = [e for e in counted if e.state is None]
    step = Step("originating_only_unknown", None, making.path, (("count", len(unknown)),), article)
    return FactResult(None, (step,), tuple(asked for e in unknown for asked in e.missing))


def judge_wholly(test: WhollyObtained, making: Making, entries: tuple[Entry, ...], profile: Profile) -> FactResult:
    """The good, or all materials of some codes, wholly obtained."""
    if not test.inputs:
        whole = wholly_obtained(making, entries, profile)
        if whole.outcome is True or not profile.wo_line_by_pe:
            return whole
        only = originating_only(making, entries, profile)
        outcome = any_of([whole.outcome, only.outcome])
        missing = (*whole.missing, *only.missing) if outcome is None else ()
        return FactResult(outcome, (*whole.steps, *only.steps), missing)
    return _all(test.inputs, entries, making, profile, wholly=True)


def judge_originating(test: Originating, making: Making, entries: tuple[Entry, ...], profile: Profile) -> FactResult:
    """All materials of some codes, or a named part, originating."""
    if not test.what and covers_all(test.inputs):
        return originating_only(making, entries, profile)
    if not test.what:
        return _all(test.inputs, entries, making, profile, wholly=False)
    article = profile.articles.specific_rule
    parts = [e for e in entries if e.material.part == test.what]
    if not parts and test.inputs and any(held_in(e, test.inputs) is not False for e in entries):
        return _all(test.inputs, entries, making, profile, wholly=False)
    args = (("codes", NamedPart(test.what)), ("lines", ", ".join(e.path for e in parts)))
    if parts:
        outcome = all_of([e.state for e in parts])
        missing = tuple(asked for e in parts if e.state is None for asked in e.missing)
    else:
        outcome = dict(making.parts).get(test.what)
        missing = (Missing("part", making.path, "parts", (("part", test.what),)),)
    code = {True: "all_originating", False: "some_not_originating", None: "originating_open"}[outcome]
    return FactResult(outcome, (Step(code, outcome, making.path, args, article),), missing if outcome is None else ())


def covers_all(spans: tuple[Span, ...]) -> bool:
    """Whether spans name every chapter of the Harmonized System: then all materials are meant."""
    return any(span.first <= FIRST_CHAPTER and span.last >= LAST_CHAPTER and len(span.first) == 2 for span in spans)


FIRST_CHAPTER, LAST_CHAPTER = "01", "97"


def _all(
    spans: tuple[Span, ...], entries: tuple[Entry, ...], making: Making, profile: Profile, *, wholly: bool
) -> FactResult:
    """Whether every material of some codes is wholly obtained, or originating; there may be none."""
    article = profile.articles.specific_rule
    outcomes: list[Outcome] = []
    lines: list[str] = []
    missing: list[Missing] = []
    for entry in entries:
        held = held_in(entry, spans)
        if held is False or entry.why == "material_indirect":
            continue
        good = _is_wholly(entry, profile) if wholly else entry.state
        if held is None and good is not True:
            missing.append(ask_code(entry, profile))
            good = None
        outcomes.append(good)
        if good is not True:
            lines.append(entry.path)
        if good is None:
            missing += entry.missing
            if wholly and entry.material.wholly_obtained is None:
                named = (("name", entry.material.name), ("exporter", entry.origin or making.origin))
                missing.append(Missing("wholly_obtained", entry.path, "wholly_obtained", named))
    outcome = all_of(outcomes)
    names = {
        (True, True): "all_wholly_obtained",
        (True, False): "some_not_wholly_obtained",
        (True, None): "wholly_obtained_open",
        (False, True): "all_originating",
        (False, False): "some_not_originating",
        (False, None): "originating_open",
    }
    args = (("codes", spans), ("lines", ", ".join(lines)))
    step = Step(names[wholly, outcome], outcome, making.path, args, article)
    return FactResult(outcome, (step,), tuple(missing) if outcome is None else ())


def _is_wholly(entry: Entry, profile: Profile) -> Outcome:
    """Wholly obtained in a party whose materials count."""
    if entry.state is False:
        return False
    said = entry.material.wholly_obtained
    if said is True:
        return True if entry.state is True else None
    return said


def judge_reaction(making: Making, profile: Profile) -> FactResult:
    """A chemical reaction in the party."""
    outcome = dict(making.operations).get(REACTION)
    code = {True: "reaction", False: "no_reaction", None: "reaction_open"}[outcome]
    step = Step(code, outcome, making.path, (), profile.articles.reaction or profile.articles.specific_rule)
    asked = (Missing("reaction", making.path, f"operations.{REACTION}", (("exporter", making.origin),)),)
    return FactResult(outcome, (step,), asked if outcome is None else ())


def judge_operation(test: Operation, making: Making, profile: Profile) -> FactResult:
    """An operation done in the party, as a person said."""
    outcome = dict(making.operations).get(test.key)
    code = {True: "operation", False: "no_operation", None: "operation_open"}[outcome]
    args = (("exporter", making.origin), ("operation", test))
    step = Step(code, outcome, making.path, args, profile.articles.specific_rule)
    asked = (Missing("operation", making.path, f"operations.{test.key}", args),)
    return FactResult(outcome, (step,), asked if outcome is None else ())


def beyond_minimal(making: Making, profile: Profile) -> FactResult:
    """More is done than operations that never confer origin. An operation the agreement does not list is more."""
    article = profile.articles.minimal
    said, done = making.processing.more_than_minimal, making.processing.done
    more = said is None and not set(done) <= profile.minimal
    if said is True or more or not profile.minimal:
        return FactResult(True, (Step("beyond_minimal", True, making.path, (), article),), ())
    if said is False:
        step = Step("only_minimal", False, making.path, (("operations", done),), article)
        return FactResult(False, (step,), ())
    asked = Missing("processing", making.path, "processing.more_than_minimal", (("exporter", making.origin),))
    return FactResult(None, (Step("minimal_open", None, making.path, (), article),), (asked,))
