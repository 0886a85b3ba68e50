"""Case types put in force: drafted by one person, published by another, never changed afterwards, ended by two.

A version that is published takes the place of those that would hold from its first day on. Cases stay with the version they
were made with, so ending one takes nothing from anybody.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zaiton.blocks.cases.domain import faults, publishing_faults
from zaiton.blocks.cases.domain.document import document_text
from zaiton.blocks.cases.domain.golden import read_golden
from zaiton.blocks.cases.models import CaseType
from zaiton.blocks.cases.models.definitions import DRAFT, PUBLISHED, RETIRED
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.cases.queries.folders import CaseFolder
from zaiton.blocks.cases.queries.golden import golden_run
from zaiton.blocks.cases.queries.soundness import check_sound
from zaiton.blocks.evidence.public import record
from zaiton.blocks.law.public import rule_table_keep


def case_type_draft(found: CaseFolder, *, actor: str, at: datetime, demo: bool = False) -> str:
    """Take in the case type of a folder, sound and with its golden cases passing; returns its digest.

    Safe to repeat: a version that is here already stays as it is; its tables are kept anew where they are gone. Raises ``CaseTypeFault`` or the law block's ``RuleFault``.
    """
    definition = found.definition
    for engine in found.tables.values():
        rule_table_keep(engine.table, actor=actor, at=at)
    if CaseType.objects.filter(sha256=definition.sha256).exists():
        return definition.sha256
    must_pass(found)
    with transaction.atomic():
        row = CaseType.objects.create(
            name=definition.name,
            sha256=definition.sha256,
            document=document_text(definition),
            in_force_from=definition.in_force_from,
            demo=demo,
            drafted_by=actor,
            drafted_at=at,
        )
        _record(actor, "cases.type.drafted", row, None, at)
    return row.sha256


def case_type_publish(sha256: str, *, actor: str, at: datetime, reason: str = "") -> date:
    """Put a drafted version in force, as another person than the one who drafted it; returns its first day.

    It holds from the day its file names; where another version held on days gone by, from today on. ``system`` (what the
    product ships) and ``command`` (whoever holds the machine, with a reason) need no second person.
    """
    with transaction.atomic():
        row = _locked(sha256)
        if row.state == PUBLISHED:
            return row.in_force_from
        if row.state != DRAFT:
            raise publishing_faults.VersionEnded(sha256=sha256[:12])
        if actor == "command" and not reason.strip():
            raise publishing_faults.PublishingReason("reason")
        if actor not in ("system", "command") and actor == row.drafted_by:
            raise publishing_faults.SecondPerson
        _must_be_free(row)
        before = _state(row)
        others = CaseType.objects.select_for_update().filter(name=row.name, state=PUBLISHED)
        if others.filter(in_force_from__lte=day_of(at)).exists():
            row.in_force_from = max(row.in_force_from, day_of(at))
        _end_others(row, list(others.order_by("in_force_from")), actor, at)
        row.state, row.published_by, row.published_at = PUBLISHED, actor, at
        row.reason = reason.strip()[:500]
        row.save()
        _record(actor, "cases.type.published", row, before, at)
    return row.in_force_from


def case_type_retire(name: str, *, on: date, actor: str, reason: str, at: datetime) -> tuple[str, ...]:
    """End a case type from a day on: nobody can apply for it then; returns the digests of the versions that end.

    Raises ``PublishingReason``, ``EndsInThePast``, and ``NoSuchCaseType`` where nothing holds on the day or after it.
    """
    if not reason.strip():
        raise publishing_faults.PublishingReason("reason")
    if on < day_of(at):
        raise publishing_faults.EndsInThePast("on", day=on)
    with transaction.atomic():
        rows = CaseType.objects.select_for_update().filter(name=name, state=PUBLISHED)
        ending = [row for row in rows if row.in_force_until is None or row.in_force_until > on]
        if not ending:
            raise publishing_faults.NoSuchCaseType(name=name[:60], day=on)
        for row in ending:
            row.reason = reason.strip()[:500]
            _end(row, on, actor, at)
    return tuple(row.sha256 for row in ending)


def must_pass(found: CaseFolder) -> None:
    """Raises unless the case type is sound and all its golden cases come out as written."""
    check_sound(found.definition, found.tables)
    results = golden_run(found.definition, found.tables, read_golden(found.golden))
    failed = [result.name for result in results if not result.passes]
    if failed:
        raise faults.GoldenFails(failed=len(failed), cases=len(results), names="; ".join(failed))


def _locked(sha256: str) -> CaseType:
    """The version, with every version of its name locked, so that two publishings of one name follow each other."""
    name = CaseType.objects.filter(sha256=sha256).values_list("name", flat=True).first()
    if name is None:
        raise publishing_faults.NoSuchVersion(sha256=sha256[:64])
    rows = CaseType.objects.select_for_update().filter(name=name).order_by("pk")
    return next(row for row in rows if row.sha256 == sha256)


def _must_be_free(row: CaseType) -> None:
    """The prefix of case numbers belongs to one case type."""
    prefix = definition_of(row.sha256).prefix
    for name, other in CaseType.objects.filter(state=PUBLISHED).exclude(name=row.name).values_list("name", "sha256"):
        if definition_of(other).prefix == prefix:
            raise publishing_faults.PrefixTaken("prefix", prefix=prefix, name=name)


def _end_others(row: CaseType, others: list[CaseType], actor: str, at: datetime) -> None:
    """Versions that hold on the new one's first day end there; of those that begin later the first limits the new one."""
    for other in others:
        if other.in_force_from > row.in_force_from:
            row.in_force_until = other.in_force_from
            break
        if other.in_force_until is None or other.in_force_until > row.in_force_from:
            _end(other, row.in_force_from, actor, at)


def _end(row: CaseType, on: date, actor: str, at: datetime) -> None:
    """A version ends on a day; one that had not begun by then holds on no day any more."""
    before = _state(row)
    if row.in_force_from < on:
        row.in_force_until = on
    else:
        row.state = RETIRED
    row.save()
    _record(actor, "cases.type.ended", row, before, at)


def _state(row: CaseType) -> Mapping[str, Any]:
    return {
        "sha256": row.sha256,
        "state": row.state,
        "from": row.in_force_from,
        "until": row.in_force_until,
        "reason": row.reason,
    }


def _record(actor: str, action: str, row: CaseType, before: Mapping[str, Any] | None, at: datetime) -> None:
    thing = f"cases.type/{row.name}"
    record(actor=actor, action=action, object=thing, before=before, after=_state(row), at=at)
