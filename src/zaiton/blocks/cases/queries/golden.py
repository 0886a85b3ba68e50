"""The golden cases of a case type run through the very code that live cases use: what applies, checks, days, transitions."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.domain.automatic import due_by_itself
from zaiton.blocks.cases.domain.golden import GoldenCase, WalkStep
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.run import NOBODY, REFUSED, STATES, NotAllowed, Run
from zaiton.blocks.cases.queries.agreeing import disagreements
from zaiton.blocks.cases.queries.applying import Applied, Tables, applies, checked
from zaiton.blocks.cases.queries.forms import problems, values_of
from zaiton.blocks.cases.queries.promises import promised
from zaiton.blocks.cases.queries.schedules import definition_schedule
from zaiton.kit.clock import BEIJING


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a golden case comes out otherwise: what was looked at, what was expected, what was found."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class GoldenResult:
    """One golden case with its differences (none: it passes); ``refusal`` where its facts cannot be taken at all."""

    name: str
    checks: int
    differences: tuple[Difference, ...]
    refusal: Refusal | None = None

    @property
    def passes(self) -> bool:
        """Whether all came out as expected."""
        return not self.differences and self.refusal is None


def golden_run(definition: Definition, tables: Tables, cases: tuple[GoldenCase, ...]) -> tuple[GoldenResult, ...]:
    """Every golden case, run."""
    return tuple(_result(definition, tables, case) for case in cases)


def _result(definition: Definition, tables: Tables, case: GoldenCase) -> GoldenResult:
    on = case.on or definition.in_force_from
    try:
        facts = _facts(definition, case)
        applied = applies(definition, facts, on, tables)
        looked = [
            *_lists(case, applied, disagreements(definition, facts, on, tables)),
            *_checks(definition, tables, case, facts, on),
            *_days(definition, case, applied, on),
            *_walk(definition, case, applied),
        ]
    except Refusal as refusal:
        return GoldenResult(case.name, 0, (), refusal)
    wrong = tuple(Difference(what, str(e), str(f)) for what, e, f in looked if e != f)
    return GoldenResult(case.name, len(looked), wrong)


Looked = Iterator[tuple[str, Any, Any]]


def _facts(definition: Definition, case: GoldenCase) -> dict[str, Any]:
    """The facts as given; those that are missing stay missing, all else is held against the form."""
    registered = {fact.name for fact in definition.facts if fact.register}
    held = {name: value for name, value in case.facts.items() if name in registered}
    given = values_of(definition, {name: v for name, v in case.facts.items() if name not in registered})
    for _, refusal in problems(definition, given):
        if refusal.code != "case_answer_missing":
            raise refusal
    return {**held, **given}


def _lists(case: GoldenCase, applied: Applied, disagree: Collection[str]) -> Looked:
    found: Mapping[str, Any] = {
        "left_out": applied.left_out,
        "asked": applied.asked,
        "held": applied.held,
        "missing": applied.undetermined,
        "disagree": disagree,
    }
    for name, expected in case.lists.items():
        yield name, sorted(expected), sorted(found[name])
    if "papers_saved" in case.days:
        yield "papers_saved", case.days["papers_saved"], applied.merged.saved


def _checks(definition: Definition, tables: Tables, case: GoldenCase, facts: dict[str, Any], on: date) -> Looked:
    items = {item.id: item for item in definition.items}
    for name, expected in case.checks.items():
        check = items[name].check if name in items else None
        found = checked(definition, check, facts, on, tables).answer if check else None
        yield f"checks.{name}", expected, found


def _days(definition: Definition, case: GoldenCase, applied: Applied, on: date) -> Looked:
    if case.promised is not None:
        day, _ = promised(definition, applied.left_out, datetime.combine(on, time(9), BEIJING))
        yield "promised", case.promised, day
    wanted = {name: case.days[name] for name in ("parallel", "serial") if name in case.days}
    if wanted:
        found = definition_schedule(definition, applied.left_out, on=on)
        for name, expected in wanted.items():
            yield name, expected, getattr(found, name)


def _walk(definition: Definition, case: GoldenCase, applied: Applied) -> Looked:
    run = Run(definition.plan)
    run.begin(applied.left_out)
    for number, step in enumerate(case.walk, start=1):
        place = f"walk[{number}]"
        if step.move:
            refused = _moved(run, step)
            if refused:
                yield f"{place}.{step.move}", step.step, refused
                return
            while (due := next(due_by_itself(definition, run), None)) is not None:
                run.claim(due)
                run.finish(due)
        yield from _stands(run, step, place)


def _moved(run: Run, step: WalkStep) -> str:
    """Make the move; why it is not allowed, or the empty text."""
    number = run.plan.index.get(step.step, NOBODY)
    if step.move != "withdraw" and number == NOBODY:
        return "?"
    try:
        if step.move == "withdraw":
            run.withdraw()
        elif step.move == "claim" or number in run.ready:
            run.claim(number)
        if step.move == "grant":
            run.finish(number)
        elif step.move == "refuse":
            run.refuse(number)
    except NotAllowed as why:
        return STATES[why.state]
    return ""


def _stands(run: Run, step: WalkStep, place: str) -> Looked:
    steps = run.plan.steps
    if step.ready is not None:
        yield f"{place}.ready", sorted(step.ready), sorted(steps[n].id for n in run.ready)
    if step.refused is not None:
        found = sorted({one.item for n, one in enumerate(steps) if run.states[n] == REFUSED})
        yield f"{place}.refused", sorted(step.refused), found
    if step.outcome is not None:
        yield f"{place}.outcome", step.outcome, run.outcome() or "open"
