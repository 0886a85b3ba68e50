"""Opening balances: exactly what was given, against equity, by two people, before anything else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zaiton.blocks.money.actions.opening import opening_propose
from zaiton.blocks.money.actions.proposals import entry_approve
from zaiton.blocks.money.cli import money
from zaiton.blocks.money.domain.ledger_refusals import AccountUnknown
from zaiton.blocks.money.domain.opening_refusals import OpeningLate, OpeningRow, OpeningTwice, OpeningUnmatched
from zaiton.blocks.money.models import Proposal
from zaiton.blocks.money.public import account_card, post
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft

pytestmark = pytest.mark.django_db(transaction=True)
BALANCES = (("cash", 70_000), ("customer", -45_001), ("usd", 12_34), ("clearing", 0))
EQUITY = ("equity", "usd-equity")


@pytest.fixture(autouse=True)
def books() -> None:
    a_book()


def proposed(balances=BALANCES, equity=EQUITY) -> str:
    given = {"business_date": DAY, "words": "from the old books", "actor": "person/maker", "at": AT}
    return opening_propose(balances, equity=equity, **given).public_id


def test_every_account_begins_with_what_was_given() -> None:
    one = proposed()
    assert account_card("cash").posted == 0
    entry_approve(one, actor="person/checker", at=AT)
    assert {code: account_card(code).posted for code, _ in BALANCES} == dict(BALANCES)
    assert (account_card("equity").posted, account_card("usd-equity").posted) == (-24_999, -1234)
    assert verify().ok


def test_what_is_booked_already_has_no_opening_balance() -> None:
    waiting = proposed()
    post(draft("first", "cash", "equity", 1), actor=WHO, at=AT)
    with pytest.raises(OpeningLate):
        proposed()
    with pytest.raises(OpeningLate):
        entry_approve(waiting, actor="person/checker", at=AT)
    assert account_card("cash").posted == 1 and account_card("usd").posted == 0
    entry_approve(proposed((("usd", 5),)), actor="person/checker", at=AT)
    assert account_card("usd").posted == 5


@pytest.mark.parametrize(
    ("balances", "equity", "refusal"),
    [
        ((("cash", 1), ("cash", 2)), EQUITY, OpeningTwice),
        ((("cash", 1), ("equity", -1)), EQUITY, OpeningTwice),
        ((("nobody", 1),), EQUITY, AccountUnknown),
        (BALANCES, ("equity",), OpeningUnmatched),
        ((("cash", 1),), ("clearing",), OpeningUnmatched),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_proposed(balances, equity, refusal) -> None:
    with pytest.raises(refusal):
        proposed(balances, equity)
    assert not Proposal.objects.exists()


def test_by_command(tmp_path: Path) -> None:
    file = tmp_path / "opening.csv"
    given = ["opening", str(file), "--equity", "equity", "--on", "2026-11-23", "--words", "x", "--as", "person/maker"]
    file.write_text("\ufeffaccount,amount\ncash,700.00\ncustomer,-450.01\n", "utf-8")
    done = CliRunner().invoke(money, [*given, "--json"], catch_exceptions=False)
    told = json.loads(done.output)
    assert told["content"]["lines"] == [["cash", 70000], ["customer", -45001], ["equity", -24999]]
    for text in ("account,amount\ncash\n", "code,amount\ncash,1\n", "account,amount\n", "account,amount\ncash,1,2\n"):
        file.write_text(text, "utf-8")
        with pytest.raises(OpeningRow):
            CliRunner().invoke(money, given, catch_exceptions=False)
    file.write_bytes(b"account,amount\ncash,\xff\n")
    with pytest.raises(OpeningRow):
        CliRunner().invoke(money, given, catch_exceptions=False)
    assert Proposal.objects.count() == 1
