"""The sweep: whatever is due gets a job again, and a sending whose worker is gone becomes unknown. Safe to run at any time.

A job given twice does nothing the second time, so a row of the queue that was lost costs a minute and nothing else.
"""

from datetime import datetime

from django.db import transaction

from zaiton.blocks.money.actions.instructing import SEND
from zaiton.blocks.money.actions.sending import overdue
from zaiton.blocks.money.queries.instructions import due
from zaiton.kit.work import later
from zaiton.kit.work.turns import give_way, turn

ASK = "zaiton.blocks.money.jobs:ask"
AT_ONCE = 100
APART = (("sending",), ("unknown",), ("sent",), ("queued",))
"""Each has a share of its own, so that a long queue does not keep anybody from asking what became of the others."""
KEY_SECONDS = 15
"""Jobs of one instruction within so many seconds share a key, so that two sweeps at once give one."""


def sweep(*, at: datetime) -> int:
    """Give a job to everything that is due; returns how many were looked at."""
    cards = [card for states in APART for card in due(at, limit=AT_ONCE, states=states)]
    for card in cards:
        if card.state == "sending":
            overdue(card.public_id, at=at)
            continue
        handler, what = (SEND, "send") if card.state == "queued" else (ASK, "ask")
        key = f"money.{what}/{card.number}/{card.tries}.{card.asked}/{int(at.timestamp()) // KEY_SECONDS}"
        with turn(), transaction.atomic():
            later(handler, {"instruction": card.public_id}, key=key, at=at)
        give_way()
    return len(cards)
