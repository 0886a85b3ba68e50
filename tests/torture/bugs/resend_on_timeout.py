"""A payment without an answer goes out once more, as a new one under a new number, as many systems do.

No guard of the database stands against it: each number is its own payment for bank and ledger alike. (With the same number a
bank with a memory would save us.)
"""

from datetime import datetime
from typing import Any

from django.db import transaction


def plant() -> dict[str, Any]:
    """``unclear`` makes it wait to be sent again instead of being asked for."""
    from zaiton.blocks.money.actions.instructing import locked
    from zaiton.blocks.money.models import Instruction
    from zaiton.kit.work.turns import turn

    def resend(pk: int, owner: str, why: str, at: datetime) -> bool:
        with turn(), transaction.atomic():
            row = locked(pk=pk)
            if (row.state, row.owner) != ("sending", owner):
                return False
            number = f"{row.number.rpartition('-')[0]}-{row.tries + 10}"
            Instruction.objects.filter(pk=pk).update(
                state="queued", owner="", lease_until=None, next_at=at, number=number
            )
        return True

    return {"zaiton.blocks.money.actions.sending._unclear": resend}
