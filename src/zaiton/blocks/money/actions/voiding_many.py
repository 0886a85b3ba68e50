"""Giving back many holds at once, as a service does when what they stood for is over: few statements, whatever their number."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zaiton.blocks.money.models import Hold
from zaiton.kit.work.turns import turn

SOME = 400
"""Keys named by one statement."""


def holds_void(keys: Sequence[str], *, at: datetime) -> int:
    """Give back every one of these holds that is still set apart; returns how many. Others stay as they are; joins a transaction."""
    ended = 0
    wanted = sorted(set(keys))
    with turn(), transaction.atomic():
        for begin in range(0, len(wanted), SOME):
            rows = Hold.objects.filter(key__in=wanted[begin : begin + SOME], state="pending")
            ended += rows.update(state="void", settled_at=at)
    return ended
