"""A list is cancelled, or its goods come back, and what it had taken stays taken: the buyer's room, the bill's guarantee."""

from typing import Any


def plant() -> dict[str, Any]:
    """Nothing is given back."""
    return {"zaiton.services.retail_tax.actions.returning.holds_void": lambda keys, at: None}
