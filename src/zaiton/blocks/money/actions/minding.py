"""What has lain too long is announced to officers: payments that stay unknown, and breaks that grow old. Run by the clock.

That they were told is written into the history of the payment or the break, in the transaction that puts the notice into the
outbox, so that it happens once. A payment that becomes unknown anew begins anew.
"""

from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Count

from zaiton.blocks.money.actions.announcing import UNKNOWN_LONG, breaks_old_announce
from zaiton.blocks.money.actions.instructing import locked, step
from zaiton.blocks.money.domain.breaks import STANDING
from zaiton.blocks.money.models import Break, BreakStep, Instruction
from zaiton.blocks.money.queries.patience import patience
from zaiton.blocks.money.queries.working_days import age_of
from zaiton.kit.clock import BEIJING
from zaiton.kit.work import emit
from zaiton.kit.work.turns import give_way, turn

SYSTEM = "system"
LONG, AGED = "unknown_long", "aged"
AT_ONCE = 500


def mind(*, at: datetime) -> tuple[int, int]:
    """Announce what has lain too long; returns how many payments and breaks are new among it. Raises ``TellingUnfit``."""
    waits = patience()
    hours = int(waits.unknown.total_seconds() // 3600)
    lost = Instruction.objects.filter(state="unknown", state_since__lte=at - waits.unknown).order_by("pk")
    payments = sum(_unknown(pk, at - waits.unknown, hours, at) for pk in lost.values_list("pk", flat=True))
    return payments, _breaks(waits.break_days, at)


def _unknown(pk: int, before: datetime, hours: int, at: datetime) -> bool:
    with turn(), transaction.atomic():
        row = locked(pk=pk)
        if row.state != "unknown" or row.state_since > before:
            return False
        if row.steps.filter(event=LONG, at__gte=row.state_since).exists():
            return False
        step(row, LONG, SYSTEM, at, to=row.state)
        seq = row.steps.count()
        data = {"instruction": row.public_id, "hours": hours, "seq": seq}
        emit(UNKNOWN_LONG, data, key=f"{UNKNOWN_LONG}/{row.number}/{seq}", at=at)
    give_way()
    return True


def _breaks(days: int, at: datetime) -> int:
    today = at.astimezone(BEIJING).date()
    fresh = Break.objects.filter(state__in=STANDING).exclude(steps__event=AGED)
    old = {day for day in fresh.order_by().values_list("day", flat=True).distinct() if age_of(day, today)[0] > days}
    rows = fresh.filter(day__in=old).order_by("day", "owner", "pk").values_list("day", "owner", "pk")
    told = 0
    for (day, owner), group in groupby(list(rows), key=lambda row: row[:2]):
        numbers = [pk for _, _, pk in group]
        for begin in range(0, len(numbers), AT_ONCE):
            told += _aged(numbers[begin : begin + AT_ONCE], day, owner, days, at)
            give_way()
    return told


def _aged(numbers: list[int], day, owner: str, days: int, at: datetime) -> int:
    with turn(), transaction.atomic():
        standing = Break.objects.select_for_update(of=("self",)).filter(pk__in=numbers, state__in=STANDING)
        rows = [row for row in standing.order_by("pk") if not row.steps.filter(event=AGED).exists()]
        if not rows:
            return 0
        counted = BreakStep.objects.filter(gap__in=rows).order_by().values_list("gap").annotate(n=Count("pk"))
        seqs = dict(counted)
        BreakStep.objects.bulk_create(
            BreakStep(gap=row, seq=seqs[row.pk] + 1, event=AGED, at=at, actor=SYSTEM) for row in rows
        )
        breaks_old_announce(rows[0].public_id, day=day, owner=owner, count=len(rows), days=days, at=at)
    return len(rows)
