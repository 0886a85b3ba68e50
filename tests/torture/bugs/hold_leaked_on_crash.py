"""The money is set apart in a transaction before the one that writes the payment: a crash in between leaves the hold behind.

Nothing in the database binds a hold to a payment, so there is no guard to lift.
"""

from datetime import date, datetime
from typing import Any


def plant() -> dict[str, Any]:
    """``instruction_make`` holds first, and commits that."""
    from tests.torture import moves_payments, races
    from zaiton.blocks.money.actions import instructing
    from zaiton.blocks.money.domain.instructions import InstructionCard, Wish, number_of
    from zaiton.blocks.money.models import Instruction

    honest = instructing.instruction_make

    def make(wish: Wish, *, business_date: date, actor: str, at: datetime) -> InstructionCard:
        instructing._checked(wish)
        if instructing._standing(wish) is None:
            attempt = Instruction.objects.filter(document=wish.document).count() + 1
            instructing._held(wish, number_of(wish.document, attempt), business_date, actor, at)
        return honest(wish, business_date=business_date, actor=actor, at=at)

    assert moves_payments.instruction_make is races.instruction_make is honest
    return {
        "tests.torture.moves_payments.instruction_make": make,
        "tests.torture.races.instruction_make": make,
    }
