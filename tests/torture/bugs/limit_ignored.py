"""An inventory list is declared although there is no room in its buyer's year: the ledger's refusal is not looked at."""

from typing import Any


def plant() -> dict[str, Any]:
    """Whatever the ledger says, the list counts as held."""
    from dataclasses import replace

    from zaiton.blocks.money.public import hold_batch

    def held(reserves: Any, **given: Any) -> Any:
        return [replace(one, refusal=None) for one in hold_batch(reserves, **given)]

    return {"zaiton.services.retail_tax.actions.accepting.hold_batch": held}
