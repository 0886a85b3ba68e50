"""Accounts by the thousand: what is there stays, what differs is refused whole, one entry of evidence for all."""

from dataclasses import replace

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.accounts_many import NewAccount, accounts_open
from zaiton.blocks.money.domain.account_refusals import AccountDiffers
from zaiton.blocks.money.domain.ledger_refusals import LimitExceeded
from zaiton.blocks.money.models import Account
from zaiton.blocks.money.public import account_card
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.money.tests.books import AT, DAY, WHO

pytestmark = pytest.mark.django_db(transaction=True)
MANY = [NewAccount(f"buyer-{n}", "限额", "Limit", "asset", "CNY", f"buyer/{n}", None, 2_600_000) for n in range(701)]


def test_a_thousand_are_opened_once() -> None:
    before = evidence.verify().entries
    assert accounts_open(MANY, opened_on=DAY, actor=WHO, at=AT) == 701
    assert accounts_open([*MANY, replace(MANY[0], code="buyer-new")], opened_on=DAY, actor=WHO, at=AT) == 1
    assert accounts_open(MANY, opened_on=DAY, actor=WHO, at=AT) == 0
    assert evidence.verify().entries == before + 2 and verify().ok
    card = account_card("buyer-700")
    assert (card.owner, card.most, card.posted) == ("buyer/700", 2_600_000, 0)


def test_one_that_differs_refuses_all() -> None:
    accounts_open(MANY[:1], opened_on=DAY, actor=WHO, at=AT)
    for wrong, refusal in (
        (replace(MANY[0], currency="USD"), AccountDiffers),
        (replace(MANY[2], least=1), LimitExceeded),
    ):
        with pytest.raises(refusal):
            accounts_open([MANY[1], wrong], opened_on=DAY, actor=WHO, at=AT)
    assert Account.objects.filter(code__startswith="buyer-").count() == 1
