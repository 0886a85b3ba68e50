"""The closed day is counted in its own kept balance and once more among the lines after it.

The database keeps balances of accounts, not of days, so nothing there stands against it.
"""

from typing import Any


def plant() -> dict[str, Any]:
    """``from the cut-off on`` instead of ``after the cut-off``."""
    from zaiton.blocks.money.queries import statements

    wrong = statements.TRIAL.replace("e.business_date > %s", "e.business_date >= %s")
    assert wrong != statements.TRIAL
    return {"zaiton.blocks.money.queries.statements.TRIAL": wrong}
