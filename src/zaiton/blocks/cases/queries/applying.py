"""Which items and papers the facts of a case call for: the conditions of its type put to their decision tables, with receipts.

A fact that is not known and matters is named, never guessed: then the items and papers that turn on it are open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zaiton.blocks.cases.domain.graph import Condition, Definition
from zaiton.blocks.cases.domain.needs import Merged, merged, with_followers
from zaiton.blocks.cases.queries.definitions import tables_of
from zaiton.blocks.law.public import Decision, Engine, Receipt, receipt_bytes

Facts = Mapping[str, Any]
Tables = Mapping[str, Engine]


@dataclass(frozen=True, slots=True)
class Applied:
    """What applies to given facts.

    ``left_out`` are the items that do not apply, with those that cannot be without them; ``asked`` the papers to be handed
    in, ``held`` those that registers hold; ``merged`` says for each paper who needs it. ``receipts`` has the receipt of
    each table that was asked, by the table's name. ``undetermined`` are the facts that are missing and matter; until they
    are known, ``open_items`` and ``open_papers`` may or may not apply and are counted among those that do.
    """

    left_out: frozenset[str]
    asked: tuple[str, ...]
    held: tuple[str, ...]
    merged: Merged
    receipts: Mapping[str, str]
    undetermined: tuple[str, ...]
    open_items: frozenset[str]
    open_papers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a table says of granting: whether it speaks for it (None: it does not say), its answer and its receipt."""

    holds: bool | None
    answer: str
    receipt: str
    matters: tuple[str, ...]


def applies(definition: Definition, facts: Facts, on: date, tables: Tables | None = None) -> Applied:
    """What applies to these facts under the rules of the day; ``tables`` where they are not kept here yet.

    Raises the law block's refusals of facts that are not of their type.
    """
    asked = _Asked(definition, facts, on, tables)
    items = {item.id: asked.holds(item.when) for item in definition.items if item.when}
    papers = {paper.id: asked.holds(paper.when) for paper in definition.materials if paper.when}
    left_out = with_followers(definition, (name for name, holds in items.items() if holds is False))
    together = merged(definition, left_out, {name for name, holds in papers.items() if holds is False})
    needed = together.papers
    missing = {name for receipt in asked.receipts.values() for name in receipt.decision.matters}
    return Applied(
        left_out,
        tuple(paper.material.id for paper in needed if not paper.held),
        tuple(paper.material.id for paper in needed if paper.held),
        together,
        {name: receipt_bytes(receipt).decode() for name, receipt in asked.receipts.items()},
        tuple(fact.name for fact in definition.facts if fact.name in missing),
        frozenset(name for name, holds in items.items() if holds is None and name not in left_out),
        frozenset(paper.material.id for paper in needed if papers.get(paper.material.id, True) is None),
    )


def checked(
    definition: Definition, condition: Condition, facts: Facts, on: date, tables: Tables | None = None
) -> Checked:
    """What the table of a check says of these facts under the rules of the day."""
    asked = _Asked(definition, facts, on, tables)
    holds = asked.holds(condition)
    receipt = asked.receipts[condition.table]
    answer = answer_of(receipt.decision, condition.output)
    return Checked(holds, answer, receipt_bytes(receipt).decode(), receipt.decision.matters)


def answer_of(decision: Decision, output: str) -> str:
    """What a decision gives for an output, as conditions write it; the empty text where nothing is decided."""
    if not isinstance(decision.outputs, Mapping):
        return ""
    value = decision.outputs[output]
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Asked:
    """The tables of a case type asked about one set of facts, each once."""

    def __init__(self, definition: Definition, facts: Facts, on: date, tables: Tables | None) -> None:
        self.tables = tables_of(definition) if tables is None else tables
        self.facts, self.on = facts, on
        self.receipts: dict[str, Receipt] = {}

    def holds(self, condition: Condition | None) -> bool | None:
        """Whether a condition holds; None where the table cannot say."""
        if condition is None:
            return True
        answer = answer_of(self._receipt(condition.table).decision, condition.output)
        return answer in condition.values if answer else None

    def _receipt(self, name: str) -> Receipt:
        if name not in self.receipts:
            engine = self.tables[name]
            known = {c.name: self.facts[c.name] for c in engine.table.inputs if c.name in self.facts}
            self.receipts[name] = engine.on(self.on).receipt(engine.facts_of(known))
        return self.receipts[name]
