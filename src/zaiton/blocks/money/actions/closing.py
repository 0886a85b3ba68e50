"""Closing a business day: its balances are kept, its trial balance has a digest, and nothing is booked on it any more."""

from datetime import date, datetime

from django.db import connection, transaction

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.anchoring import GATE, anchor
from zaiton.blocks.money.domain.books import trial_digest
from zaiton.blocks.money.domain.closing_refusals import DayClosedBefore, DayNotOver
from zaiton.blocks.money.models import Account, Closing, Entry, Snapshot
from zaiton.blocks.money.queries.statements import BEFORE_ALL, closed_through, trial_balance
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import turn


def day_close(through: date, *, actor: str, at: datetime) -> Closing:
    """Close a business day and all before it; returns the row. Closed by another at the same moment: refused.

    Raises ``DayNotOver``, ``DayClosedBefore``.
    """
    if through >= at.astimezone(BEIJING).date():
        raise DayNotOver("day", day=through.isoformat())
    with turn(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATE])
        before = closed_through()
        if before is not None and through <= before:
            raise DayClosedBefore("day", through=before.isoformat())
        rows = trial_balance(through)
        row = Closing(
            through=through,
            closed_at=at,
            actor=actor,
            entries=Entry.objects.filter(business_date__gt=before or BEFORE_ALL, business_date__lte=through).count(),
            digest=trial_digest((one.code, one.balance) for one in rows),
        )
        row.save(force_insert=True)
        numbers = dict(Account.objects.values_list("code", "pk"))
        Snapshot.objects.bulk_create(
            (Snapshot(account_id=numbers[one.code], closing=row, posted=one.balance) for one in rows), batch_size=300
        )
        facts = {"through": through.isoformat(), "entries": row.entries, "digest": row.digest}
        evidence.record(
            actor=actor, action="money.day_closed", object=f"money.closing/{through.isoformat()}", after=facts, at=at
        )
    anchor(at=at)
    return row
