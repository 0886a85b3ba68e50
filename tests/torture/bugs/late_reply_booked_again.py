"""A second reply that says "settled" is booked as if it were the first.

The hold can be posted only once (a trigger), so the plant books the lines without it, under a key of its own: the guard is
walked around.
"""

from datetime import datetime
from typing import Any


def plant() -> dict[str, Any]:
    """Late replies are booked."""
    from zaiton.blocks.money.actions import replying
    from zaiton.blocks.money.actions.posting import post
    from zaiton.blocks.money.domain.entries import Draft, Line
    from zaiton.blocks.money.models import Instruction

    honest = replying._late

    def late(row: Instruction, outcome: str, actor: str, at: datetime, said: dict) -> None:
        honest(row, outcome, actor, at, said)
        if row.state == outcome == "settled" and row.hold_id:
            hold, amount = row.hold, row.amount
            lines = (Line(hold.debit.code, amount), Line(hold.credit.code, -amount))
            key = f"instruction/{row.number}/settled/{row.steps.count()}"
            day = replying._open_day(row.settled_on)
            post(Draft(key, "hold", day, lines, row.document), actor=actor, at=at)

    return {"zaiton.blocks.money.actions.replying._late": late}
