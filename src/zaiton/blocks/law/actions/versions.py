"""Versions of decision tables: a draft is published by a second person, a version withdrawn by two, what the product ships taken up."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from zaiton.blocks.evidence.public import record
from zaiton.blocks.law.actions.drafts import (
    SYSTEM,
    actor_of,
    decide,
    reason_given,
    state_of,
    turn_seen,
    version_seen,
)
from zaiton.blocks.law.actions.tables import rule_table_keep
from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.publishing_faults import (
    DayTaken,
    DraftMoved,
    DraftUnsound,
    NotWithdrawable,
    OwnDraft,
    SameAsker,
    TableMoved,
    TestsFail,
    TestsMissing,
)
from zaiton.blocks.law.models import PUBLISHED, RuleTable, RuleVersion
from zaiton.blocks.law.queries.drafts import Judged, judged, open_draft_row
from zaiton.blocks.law.queries.shipped import ShippedRules, shipped_rules
from zaiton.blocks.law.queries.versions import version_row

REPLACED = "another content is shipped with this release"


def draft_publish(*, public_id: str, seen: str, reason: str, person: str, at: datetime) -> str:
    """Put a draft in force from its first day on, as a second person; returns the version's public id.

    ``seen`` is the draft's card as the person looked at it. Raises ``OwnDraft``, ``DraftUnsound``, ``TestsMissing``,
    ``TestsFail``, ``DayTaken``, and ``DraftMoved`` or ``TableMoved`` where something changed since; then nothing has changed.
    """
    row = open_draft_row(public_id)
    version, turn = version_seen(seen), turn_seen(seen)
    if row.version != version:
        raise DraftMoved()
    if row.table.turn != turn:
        raise TableMoved()
    if person in row.editors:
        raise OwnDraft()
    found = judged(row.text, row.tests)
    _require_ready(found)
    before, said = state_of(row), reason.strip() and reason_given(reason)
    with transaction.atomic():
        decide(row, version, PUBLISHED, said, person, at)
        _turn(row.table, turn)
        published = _publish(found, row.table, row.tests, (row.drafted_by, person), said, at)
        _record(published, "law.rules_published", person, before, at)
    return published.public_id


def withdrawal_ask(*, public_id: str, reason: str, person: str, at: datetime) -> None:
    """Ask for a version to be withdrawn, with the reason; a second person decides. Raises ``ReasonMissing``, ``NotWithdrawable``."""
    row, said = version_row(public_id), reason_given(reason)
    before = _state(row)
    with transaction.atomic():
        _change(row, "", withdrawal_asked_by=person, withdrawal_asked_at=at, withdrawal_reason=said)
        _record(row, "law.rules_withdrawal_asked", person, before, at)


def withdrawal_drop(*, public_id: str, person: str, at: datetime) -> None:
    """Let a version stand for whose withdrawal somebody asked; who asked may drop it, too. Raises ``NotWithdrawable``."""
    row = version_row(public_id)
    before = _state(row)
    if not row.withdrawal_asked_by:
        raise NotWithdrawable()
    with transaction.atomic():
        _change(row, row.withdrawal_asked_by, withdrawal_asked_by="", withdrawal_asked_at=None, withdrawal_reason="")
        _record(row, "law.rules_withdrawal_dropped", person, before, at)


def version_withdraw(*, public_id: str, person: str, at: datetime) -> None:
    """Take a version out of force as a second person; its days go back to the version before, where there is one.

    Raises ``SameAsker``, and ``NotWithdrawable`` where nobody asked or it is withdrawn already.
    """
    row = version_row(public_id)
    before = _state(row)
    if row.withdrawal_asked_by == person:
        raise SameAsker()
    if not row.withdrawal_asked_by:
        raise NotWithdrawable()
    with transaction.atomic():
        _change(row, row.withdrawal_asked_by, withdrawn_by=person, withdrawn_at=at)
        RuleTable.objects.filter(pk=row.table_id).update(turn=F("turn") + 1)
        _record(row, "law.rules_withdrawn", person, before, at)


@dataclass(frozen=True, slots=True)
class RulesLoading:
    """What taking up the shipped tables did: the names of those new, and what was left out with the reason."""

    new: tuple[str, ...]
    left_out: tuple[tuple[str, faults.RuleFault], ...]


def rules_load(*, at: datetime) -> RulesLoading:
    """Publish every table that modules ship and that is not known by its digest; safe to repeat.

    Of the same name and first day a newer shipped content takes the place of an older shipped one; what people published
    stays, and what they withdrew is not brought back.
    """
    new, left_out = [], []
    for shipped in shipped_rules():
        try:
            if _take_up(shipped, at):
                new.append(shipped.label)
        except faults.RuleFault as fault:
            left_out.append((shipped.label, fault))
    return RulesLoading(tuple(new), tuple(left_out))


def _take_up(shipped: ShippedRules, at: datetime) -> bool:
    found = judged(shipped.text, shipped.tests)
    first = found.table.in_force.first
    with transaction.atomic():
        RuleTable.objects.get_or_create(name=found.table.name)
        table = RuleTable.objects.select_for_update().get(name=found.table.name)
        same_day = list(RuleVersion.objects.filter(table=table, in_force_from=first))
        if any(v.sha256 == found.table.sha256 for v in same_day):
            return False
        live = next((v for v in same_day if v.withdrawn_at is None), None)
        if live is not None and live.published_by != SYSTEM:
            return False
        _require_ready(found, leave=live)
        _turn(table, table.turn)
        before = None
        if live is not None:
            before = _state(live)
            RuleVersion.objects.filter(pk=live.pk).update(
                withdrawn_by=SYSTEM, withdrawn_at=at, withdrawal_reason=REPLACED
            )
        published = _publish(found, table, shipped.tests, (SYSTEM, SYSTEM), shipped.label, at)
        _record(published, "law.rules_published", SYSTEM, before, at)
    return True


def _require_ready(found: Judged, leave: RuleVersion | None = None) -> None:
    if found.fault is not None:
        raise DraftUnsound() from found.fault
    if not found.outcomes:
        raise TestsMissing()
    if found.failing:
        raise TestsFail(count=found.failing)
    first = found.table.in_force.first
    taken = RuleVersion.objects.filter(table__name=found.table.name, in_force_from=first, withdrawn_at=None)
    if taken.exclude(pk=leave.pk if leave else None).exists():
        raise DayTaken("h-in_force_from", table=found.table.name, day=first)


def _turn(table: RuleTable, turn: int) -> None:
    """One publishing at a time for a table: a second one that looked at the same turn comes too late."""
    if not RuleTable.objects.filter(pk=table.pk, turn=turn).update(turn=F("turn") + 1):
        raise TableMoved()


def _publish(
    found: Judged, table: RuleTable, tests: str, who: tuple[str, str], reason: str, at: datetime
) -> RuleVersion:
    row = RuleVersion.objects.create(
        table=table,
        sha256=found.table.sha256,
        in_force_from=found.table.in_force.first,
        in_force_until=found.table.in_force.until,
        tests=tests,
        tests_sha256=hashlib.sha256(tests.encode()).hexdigest(),
        drafted_by=who[0],
        published_by=who[1],
        published_at=at,
        reason=reason,
    )
    rule_table_keep(found.table, actor=actor_of(who[1]), at=at)
    return row


def _change(row: RuleVersion, asked_by: str, **facts: object) -> None:
    """Change a version that is not withdrawn and whose withdrawal stands as it was looked at, once."""
    standing = RuleVersion.objects.filter(pk=row.pk, withdrawn_at=None, withdrawal_asked_by=asked_by)
    if not standing.update(**facts):
        raise NotWithdrawable()
    for name, value in facts.items():
        setattr(row, name, value)


def _state(row: RuleVersion) -> dict[str, object]:
    return {
        "sha256": row.sha256,
        "in_force_from": row.in_force_from.isoformat(),
        "tests_sha256": row.tests_sha256,
        "reason": row.reason,
        "withdrawal": [row.withdrawal_asked_by, row.withdrawal_reason],
        "withdrawn_by": row.withdrawn_by,
    }


def _record(row: RuleVersion, action: str, person: str, before: object, at: datetime) -> None:
    subject = f"law.rules/{row.table.name}/{row.in_force_from}/{row.public_id}"
    record(actor=actor_of(person), action=action, object=subject, before=before, after=_state(row), at=at)
