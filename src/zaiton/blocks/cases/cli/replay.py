"""zaiton cases replay, why-not: do a case again from its journal, and ask what would have to be otherwise."""

from collections.abc import Mapping
from typing import Any

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.cli.cases_group import cases
from zaiton.blocks.cases.domain.graph import Fact
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.cases.queries.replaying import case_replayed, case_row_by_number
from zaiton.blocks.cases.queries.whynot import WhyNot, case_why_not
from zaiton.kit.cli import emit, json_option
from zaiton.kit.cli.store import found_store

ANY = "-"
"""How a table writes a cell that holds for every value."""
KINDS = {
    "when": gettext_noop("whether it applies"),
    "check": gettext_noop("what its table says of granting it"),
}


@cases.command(
    "replay",
    help=gettext_noop("Do CASE again from its journal: every receipt, transition and decision, byte for byte."),
)
@click.argument("case")
@json_option
def replay_case(case: str, as_json: bool) -> None:
    """Exit 0 when everything comes out the same, else 1 with the first thing that differs."""
    found_store()
    done = case_replayed(case_row_by_number(case))
    said = gettext(
        "{number}: reproduced byte for byte. Events: {events}, receipts of tables: {receipts}, decisions: {decisions}."
    ).format(number=done.number, events=done.events, receipts=done.receipts, decisions=done.decisions)
    told = {
        "ok": True,
        "number": done.number,
        "events": done.events,
        "receipts": done.receipts,
        "decisions": done.decisions,
        "outcome": done.outcome,
    }
    emit(told, as_json, said)


@cases.command("why-not", help=gettext_noop("Ask which facts would have to be otherwise for ITEM of CASE."))
@click.argument("case")
@click.argument("item")
@json_option
def ask_why_not(case: str, item: str, as_json: bool) -> None:
    """Print, for each condition of the item, the single changes that would make it hold, and the rows that come nearest."""
    found_store()
    row = case_row_by_number(case)
    found = case_why_not(row, item)
    definition = definition_of(row.definition)
    facts = {fact.name: fact for fact in definition.facts}
    emit(
        [{"item": one.item, "kind": one.kind, "holds": one.holds, "answers": list(one.answers)} for one in found],
        as_json,
        lambda: "\n".join(_said(one, facts) for one in found) or gettext("This item depends on no rule."),
    )


def _said(found: WhyNot, facts: Mapping[str, Fact]) -> str:
    head = f"{found.item}: {gettext(KINDS[found.kind])}"
    if found.holds:
        return f"{head}: {gettext('yes')}"
    lines = [f"{head}: {gettext('no')}"]
    for answer in found.answers:
        lines += [f"  {_change(change, facts)}" for change in answer["changes"]]
    return "\n".join(lines)


def _change(change: Mapping[str, Any], facts: Mapping[str, Fact]) -> str:
    """One change in words; the range is left out where the example says it all: for words, and where any value does."""
    fact = facts.get(change["fact"])
    title = fact.title.in_language(_language()) if fact else change["fact"]
    said = {"fact": title, "given": _value(fact, change["given"]), "example": _value(fact, change["example"])}
    if ANY in change["conditions"] or (fact is not None and fact.type in ("choice", "boolean")):
        return gettext("it would, if “{fact}” (now: {given}) were, for instance, {example}").format(**said)
    condition = " / ".join(dict.fromkeys(change["conditions"]))
    return gettext("it would, if “{fact}” were {condition} (now: {given}), for instance {example}").format(
        condition=condition, **said
    )


def _value(fact: Fact | None, value: Any) -> str:
    if value is None:
        return gettext("not given")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if fact is not None and value in fact.values:
        return fact.value_titles[fact.values.index(value)].in_language(_language())
    return str(value)


def _language() -> str:
    return get_language() or "zh-hans"
