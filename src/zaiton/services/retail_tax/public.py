"""The service's door: its part of the setting up."""

from datetime import datetime

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.public import seals_ensured
from zaiton.services.retail_tax.actions.charting import chart_open

__all__ = ["set_up"]

SEALS = {"customs": Bilingual("海关电子印章（演示）", "Seal of customs (demonstration)")}
"""The seal of receipts, as a demonstration has it; an operator makes the real one by command."""


def set_up(*, now: datetime, demo: bool) -> str | None:
    """Called by ``zaiton setup``: the accounts are opened; a demonstration has the seal of its receipts."""
    chart_open(at=now)
    if demo:
        seals_ensured(SEALS, demo=True, at=now)
    return None
