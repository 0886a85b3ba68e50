"""Why an item does not apply to a case, or why its table speaks against it: the fact that would change it, by the rules of that day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zaiton.blocks.cases.domain.graph import Condition, Definition
from zaiton.blocks.cases.domain.refusals import NoSuchStep
from zaiton.blocks.cases.models import Case
from zaiton.blocks.cases.queries.applying import answer_of
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definition_of, tables_of
from zaiton.blocks.law.public import Engine, wanted_of, why_not


@dataclass(frozen=True, slots=True)
class WhyNot:
    """For one condition of an item: whether it holds, and for each answer that would make it hold what must be otherwise.

    ``answers`` are the law block's: single changes of a fact, and the rows that come nearest. ``titles`` are the facts' titles.
    """

    item: str
    kind: str
    holds: bool
    answers: tuple[dict[str, Any], ...]


def case_why_not(case: Case, item: str) -> tuple[WhyNot, ...]:
    """Ask for each condition of an item of a case; raises ``NoSuchStep`` for an item that the case type does not have."""
    definition = definition_of(case.definition)
    try:
        found = definition.item(item)
    except KeyError:
        raise NoSuchStep(step=item[:60]) from None
    day = day_of(case.opened_at)
    asked = (("when", found.when), ("check", found.check))
    return tuple(
        why_not_of(definition, item, kind, condition, case.facts, day) for kind, condition in asked if condition
    )


def why_not_of(
    definition: Definition, item: str, kind: str, condition: Condition, facts: dict[str, Any], on: date
) -> WhyNot:
    """What would have to be otherwise for a condition to hold for these facts."""
    return why_not_in(tables_of(definition)[condition.table], item, kind, condition, facts, on)


def why_not_in(engine: Engine, item: str, kind: str, condition: Condition, facts: dict[str, Any], on: date) -> WhyNot:
    """The same for a table at hand."""
    rules = engine.on(on)
    typed = typed_facts(engine, facts)
    decision = rules.decide(typed)
    holds = answer_of(decision, condition.output) in condition.values
    if holds:
        return WhyNot(item, kind, True, ())
    answers = []
    for value in condition.values:
        wanted = wanted_of(rules, {condition.output: _outcome(engine, condition.output, value)})
        answers.append({"wanted": {condition.output: value}, **why_not(rules, typed, wanted)})
    return WhyNot(item, kind, False, tuple(answers))


def _outcome(engine: Engine, output: str, value: str) -> bool | str:
    """The value of an output as the table knows it: conditions write truth values as words."""
    kinds = {column.name: column.type for column in engine.table.outputs}
    return value == "true" if kinds[output] == "boolean" else value


def typed_facts(engine: Engine, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that the table asks for, typed."""
    names = [column.name for column in engine.table.inputs]
    return engine.facts_of({name: facts[name] for name in names if name in facts})
