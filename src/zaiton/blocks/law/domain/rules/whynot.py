"""Why an outcome did not come about: the single facts that would change it, and the rows that come nearest to giving it.

Nothing is guessed: every change proposed is put to the rules, and is told only with what they then say.
"""

from collections.abc import Mapping
from itertools import islice, product
from typing import Any

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.engine import Decision, Rules
from zaiton.blocks.law.domain.rules.receipts import outputs_document
from zaiton.blocks.law.domain.rules.slots import Cut
from zaiton.blocks.law.domain.rules.table import ON, Row
from zaiton.blocks.law.domain.rules.values import Value, fact_of, plain

MOST_TRIES = 2_000
NEAREST = 5

Wanted = Mapping[str, Value]


def wanted_of(rules: Rules, given: Mapping[str, Any]) -> dict[str, Value]:
    """The outcome asked for, typed by the outputs; raises ``UnknownFact`` for a name that is no output, ``BadValue``."""
    table = rules.engine.table
    columns = {column.name: column for column in table.outputs}
    for name in given:
        if name not in columns:
            raise faults.UnknownFact(name, table=table.name, name=name[:80], known=", ".join(columns))
    read = {name: fact_of(columns[name], value, name) for name, value in given.items()}
    return {name: value for name, value in read.items() if value is not None}


def why_not(rules: Rules, facts: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """The document that answers "why not": what is said now, single changes that give the wanted outcome, nearest rows."""
    decision = rules.decide(facts)
    reached = _gives(decision, wanted)
    return {
        "table": {"name": rules.engine.table.name, "sha256": rules.engine.table.sha256},
        "on": rules.day.isoformat(),
        "wanted": {name: plain(value) for name, value in wanted.items()},
        "now": {"status": decision.status, "rows": list(decision.rows), "outputs": outputs_document(decision.outputs)},
        "reached": reached,
        "changes": [] if reached else _single_changes(rules, facts, wanted),
        "nearest": [] if reached else _nearest_rows(rules, facts, wanted),
    }


def _gives(decision: Decision, wanted: Wanted) -> bool:
    told = decision.outputs
    listed = told if isinstance(told, tuple) else () if told is None else (told,)
    return any(all(one[name] == value for name, value in wanted.items()) for one in listed)


def _single_changes(rules: Rules, facts: Mapping[str, Any], wanted: Wanted) -> list[dict[str, Any]]:
    """For each fact, and each row it leads to, the nearest value that gives the wanted outcome."""
    rows = {row.id: row for row in rules.engine.table.rows}
    found = []
    for i, cut in enumerate(rules.engine.cuts[1:]):
        name = cut.column.name
        told: set[tuple[str, ...]] = set()
        for sample in _by_nearness(cut, facts.get(name)):
            decision = rules.decide({**facts, name: sample})
            if decision.rows in told or not _gives(decision, wanted):
                continue
            told.add(decision.rows)
            conditions = [rows[row].cells[i].text for row in decision.rows]
            found.append(
                {
                    "fact": name,
                    "given": plain(facts.get(name)),
                    "example": plain(sample),
                    "rows": list(decision.rows),
                    "conditions": conditions,
                }
            )
    return found


def _nearest_rows(rules: Rules, facts: Mapping[str, Any], wanted: Wanted) -> list[dict[str, Any]]:
    table = rules.engine.table
    near = []
    for number, row in enumerate(table.rows):
        outputs = table.outputs_of(row)
        if any(outputs[name] != value for name, value in wanted.items()):
            continue
        failing = [i for i, cut in enumerate(table.inputs) if not _fulfils(row, i, facts.get(cut.name))]
        in_force = bool(rules.in_force >> number & 1)
        near.append((len(failing) + (not in_force), number, row, failing, in_force))
    near.sort(key=lambda entry: entry[:2])
    return [_near_row(rules, facts, wanted, *entry[1:]) for entry in near[:NEAREST]]


def _fulfils(row: Row, i: int, value: Any) -> bool:
    cell = row.cells[i]
    return not cell.tests or (value is not None and cell.holds(value))


def _near_row(
    rules: Rules, facts: Mapping[str, Any], wanted: Wanted, number: int, row: Row, failing: list[int], in_force: bool
) -> dict[str, Any]:
    inputs = rules.engine.table.inputs
    cells = [
        {"cell": inputs[i].name, "given": plain(facts.get(inputs[i].name)), "condition": row.cells[i].text}
        for i in failing
    ]
    change = None
    if in_force:
        change = _change(rules, facts, wanted, number, failing)
    else:
        until = row.in_force.until.isoformat() if row.in_force.until else "…"
        days = f"[{row.in_force.first.isoformat()}..{until})"
        cells.insert(0, {"cell": ON, "given": rules.day.isoformat(), "condition": days})
    return {"row": row.id, "article": row.article, "failing": cells, "change": change}


def _change(rules: Rules, facts: Mapping[str, Any], wanted: Wanted, number: int, failing: list[int]) -> dict | None:
    """Values for the failing facts with which the wanted outcome comes about; None where other rows stand in the way."""
    cuts = [rules.engine.cuts[1:][i] for i in failing]
    choices = [
        [s for s in _by_nearness(cut, facts.get(cut.column.name)) if rules.engine.table.rows[number].cells[i].holds(s)]
        for i, cut in zip(failing, cuts, strict=True)
    ]
    for samples in islice(product(*choices), MOST_TRIES):
        change = {cut.column.name: sample for cut, sample in zip(cuts, samples, strict=True)}
        if _gives(rules.decide({**facts, **change}), wanted):
            return {name: plain(value) for name, value in change.items()}
    return None


def _by_nearness(cut: Cut, value: Any) -> list[Any]:
    """A value for each slot, those next to the given one first."""
    samples = [slot.sample for slot in cut.slots]
    if not cut.places or value is None:
        return samples
    here = sum(1 for sample in samples if sample < value)
    return [samples[i] for i in sorted(range(len(samples)), key=lambda i: abs(i - here))]
