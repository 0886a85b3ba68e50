"""The accounts of the service are opened, those that are not there yet."""

from datetime import datetime

from zaiton.blocks.money.public import NewAccount, accounts_open
from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.queries.chart import chart


def chart_open(*, at: datetime, actor: str = "system") -> int:
    """Open what is not there; returns how many. Accounts that money's own chart has opened stay as they are."""
    wanted = [
        NewAccount(one["code"], one["zh"], one["en"], one["kind"], one["currency"]) for one in chart()["accounts"]
    ]
    return accounts_open(wanted, opened_on=at.astimezone(BEIJING).date(), actor=actor, at=at)
