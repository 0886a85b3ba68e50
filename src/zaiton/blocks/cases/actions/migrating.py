"""A running case goes over to another version of its type: by a person, with a reason, after a dry run that is the same code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zaiton.blocks.cases.actions.steps import must_lead
from zaiton.blocks.cases.actions.transition import Hold, held, move
from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.refusals import MigrationNotPossible, ReasonMissing
from zaiton.blocks.cases.domain.run import STATES
from zaiton.blocks.cases.models import MaterialFile, StepRow
from zaiton.blocks.cases.models.definitions import PUBLISHED
from zaiton.blocks.cases.queries.applying import applies
from zaiton.blocks.cases.queries.definitions import definition_of, state_of


@dataclass(frozen=True, slots=True)
class Migration:
    """What going over changes: steps that are new, that go, and those that stand in another state than before."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    changed: tuple[tuple[str, str, str], ...]


class _Tried(Exception):
    """Ends a dry run, so that its transaction leaves nothing."""


def case_migrate(
    *, person: str, case: str, to: str, reason: str, dry_run: bool, at: datetime, version: int | None = None
) -> Migration:
    """Move a case to the version with digest ``to``; a dry run does the same and leaves nothing.

    Refused where a decided step, a needed fact or a needed paper has no place there or is missing: then the case ends under
    its own version.
    """
    told: list[Migration] = []
    try:
        with transaction.atomic():
            with held(case, actor=f"person/{person}", at=at, version=version) as hold:
                must_lead(hold, person)
                if not reason.strip() and not dry_run:
                    raise ReasonMissing("reason")
                told.append(_migrated(hold, to, reason.strip()[:500]))
            if dry_run:
                raise _Tried
    except _Tried:
        pass
    return told[0]


def _migrated(hold: Hold, to: str, reason: str) -> Migration:
    definition = definition_of(to)
    if definition.name != hold.case.type or state_of(to) != PUBLISHED:
        raise MigrationNotPossible("to", why=f"{definition.name} {to[:12]}")
    before = {row.step: row.state for row in hold.rows}
    applied = applies(definition, hold.case.facts, hold.today)
    if applied.undetermined:
        raise MigrationNotPossible("to", why=", ".join(applied.undetermined))
    papers = set(MaterialFile.objects.filter(case=hold.case, replaced_at=None).values_list("material", flat=True))
    missing = [name for name in applied.asked if name not in papers]
    run, lost = moves.carried(hold.run, definition.plan)
    unasked = _unasked(hold.case.correction, definition)
    if missing or lost or unasked:
        raise MigrationNotPossible("to", why=", ".join(missing or lost or unasked))
    hold.case.definition, old = definition.sha256, hold.case.definition
    _carry_rows(hold, definition.plan, run)
    hold.definition, hold.run = definition, run
    told = {
        "from": old,
        "to": to,
        "reason": reason,
        "left_out": sorted(applied.left_out),
        "receipts": dict(applied.receipts),
        "states": {step.id: STATES[run.states[number]] for number, step in enumerate(definition.plan.steps)},
    }
    move(hold, moves.MIGRATED, "", told)
    after = {row.step: row.state for row in hold.rows}
    return Migration(
        tuple(name for name in after if name not in before),
        tuple(name for name in before if name not in after),
        tuple((name, before[name], after[name]) for name in after if name in before and before[name] != after[name]),
    )


def _unasked(correction: Mapping[str, Any], definition: Definition) -> list[str]:
    """What of an open correction has no place in a version: it could not be answered there, nor lapse."""
    known = {
        "asks": set(definition.plan.index),
        "facts": {fact.name for fact in definition.facts},
        "materials": {paper.id for paper in definition.materials},
    }
    return [name for part, names in known.items() for name in correction.get(part, ()) if name not in names]


def _carry_rows(hold: Hold, plan: object, run: object) -> None:
    """The rows of the new plan: those that stay, new ones, and none of those that go."""
    by_step = {row.step: row for row in hold.rows}
    rows = []
    for number, step in enumerate(plan.steps):
        row = by_step.pop(step.id, None) or StepRow(case=hold.case, type=hold.case.type, step=step.id, state="blocked")
        row.item, row.kind, row.role = step.item, step.kind, step.role
        row.state = STATES[run.states[number]]
        rows.append(row)
    StepRow.objects.filter(pk__in=[row.pk for row in by_step.values()]).delete()
    hold.rows = rows
