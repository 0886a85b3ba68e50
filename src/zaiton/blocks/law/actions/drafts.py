"""Drafts of decision tables: begun from the version in force or anew, saved by whoever has seen the last saving, closed."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from zaiton.blocks.evidence.public import record
from zaiton.blocks.law.domain.rules.continuing import continued
from zaiton.blocks.law.domain.rules.publishing_faults import DraftMoved, OtherName, ReasonMissing
from zaiton.blocks.law.models import CLOSED, DRAFT, RuleDraft, RuleTable
from zaiton.blocks.law.queries.drafts import Judged, judged, open_draft_row, seen_of, yaml_text
from zaiton.blocks.law.queries.versions import version_card, version_on

LONGEST_REASON = 500
SYSTEM = "system"
"""Who publishes what the product ships."""


def draft_begin(*, version: str, first: date, person: str, at: datetime) -> str:
    """A draft that carries the published version (its public id) on from the day ``first``; returns the draft's public id.

    Raises ``NoSuchRules``, and the ``RuleFault`` of a table that cannot be carried on so.
    """
    card = version_card(version)
    text = yaml_text(continued(card.table, first))
    return _draft(judged(text, card.tests), text, card.tests, card.sha256, person, at)


def draft_new(*, text: str, tests: str, person: str, at: datetime) -> str:
    """A draft of a table written elsewhere, of a new name or a known one; returns its public id. Raises a ``RuleFault``."""
    found = judged(text, tests)
    base = version_on(found.table.name, found.table.in_force.first)
    return _draft(found, text, tests, base.sha256 if base else "", person, at)


def draft_save(*, public_id: str, text: str, tests: str, seen: str, person: str, at: datetime) -> None:
    """Save what was written; the table must be readable, sound it may become later.

    Raises the ``RuleFault`` of what cannot be read, ``OtherName``, ``DraftClosed``, and ``DraftMoved`` where somebody saved
    since ``seen``; then nothing is changed.
    """
    row = open_draft_row(public_id)
    found = judged(text, tests)
    if found.table.name != row.table.name:
        raise OtherName("h-table", table=row.table.name, given=found.table.name)
    version = version_seen(seen)
    before = state_of(row)
    with transaction.atomic():
        changed = RuleDraft.objects.filter(pk=row.pk, state=DRAFT, version=version).update(
            text=text,
            tests=tests,
            version=F("version") + 1,
            changed_by=person,
            changed_at=at,
            editors=row.editors if person in row.editors else [*row.editors, person],
        )
        if not changed:
            raise DraftMoved()
        row.text, row.tests, row.version = text, tests, version + 1
        _record(row, "law.rules_draft_saved", person, before, at)


def draft_close(*, public_id: str, reason: str, seen: str, person: str, at: datetime) -> None:
    """Close a draft without publishing it, with a reason. Raises ``ReasonMissing``, ``DraftClosed``, ``DraftMoved``."""
    row = open_draft_row(public_id)
    before = state_of(row)
    said = reason_given(reason)
    with transaction.atomic():
        decide(row, version_seen(seen), CLOSED, said, person, at)
        _record(row, "law.rules_draft_closed", person, before, at)


def decide(row: RuleDraft, version: int, state: str, reason: str, person: str, at: datetime) -> None:
    """Move an open draft to its last state, once; raises ``DraftMoved``. Inside the caller's transaction."""
    facts = {"state": state, "decided_by": person, "decided_at": at, "reason": reason}
    if not RuleDraft.objects.filter(pk=row.pk, state=DRAFT, version=version).update(**facts):
        raise DraftMoved()
    row.state, row.reason = state, reason


def reason_given(reason: str) -> str:
    """The reason in one printable line; raises ``ReasonMissing``."""
    said = "".join(c if c.isprintable() else " " for c in reason).strip()[:LONGEST_REASON]
    if not said:
        raise ReasonMissing("reason")
    return said


def version_seen(seen: str) -> int:
    """The saving that a person looked at; raises ``DraftMoved`` for what names none."""
    return _numbers(seen)[0]


def turn_seen(seen: str) -> int:
    """The turn of the table that a person looked at; raises ``DraftMoved`` for what names none."""
    return _numbers(seen)[1]


def state_of(row: RuleDraft) -> dict[str, str]:
    """A draft as the evidence log digests it."""
    return {"state": row.state, "seen": seen_of(row), "text": row.text, "tests": row.tests, "reason": row.reason}


def actor_of(person: str) -> str:
    """How the evidence log names who did it."""
    return person if person == SYSTEM else f"person/{person}"


def _draft(found: Judged, text: str, tests: str, base: str, person: str, at: datetime) -> str:
    with transaction.atomic():
        table, _ = RuleTable.objects.get_or_create(name=found.table.name)
        row = RuleDraft.objects.create(
            table=table,
            text=text,
            tests=tests,
            base_sha256=base,
            drafted_by=person,
            drafted_at=at,
            changed_by=person,
            changed_at=at,
            editors=[person],
        )
        _record(row, "law.rules_drafted", person, None, at)
    return row.public_id


def _numbers(seen: str) -> tuple[int, int]:
    version, _, turn = seen.partition(".")
    if not (version.isascii() and version.isdigit() and turn.isascii() and turn.isdigit() and len(seen) < 20):
        raise DraftMoved()
    return int(version), int(turn)


def _record(row: RuleDraft, action: str, person: str, before: object, at: datetime) -> None:
    subject = f"law.draft/{row.table.name}/{row.public_id}"
    record(actor=actor_of(person), action=action, object=subject, before=before, after=state_of(row), at=at)
