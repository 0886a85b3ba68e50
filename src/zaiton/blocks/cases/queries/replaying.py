"""A case done again from its journal: every hash, every table's receipt, every transition and every decision's ground, compared byte for byte."""

import json
from dataclasses import dataclass
from typing import Any

from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.domain.refusals import NoSuchCase, ReplayDiffers
from zaiton.blocks.cases.domain.run import STATES, Run
from zaiton.blocks.cases.models import Case, Event, StepRow
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.evidence.public import after_digests, digest, moment_text
from zaiton.blocks.law.public import kept_table, read_receipt, replay


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was done again: so many events, receipts of tables and decisions, all the same as stored."""

    number: str
    events: int
    receipts: int
    decisions: int
    outcome: str


def case_row_by_number(name: str) -> Case:
    """A case by its number or public id, for an operator; raises ``NoSuchCase``."""
    row = Case.objects.filter(number=name.upper()).first() or Case.objects.filter(public_id=name).first()
    if row is None:
        raise NoSuchCase
    return row


def case_replayed(case: Case) -> Replayed:
    """Do the case again under the versions it was decided by; raises ``ReplayDiffers`` at the first thing that differs."""
    run: Run | None = None
    receipts = decisions = 0
    previous, logged = moves.GENESIS, after_digests(f"cases.case/{case.public_id}")
    for event in Event.objects.filter(case=case).order_by("seq"):
        data = json.loads(event.data)
        _same(event.seq, event.hash, _hash(case, event, previous))
        previous = event.hash
        _same(event.seq, True, digest({"hash": event.hash}) in logged)
        receipts += _receipts(event.seq, data)
        run = _moved(run, event, data)
        decisions += event.kind in (moves.GRANTED, moves.ISSUED, moves.REFUSED)
    if run is None:
        raise NoSuchCase
    stored = dict(StepRow.objects.filter(case=case).values_list("step", "state"))
    again = {step.id: STATES[run.states[number]] for number, step in enumerate(run.plan.steps)}
    _same(case.version, stored, again)
    _same(case.version, case.last_hash, previous)
    return Replayed(case.number, case.version, receipts, decisions, run.outcome())


def _hash(case: Case, event: Event, previous: str) -> str:
    return moves.event_hash(
        previous, case.number, event.seq, moment_text(event.at), event.actor, event.kind, event.step, event.data
    )


def _moved(run: Run | None, event: Event, data: dict[str, Any]) -> Run:
    if event.kind == moves.SUBMITTED:
        run = Run(definition_of(data["definition"]).plan)
    elif event.kind == moves.MIGRATED:
        run, _ = moves.carried(run, definition_of(data["to"]).plan)
    changes = moves.applied(run, event.kind, event.step, data)
    _same(event.seq, data.get("changes", []), moves.changes_document(run.plan, changes))
    return run


def _receipts(seq: int, data: dict[str, Any]) -> int:
    """Every receipt of a table in the event, evaluated again from the kept table."""
    texts = list(data.get("receipts", {}).values())
    if "check" in data:
        texts.append(data["check"]["receipt"])
    for text in texts:
        content = text.encode()
        document = read_receipt(content, f"event {seq}")
        _same(seq, text, replay(kept_table(document["table"]["sha256"]), document, content).decode())
    return len(texts)


def _same(seq: int, stored: object, again: object) -> None:
    if stored != again:
        raise ReplayDiffers(seq=seq, stored=str(stored)[:200], again=str(again)[:200])
