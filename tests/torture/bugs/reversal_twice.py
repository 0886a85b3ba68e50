"""An entry is reversed again under another key, because the reversal does not say what it reverses.

The unique column ``reverses`` would stop a second one; the plant leaves it empty, and so lifts that guard.
"""

from datetime import date, datetime
from typing import Any


def plant() -> dict[str, Any]:
    """Reversals that are entries like any other."""
    from tests.torture import moves_ledger
    from zaiton.blocks.money.actions import posting
    from zaiton.blocks.money.domain.entries import Draft, Line, Posted
    from zaiton.blocks.money.models import Entry

    def reverse(key_of_entry: str, *, key: str, reason: str, business_date: date, actor: str, at: datetime) -> Posted:
        row = Entry.objects.get(key=key_of_entry)
        lines = row.postings.order_by("pk").values_list("account__code", "amount")
        turned = tuple(Line(code, -amount) for code, amount in lines)
        return posting.post(Draft(key, "reversal", business_date, turned, row.document, reason), actor=actor, at=at)

    assert moves_ledger.reverse is posting.reverse
    return {"tests.torture.moves_ledger.reverse": reverse}
