"""Whether the facts of a case agree with one another, as its type demands: told beside the fact, with the article."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.domain.answers import AnswersRefused, FactsDisagree
from zaiton.blocks.cases.domain.graph import Agreement, Definition
from zaiton.blocks.cases.queries.applying import Tables, checked
from zaiton.blocks.cases.queries.definitions import tables_of


def must_agree(definition: Definition, facts: Mapping[str, Any], on: date, tables: Tables | None = None) -> None:
    """Raises ``AnswersRefused`` with everything that does not agree; what is not given is passed over."""
    wrong = disagreements(definition, facts, on, tables)
    if wrong:
        raise AnswersRefused(list(wrong.values()))


def disagreements(
    definition: Definition, facts: Mapping[str, Any], on: date, tables: Tables | None = None
) -> dict[str, tuple[str, Refusal]]:
    """What does not agree, by the id of the demand: the fact it is told of, and the refusal."""
    tables = (tables_of(definition) if tables is None else tables) if definition.consistent else {}
    found = {one.id: _disagreement(one, definition, facts, on, tables) for one in definition.consistent}
    return {name: wrong for name, wrong in found.items() if wrong}


def _disagreement(
    one: Agreement, definition: Definition, facts: Mapping[str, Any], on: date, tables: Tables
) -> tuple[str, Refusal] | None:
    field = _late(one, definition, facts) if one.order else _said_no(one, definition, facts, on, tables)
    if not field:
        return None
    told = f"{one.title.zh} / {one.title.en}"
    return field, FactsDisagree(field, what=told, basis=one.article)


def _late(one: Agreement, definition: Definition, facts: Mapping[str, Any]) -> str:
    """The first fact of an order that comes before the one it should follow."""
    given = [(name, _comparable(definition, name, facts[name])) for name in one.order if facts.get(name) is not None]
    return next((name for (_, before), (name, value) in _pairs(given) if value < before), "")


def _comparable(definition: Definition, name: str, value: Any) -> Any:
    return Decimal(str(value)) if definition.fact(name).type == "decimal" else str(value)


def _pairs(given: list[Any]) -> Iterable[tuple[Any, Any]]:
    return zip(given, given[1:], strict=False)


def _said_no(one: Agreement, definition: Definition, facts: Mapping[str, Any], on: date, tables: Tables) -> str:
    """The fact to tell of where a table says no: the last given one that it asks for."""
    if checked(definition, one.condition, facts, on, tables).holds is not False:
        return ""
    asked = [column.name for column in tables[one.condition.table].table.inputs if facts.get(column.name) is not None]
    return asked[-1] if asked else definition.facts[0].name
