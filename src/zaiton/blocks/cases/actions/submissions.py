"""From a draft to a case: what was typed is kept, the form in force is the one that counts, and submitting is all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.actions.materials import Upload, files_dropped, files_stored, looked_at
from zaiton.blocks.cases.actions.transition import Hold, move
from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.refusals import (
    DefinitionChanged,
    FactsMissing,
    MaterialsMissing,
    NoSuchCase,
    NothingApplies,
    Stale,
)
from zaiton.blocks.cases.domain.run import Run
from zaiton.blocks.cases.models import Case, Draft, MaterialFile, Numbers, StepRow
from zaiton.blocks.cases.queries.applying import Applied, applies
from zaiton.blocks.cases.queries.cases import WRITE
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definition_in_force
from zaiton.blocks.cases.queries.demands import must_hold
from zaiton.blocks.cases.queries.drafts import draft_row
from zaiton.blocks.cases.queries.forms import facts_given
from zaiton.blocks.cases.queries.promises import promised
from zaiton.blocks.cases.queries.registers import facts_of_registers, register_values
from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity import public as identity
from zaiton.kit.work.turns import turn

LONGEST_FIELD = 2_000
MOST_DRAFTS = 100


def draft_begin(*, person: str, organisation: str, type: str, at: datetime) -> str:
    """Begin an application under the version in force today; returns the draft's public id."""
    if organisation and not identity.may_act_for(person, organisation, scope=WRITE, at=at):
        raise NoSuchCase
    definition = definition_in_force(type, day_of(at))
    with transaction.atomic():
        row = Draft.objects.create(
            type=type,
            definition=definition.sha256,
            person=person,
            organisation=organisation,
            begun_at=at,
            changed_at=at,
        )
        kept = Draft.objects.filter(person=person, organisation=organisation).order_by("-changed_at")
        for old in kept[MOST_DRAFTS:]:
            _remove(old, person, at)
        _record(person, "cases.draft_begun", row, None, {"type": type, "definition": row.definition}, at)
    return row.public_id


def draft_save(
    *,
    person: str,
    draft: str,
    data: Mapping[str, str],
    uploads: Sequence[Upload] = (),
    version: int | None = None,
    at: datetime,
) -> int:
    """Keep what was typed, however incomplete, and the files that came with it; returns the draft's new version.

    A draft begun under an earlier version of the form goes over to the one in force. Raises ``Stale``, ``FileRefused``.
    """
    uploads = looked_at(uploads)
    with transaction.atomic():
        row = draft_row(person, draft, at=at, lock=True)
        if version is not None and row.version != version:
            raise Stale
        definition = definition_in_force(row.type, day_of(at))
        before = {"data": row.data, "definition": row.definition}
        known = {fact.name for fact in definition.facts if not fact.register}
        row.data = {name: str(text).replace("\0", "")[:LONGEST_FIELD] for name, text in data.items() if name in known}
        row.definition, row.changed_at, row.version = definition.sha256, at, row.version + 1
        row.save()
        files = files_stored(definition, uploads, draft=row, person=person, at=at)
        after = {"data": row.data, "definition": row.definition, "files": files}
        _record(person, "cases.draft_saved", row, before, after, at)
    return row.version


def draft_remove(*, person: str, draft: str, at: datetime) -> None:
    """Throw a draft away with its files."""
    with transaction.atomic():
        row = draft_row(person, draft, at=at, lock=True)
        _remove(row, person, at)


def case_submit(*, person: str, draft: str, at: datetime, language: str = "zh-hans") -> str:
    """Turn a draft into a case; returns its public id. Raises what is missing, all at once; then the draft stays as it was."""
    with turn(), transaction.atomic():
        row = draft_row(person, draft, at=at, lock=True)
        definition = definition_in_force(row.type, day_of(at))
        if definition.sha256 != row.definition:
            raise DefinitionChanged(day=definition.in_force_from)
        known = register_values(person=person, organisation=row.organisation, at=at)
        facts = facts_given(definition, row.data, facts_of_registers(definition, known))
        applied = applies(definition, facts, day_of(at))
        files = {
            file.material: file for file in MaterialFile.objects.filter(draft=row, replaced_at=None).order_by("pk")
        }
        _must_be_complete(definition, applied, files)
        must_hold(definition, facts, organisation=row.organisation, person=person, at=at)
        case = _opened(row, definition, facts, person, language, at)
        kept = [file.pk for name, file in files.items() if name in applied.asked]
        MaterialFile.objects.filter(pk__in=kept).update(case=case, draft=None)
        digests = {name: file.sha256 for name, file in files.items() if name in applied.asked}
        _begun(case, definition, applied, digests, person, at)
        files_dropped(MaterialFile.objects.filter(draft=row), at=at)
        row.delete()
    return case.public_id


def case_open(
    *,
    person: str,
    organisation: str,
    type: str,
    data: Mapping[str, str],
    uploads: Sequence[Upload] = (),
    at: datetime,
    language: str = "zh-hans",
) -> str:
    """Submit in one act, without leaving a draft behind where it is refused; for machines and tests."""
    uploads = looked_at(uploads)
    with turn(), transaction.atomic():
        draft = draft_begin(person=person, organisation=organisation, type=type, at=at)
        draft_save(person=person, draft=draft, data=data, uploads=uploads, at=at)
        return case_submit(person=person, draft=draft, at=at, language=language)


def _must_be_complete(definition: Definition, applied: Applied, files: Mapping[str, MaterialFile]) -> None:
    if applied.undetermined:
        names = ", ".join(_both(definition.fact(name).title) for name in applied.undetermined)
        raise FactsMissing(applied.undetermined[0], facts=names)
    if len(applied.left_out) == len(definition.items):
        raise NothingApplies
    missing = [name for name in applied.asked if name not in files]
    if missing:
        raise MaterialsMissing(
            missing[0], materials=", ".join(_both(definition.material(name).title) for name in missing)
        )


def _both(title: Bilingual) -> str:
    """A title for a refusal that may be read in either language."""
    return f"{title.zh} / {title.en}"


def _opened(
    draft: Draft, definition: Definition, facts: Mapping[str, Any], person: str, language: str, at: datetime
) -> Case:
    known = register_values(person=person, organisation=draft.organisation, at=at)
    return Case.objects.create(
        number=_next_number(definition.prefix, day_of(at).year),
        type=definition.name,
        definition=definition.sha256,
        person=person,
        organisation=draft.organisation,
        applicant_name=(known.get("organisation.name") or known["person.name"])[:120],
        language=language,
        facts=dict(facts),
        opened_at=at,
    )


def _begun(
    case: Case, definition: Definition, applied: Applied, digests: Mapping[str, str], person: str, at: datetime
) -> None:
    rows = [
        StepRow(
            case=case, type=case.type, step=step.id, item=step.item, kind=step.kind, role=step.role, state="blocked"
        )
        for step in definition.plan.steps
    ]
    hold = Hold(case, definition, rows, Run(definition.plan), at, f"person/{person}")
    case.promised_on, _ = promised(definition, applied.left_out, at)
    told = {
        "definition": definition.sha256,
        "facts": case.facts,
        "materials": dict(digests),
        "left_out": sorted(applied.left_out),
        "receipts": dict(applied.receipts),
        "promised_on": case.promised_on.isoformat(),
    }
    move(hold, moves.SUBMITTED, "", told)


def _remove(row: Draft, person: str, at: datetime) -> None:
    before = {"data": row.data, "definition": row.definition}
    files_dropped(MaterialFile.objects.filter(draft=row), at=at)
    row.delete()
    _record(person, "cases.draft_removed", row, before, None, at)


def _next_number(prefix: str, year: int) -> str:
    """The next number of the year; its row is locked until the case is stored, so that numbers have no gaps."""
    if not Numbers.objects.filter(prefix=prefix, year=year).update(last=F("last") + 1):
        Numbers.objects.bulk_create([Numbers(prefix=prefix, year=year)], ignore_conflicts=True)
        Numbers.objects.filter(prefix=prefix, year=year).update(last=F("last") + 1)
    last = Numbers.objects.values_list("last", flat=True).get(prefix=prefix, year=year)
    return f"{prefix}-{year}-{last:06d}"


def _record(person: str, action: str, row: Draft, before: object, after: object, at: datetime) -> None:
    thing = f"cases.draft/{row.public_id}"
    record(actor=f"person/{person}", action=action, object=thing, before=before, after=after, at=at)
