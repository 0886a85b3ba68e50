"""The year of a limit is that of Beijing in which a list is declared: the last second of 31 December belongs to the old one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from zaiton.blocks.money.models import Account, Hold
from zaiton.blocks.money.public import Reserve, hold_batch
from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.actions.releasing import inventories_release
from zaiton.services.retail_tax.models import Inventory, Sale
from zaiton.services.retail_tax.tests import sales
from zaiton.services.retail_tax.tests.lists import OFFICER, a_guarantee

pytestmark = pytest.mark.django_db(transaction=True)

LAST = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
"""23:59:59 in Beijing; the new year begins there one second later, while it is still December in Greenwich."""


@pytest.fixture
def scene() -> None:
    chart_open(at=sales.AT)
    sales.registered()


def sold(number: int, at: datetime) -> Sale:
    """A sale of the same buyer whose documents are made, and taken, at that moment."""
    local = at.astimezone(BEIJING)
    for kind in sales.FOUR:
        more: dict[str, Any] = {"appTime": f"{local:%Y%m%d%H%M%S}"}
        if kind == "CEB621":
            more |= {"declTime": f"{local:%Y%m%d}", "customsCode": "3501", "portCode": "3501"}
        sales.bring(kind, number, at=at, **more)
    return Sale.objects.order_by("-pk")[0]


def test_the_last_second_counts_in_the_old_year_and_the_next_in_the_new_one(scene: None) -> None:
    """The account, the hold's day, the number and the year of the list."""
    old, new = sold(1, LAST), sold(2, LAST + timedelta(seconds=1))
    assert (old.state, new.state) == ("accepted", "accepted"), (old.findings, new.findings)
    lists = {row.sale_id: row for row in Inventory.objects.all()}
    assert [lists[sale.pk].year for sale in (old, new)] == [2026, 2027]
    holds = {row.key: row for row in Hold.objects.select_related("debit")}
    found = [holds[lists[sale.pk].hold] for sale in (old, new)]
    assert [hold.debit.code[-5:] for hold in found] == ["-2026", "-2027"]
    assert found[0].debit.code[:-5] == found[1].debit.code[:-5]  # the same buyer
    assert [lists[sale.pk].invt_no[4:8] for sale in (old, new)] == ["2026", "2027"]


def test_a_year_that_is_used_up_leaves_the_next_one_whole(scene: None) -> None:
    """Refused in the last second, accepted in the first."""
    sold(1, LAST)
    (account,) = Account.objects.filter(code__startswith="rt-buyer-")
    left = account.most - account.pending_debit - 1
    rest = Reserve("rest", account.code, "rt-buyers-2026", left, date(2026, 12, 31))
    (held,) = hold_batch([rest], actor="test", at=LAST)
    assert held.refusal is None
    refused, taken = sold(2, LAST), sold(3, LAST + timedelta(seconds=1))
    assert (refused.state, [one["reason"] for one in refused.findings]) == ("discrepant", ["annual_limit"])
    assert taken.state == "accepted"


def test_released_in_the_new_year_it_still_uses_the_old_one(scene: None) -> None:
    """The hold is posted on the account that it was held on."""
    a_guarantee(at=LAST, assure=sales.ROLES["guarantor"])
    sold(1, LAST)
    row = Inventory.objects.get()
    (outcome,) = inventories_release([row.invt_no], actor=OFFICER, at=LAST + timedelta(days=2))
    assert outcome.refusal is None
    account = Account.objects.get(code__startswith="rt-buyer-")
    assert (account.code[-5:], account.posted, account.pending_debit) == ("-2026", row.dutiable_fen, 0)


@pytest.mark.parametrize("day", ["20261230", "20991231", "20270101"])
def test_nobody_declares_on_a_day_that_lies_ahead(scene: None, day: str) -> None:
    """Else each list could draw on the limit of a year of its own; the day is that of Beijing on which the list came."""
    at = datetime(2026, 12, 29, 15, 59, 59, tzinfo=UTC)
    for kind in sales.FOUR:
        sales.bring(kind, 1, at=at, **({"declTime": day} if kind == "CEB621" else {}))
    sale = Sale.objects.get()
    assert (sale.state, [one["reason"] for one in sale.findings]) == ("discrepant", ["declared_later"])
    assert not Inventory.objects.exists() and not Account.objects.filter(code__startswith="rt-buyer-").exists()


def test_what_is_declared_for_an_earlier_year_is_flagged_for_the_officer(scene: None) -> None:
    """It may have been on its way at midnight; a list that comes in its own year bears no flag."""
    for number, at in ((1, LAST), (2, LAST + timedelta(seconds=1))):
        for kind in sales.FOUR:
            more = {"declTime": "20261231", "appTime": "20270101000000"} if kind == "CEB621" else {}
            sales.bring(kind, number, at=at, **more)
    rows = list(Inventory.objects.order_by("pk"))
    assert [row.year for row in rows] == [2026, 2026]
    assert [[flag["flag"] for flag in row.flags] for row in rows] == [[], ["earlier_year"]]
    assert {row.declared_at.astimezone(BEIJING).date() for row in rows} == {date(2026, 12, 31)}
