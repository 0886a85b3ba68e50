"""What is booked is one fen less than what the bank paid, for amounts that end in 99.

A hold may be posted in part, so no guard of the database stands against it.
"""

from typing import Any


def plant() -> dict[str, Any]:
    """A share that was rounded down once too often."""
    from zaiton.blocks.money.actions import holds, replying
    from zaiton.blocks.money.models import Hold

    honest = holds.hold_post

    def hold_post(key: str, **more: Any) -> Any:
        amount = Hold.objects.get(key=key).amount
        return honest(key, amount=amount - 1 if amount % 100 == 99 else None, **more)

    assert replying.hold_post is honest
    return {"zaiton.blocks.money.actions.replying.hold_post": hold_post}
