"""What the answers given so far call for: items, papers, the promised day; answers that are wrong or missing are left open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.needs import fees
from zaiton.blocks.cases.models.cases import NO_DAY
from zaiton.blocks.cases.queries.applying import Applied, applies
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.forms import column_of, problems, values_of
from zaiton.blocks.cases.queries.promises import promised
from zaiton.blocks.law.public import fact_of, plain


@dataclass(frozen=True, slots=True)
class SoFar:
    """What applies to the answers given so far. ``fee_fen`` in fen; ``promised_on`` as if it were submitted now."""

    applied: Applied
    facts: Mapping[str, Any]
    fee_fen: int
    promised_on: date | None
    provisional: bool


def so_far(definition: Definition, data: Mapping[str, Any], known: Mapping[str, Any], *, at: datetime) -> SoFar:
    """What the answers call for; ``known`` are the facts that registers hold."""
    values = values_of(definition, {name: given for name, given in data.items() if name not in known})
    wrong = {name for name, _ in problems(definition, values)}
    names = {fact.name for fact in definition.facts}
    facts = dict(known) | {
        name: plain(fact_of(column_of(definition.fact(name)), value, name))
        for name, value in values.items()
        if name in names and name not in wrong
    }
    applied = applies(definition, facts, day_of(at))
    day, provisional = promised(definition, applied.left_out, at)
    return SoFar(
        applied,
        facts,
        sum(fees(definition, applied.left_out).values()),
        None if day == NO_DAY else day,
        provisional,
    )
