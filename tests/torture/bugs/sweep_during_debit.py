"""The sweep does not wait for a worker's lease: it takes a sending that is under way for lost and lets it be sent again.

The state graph is data of the programme, not of the database, so there is no guard to lift.
"""

from datetime import datetime
from typing import Any

from django.db import transaction


def plant() -> dict[str, Any]:
    """Whatever is being sent waits to be sent."""
    from zaiton.blocks.money.actions import sweeping
    from zaiton.blocks.money.models import Instruction
    from zaiton.kit.work import later
    from zaiton.kit.work.turns import turn

    honest = sweeping.sweep

    def sweep(*, at: datetime) -> int:
        with turn(), transaction.atomic():
            for row in Instruction.objects.filter(state="sending"):
                Instruction.objects.filter(pk=row.pk).update(state="queued", next_at=at, owner="", lease_until=None)
                later(sweeping.SEND, {"instruction": row.public_id}, key=f"again/{row.number}/{row.tries}", at=at)
        return honest(at=at)

    from tests.torture import moves_payments, settling

    assert moves_payments.sweep is settling.sweep is honest
    return {"tests.torture.moves_payments.sweep": sweep, "tests.torture.settling.sweep": sweep}
