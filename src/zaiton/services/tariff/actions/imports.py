"""Bring in official tables: keep a draft, correct it, publish or refuse it as a second person, take it back.

``settings`` is a mapping as ``domain.annex.settings.read_settings`` takes it (kind, agreement, partners, destination, in_force,
until, hs, document, complete, mapping, categories, …). A draft keeps the file, so that another mapping of columns needs no
second upload; a draft with mistakes can be kept and corrected but not published. Whoever drafted cannot decide.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain.annex.settings import read_settings
from zaiton.services.tariff.models import Import
from zaiton.services.tariff.models.imports import DRAFT, PUBLISHED, REFUSED, UNDONE
from zaiton.services.tariff.queries.annex_packs import pack_files
from zaiton.services.tariff.queries.import_reading import Comparison, Reading, compared, compared_draft, read_import
from zaiton.services.tariff.queries.import_reports import packed, report_of, told, unpacked
from zaiton.services.tariff.queries.import_unread import read_or_columns
from zaiton.services.tariff.queries.imports import NoSuchImport, import_row, version_of
from zaiton.services.tariff.queries.ratebook import SERVICE

COMMAND = "command"
"""Who stands in the log and in the list of imports when the command line did it."""
REASON_LENGTH = 500


class SamePerson(Refusal):
    """The second pair of eyes must be another person's."""

    code = "same_person"
    status = 403
    message = gettext_noop("You brought this table in yourself; another officer decides about it.")
    mend = gettext_noop("Ask a second officer to publish or refuse it.")


class NotADraft(Refusal):
    """The import was decided already."""

    code = "not_a_draft"
    status = 409
    message = gettext_noop("This import is no longer a draft; it was decided already.")
    mend = gettext_noop("Look at its state in the list of imports.")


class DraftChanged(Refusal):
    """What is decided about must be what was looked at."""

    code = "draft_changed"
    status = 409
    message = gettext_noop(
        "The table was read again under other settings after you opened it; nothing was put in force."
    )
    mend = gettext_noop("Look at it as it is now, then decide.")


class DraftHasErrors(Refusal):
    """A table with mistakes is never published, not even in part."""

    code = "draft_has_errors"
    status = 409
    message = gettext_noop("The table has {count} mistakes; nothing of it was put in force.")
    mend = gettext_noop("Correct the file or the mapping of its columns and read it again.")


class NotInForce(Refusal):
    """Only what is in force can be taken back."""

    code = "import_not_in_force"
    status = 409
    message = gettext_noop("This import is not in force, or a later one has taken its place in {table}.")
    mend = gettext_noop("Take back the later import first.")


def import_draft(*, content: bytes, name: str, settings: Mapping[str, Any], person: str, at: datetime) -> str:
    """Read the file and keep it as a draft, with mistakes or without; returns its public id.

    Raises the ``Refusal`` of a file that cannot be read at all, or of settings that cannot be meant; then nothing is kept.
    """
    reading = read_or_columns(content, name, read_settings(settings), today=localdate(at))
    with transaction.atomic():
        row = _row(reading, content, report_of(reading, compared(reading)), person, at)
        row.save()
        _record(row, "tariff.import_drafted", person, None, at)
        return row.public_id


def import_remap(*, public_id: str, settings: Mapping[str, Any], person: str, at: datetime) -> None:
    """Read a draft's file again under other settings. Only its drafter may, else ``NotADraft`` or ``NoSuchImport``."""
    row = import_row(public_id)
    if row.drafted_by != person:
        raise NoSuchImport()
    if row.state != DRAFT:
        raise NotADraft()
    before = _state(row)
    reading = read_or_columns(bytes(row.file), row.file_name, read_settings(settings), today=localdate(at))
    report = report_of(reading, compared(reading))
    with transaction.atomic():
        changed = Import.objects.filter(pk=row.pk, state=DRAFT).update(
            kind=reading.settings.kind,
            settings=reading.settings.as_dict(),
            report=report,
            packs=packed(reading.drafts),
        )
        if not changed:
            raise NotADraft()
        row.settings, row.report = reading.settings.as_dict(), report
        _record(row, "tariff.import_reread", person, before, at)


def import_publish(*, public_id: str, person: str, at: datetime, seen: str = "") -> dict[str, Any]:
    """Put a draft in force, whole or not at all; returns the report. ``seen``: the card's ``version`` the person looked at.

    Raises ``SamePerson``, ``NotADraft``, ``DraftHasErrors``, and ``DraftChanged`` for any other version.
    """
    row = import_row(public_id)
    if row.state != DRAFT:
        raise NotADraft()
    if row.drafted_by == person:
        raise SamePerson()
    if seen and seen != version_of(row):
        raise DraftChanged()
    count = len(row.report["errors"]) + row.report.get("more_errors", 0)
    if count:
        raise DraftHasErrors(count=count)
    _publish(row, [compared_draft(draft) for draft in unpacked(bytes(row.packs))], person, at)
    return told(row.report)


def import_refuse(*, public_id: str, person: str, reason: str = "", at: datetime) -> None:
    """Close a draft without publishing it. The drafter may withdraw it, too."""
    with transaction.atomic():
        row = import_row(public_id)
        before = _state(row)
        row.report = row.report | {"reason": "".join(c for c in reason if c.isprintable()).strip()[:REASON_LENGTH]}
        _decide(row, DRAFT, REFUSED, person, at, report=row.report)
        _record(row, "tariff.import_refused", person, before, at)


def import_undo(*, public_id: str, person: str, at: datetime) -> None:
    """Take a published import back: what it replaced is in force again, or nothing. Raises ``NotInForce``."""
    row = import_row(public_id)
    if row.state != PUBLISHED:
        raise NotInForce(table=", ".join(t["table"] for t in row.report["tables"]))
    now = {(p.table, p.in_force_from): p for p in law.find_packs(SERVICE) if p.operator}
    back, gone = [], []
    for table, place in row.replaced.items():
        key = (table, date.fromisoformat(place["day"]))
        if key not in now or now[key].content != place["after"]:
            raise NotInForce(table=table)
        before = place["before"]
        if before is None:
            gone.append(key)
        else:
            back.append(law.PackFiles(*key, law.kept_files(before["sha256"], before["content"])))
    state = _state(row)
    try:
        with law.packs_published(SERVICE, back, gone, actor=_actor(person), at=at):
            row.report = row.report | {"published_by": row.decided_by, "published_at": row.decided_at.isoformat()}
            _decide(row, PUBLISHED, UNDONE, person, at, report=row.report)
            _record(row, "tariff.import_undone", person, state, at)
    except law.UnknownPack:  # somebody else took it back meanwhile
        raise NotInForce(table=", ".join(row.replaced)) from None


def import_now(
    *,
    content: bytes,
    name: str,
    settings: Mapping[str, Any],
    actor: str = COMMAND,
    at: datetime,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Read and put in force at once, as the command line does; returns the report. With mistakes nothing changes.

    What is in force already just so is left alone, and nothing is logged.
    """
    reading = read_import(content, name, read_settings(settings), today=localdate(at), progress=progress)
    comparisons = compared(reading)
    report = report_of(reading, comparisons)
    if not (dry_run or reading.errors or all(c.same for c in comparisons)):
        row = _row(reading, content, report, actor, at)
        _publish(row, comparisons, actor, at)
        return told(report) | {"import": row.public_id}
    return told(report)


def _row(reading: Reading, content: bytes, report: dict[str, Any], person: str, at: datetime) -> Import:
    return Import(
        kind=reading.settings.kind,
        state=DRAFT,
        file_name="".join(c for c in reading.file_name if c.isprintable())[-200:],
        file_sha256=hashlib.sha256(content).hexdigest(),
        file=content,
        settings=reading.settings.as_dict(),
        report=report,
        packs=packed(reading.drafts),
        drafted_by=person,
        drafted_at=at,
    )


def _publish(row: Import, comparisons: Sequence[Comparison], person: str, at: datetime) -> None:
    """Packs, register, log and row in one go. A pack that is in force already just so is left alone."""
    moved = [c for c in comparisons if not c.same]
    new = [law.PackFiles(c.draft.table, c.draft.first, pack_files(c.draft)) for c in moved]
    before = _state(row) if row.pk else None
    with law.packs_published(SERVICE, new, actor=_actor(person), at=at) as packs:
        row.replaced = {p.table: _place(p, c) for p, c in zip(packs, moved, strict=True)}
        if row.pk is None:
            row.state, row.decided_by, row.decided_at = PUBLISHED, person, at
            row.save()
        else:
            if not Import.objects.filter(pk=row.pk, packs=bytes(row.packs)).exists():
                raise DraftChanged()
            _decide(row, DRAFT, PUBLISHED, person, at, replaced=row.replaced)
        _record(row, "tariff.import_published", person, before, at)


def _place(pack: law.Pack, comparison: Comparison) -> dict[str, Any]:
    """What a pack took the place of, so that it can be put back and compared with."""
    earlier, against = comparison.replaces, comparison.against
    return {
        "day": pack.in_force_from.isoformat(),
        "before": {"sha256": earlier.sha256, "content": earlier.content} if earlier else None,
        "against": {"sha256": against.sha256, "day": against.in_force_from.isoformat()} if against else None,
        "after": pack.content,
        "sha256": pack.sha256,
    }


def _decide(row: Import, expected: str, state: str, person: str, at: datetime, **more: Any) -> None:
    """Move the row from one state to another, once."""
    facts = {"state": state, "decided_by": person, "decided_at": at, **more}
    if not Import.objects.filter(pk=row.pk, state=expected).update(**facts):
        raise NotADraft()
    row.state, row.decided_by, row.decided_at = state, person, at


def _state(row: Import) -> dict[str, Any]:
    return {
        "state": row.state,
        "file": row.file_sha256,
        "settings": row.settings,
        "tables": row.report["tables"],
        "packs": {table: place["sha256"] for table, place in row.replaced.items()},
    }


def _actor(person: str) -> str:
    return person if person == COMMAND else f"person/{person}"


def _record(row: Import, action: str, person: str, before: object, at: datetime) -> None:
    subject = f"tariff.import/{row.public_id}"
    evidence.record(actor=_actor(person), action=action, object=subject, before=before, after=_state(row), at=at)
