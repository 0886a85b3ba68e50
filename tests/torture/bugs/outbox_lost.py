"""A row of the outbox is gone and nobody looks for the payment that waits for it.

No guard of the database stands against it: the row is deleted by somebody who may.
"""

from typing import Any


def plant() -> dict[str, Any]:
    """The sweep leaves what is queued to the outbox."""
    from zaiton.blocks.money.actions import sweeping

    honest = sweeping.due
    return {
        "zaiton.blocks.money.actions.sweeping.due": lambda at, **more: tuple(
            card for card in honest(at, **more) if card.state != "queued"
        )
    }
