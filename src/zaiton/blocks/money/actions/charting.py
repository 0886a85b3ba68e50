"""The chart of accounts as data: the accounts that every installation begins with are opened by ``zaiton setup``."""

from datetime import date, datetime
from pathlib import Path

import yaml

from zaiton.blocks.money.actions.accounts import account_open
from zaiton.blocks.money.models import Account
from zaiton.kit.clock import BEIJING

CHART = Path(__file__).parent.parent / "data" / "chart" / "chart.yaml"


def chart_open(*, at: datetime, chart: Path = CHART) -> int:
    """Open what is not there yet; returns how many."""
    opened_on: date = at.astimezone(BEIJING).date()
    wanted = yaml.safe_load(chart.read_text(encoding="utf-8"))["accounts"]
    there = set(Account.objects.filter(code__in=[one["code"] for one in wanted]).values_list("code", flat=True))
    fresh = [one for one in wanted if one["code"] not in there]
    for one in fresh:
        account_open(
            one["code"],
            name_zh=one["zh"],
            name_en=one["en"],
            kind=one["kind"],
            currency=one["currency"],
            least=one.get("least"),
            most=one.get("most"),
            opened_on=opened_on,
            actor="system",
            at=at,
        )
    return len(fresh)
