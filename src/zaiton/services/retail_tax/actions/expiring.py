"""Sales whose documents did not come, or did not agree, in time: they wait no more until another document comes."""

from datetime import datetime

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.kit.work.turns import give_way, turn
from zaiton.services.retail_tax.models import Sale

PIECE = 300
CLERK = "system"


def sales_expire(*, at: datetime) -> int:
    """Let sales expire whose time is over; returns how many. A document that comes later has them matched again."""
    expired = 0
    while True:
        with turn(), transaction.atomic():
            waiting = Sale.objects.select_for_update().filter(state__in=("waiting", "discrepant"), due_at__lte=at)
            rows = list(waiting.order_by("due_at", "pk")[:PIECE])
            for row in rows:
                row.state = "expired"
            Sale.objects.bulk_update(rows, ["state"])
            if rows:
                record(
                    actor=CLERK,
                    action="retail_tax.sales_expired",
                    object=f"retail_tax.sale/{rows[0].public_id}",
                    after={"sales": [row.public_id for row in rows]},
                    at=at,
                )
        expired += len(rows)
        if len(rows) < PIECE:
            return expired
        give_way()
