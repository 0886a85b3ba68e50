"""The books by machine: trial balance, entries by two people, breaks and days, for officers only."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import Member
from zaiton.blocks.money.actions.breaks import break_open
from zaiton.blocks.money.actions.reconciling import reconcile
from zaiton.blocks.money.models import Entry, Proposal, Request
from zaiton.blocks.money.public import account_card
from zaiton.blocks.money.tests.machines import books, caller, proposal, refused
from zaiton.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(tmp_path: Path) -> Mapping[str, Member]:
    return books(tmp_path)


def test_an_entry_is_proposed_by_one_and_booked_by_another(cast):
    one, two, payer = (caller(cast[name]) for name in ("officer", "second_officer", "importer"))
    made = one("proposals", proposal(), key="proposal-1")
    assert made.status_code == 201 and made.json()["own"] and made.json()["state"] == "proposed"
    assert one("proposals", proposal(), key="proposal-1").json()["id"] == made.json()["id"]
    path = f"proposals/{made.json()['id']}"
    assert Proposal.objects.count() == 1 and account_card("fees-cny").posted == 0
    refused(one(f"{path}/approve", {}), 403, "money_two_persons")
    assert payer(path).status_code == payer(f"{path}/approve", {}).status_code == 404
    assert two(path).json()["own"] is False
    booked = two(f"{path}/approve", {}).json()
    assert booked["state"] == "approved" and booked["entry"] and account_card("fees-cny").posted == 500
    refused(two(f"{path}/approve", {}), 409, "money_proposal_decided")
    number = Entry.objects.get(key=booked["entry"]).pk
    entry = one(f"entries/{number}").json()
    assert [(line["account"], line["amount"]) for line in entry["lines"]] == [("fees-cny", 500), ("suspense-cny", -500)]
    other = one("proposals", proposal(words="second"), key="proposal-2").json()["id"]
    refused(two(f"proposals/{other}/refuse", {"reason": ""}), 422, "unreadable_values")
    assert two(f"proposals/{other}/refuse", {"reason": "no receipt"}).json()["reason"] == "no receipt"
    assert [line["id"] for line in one("proposals?state=rejected").json()["proposals"]] == [other]
    told = two("trial-balance").json()
    assert told["sums"] == {row["currency"]: 0 for row in told["accounts"]}
    assert {row["code"]: row["balance"] for row in told["accounts"]}["fees-cny"] == 500


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"lines": [{"account": "fees-cny", "amount": 5}, {"account": "own", "amount": -4}]}, 422, "money_unbalanced"),
        ({"lines": [{"account": "fees-cny", "amount": 5}]}, 422, "unreadable_values"),
        ({"lines": [{"account": "fees-cny", "amount": 5}, {"account": "none", "amount": -5}]}, 404, None),
        ({"lines": [{"account": "a\u0000", "amount": 5}, {"account": "own", "amount": -5}]}, 422, None),
        ({"words": ""}, 422, "unreadable_values"),
        ({"words": "two\nlines"}, 422, "money_text"),
        ({"business_date": "2026-02-30"}, 422, "unreadable_values"),
    ],
)
def test_an_entry_that_cannot_be_is_not_proposed(cast, change, status, code):
    answer = caller(cast["officer"])("proposals", proposal(**change), key="proposal-1")
    assert answer.headers["content-type"] == "application/problem+json" and answer.status_code == status, answer.content
    assert code in (None, answer.json()["code"]) and not Proposal.objects.exists() and not Request.objects.exists()


def test_breaks_and_days_are_read_by_officers(cast):
    officer, day = caller(cast["officer"]), clock.today() - timedelta(days=2)
    reconcile(day, at=clock.now())
    gap = break_open("only_bank", reference="Z9", day=day, amount=5, currency="CNY", at=clock.now())
    found = officer("breaks?kind=only_bank").json()["breaks"]
    assert [one["id"] for one in found] == [gap.public_id]
    told = officer(f"breaks/{gap.public_id}").json()
    assert told["reference"] == "Z9" and [one["event"] for one in told["steps"]] == ["opened"]
    names, mark = [], ""
    while mark is not None:
        page = officer(f"breaks?limit=1&after={mark}").json()
        names, mark = [*names, *(one["id"] for one in page["breaks"])], page["next"]
    assert len(names) == len(set(names)) == len(officer("breaks").json()["breaks"]) > 1
    run = officer(f"days/{day.isoformat()}").json()
    assert run["clean"] is False and set(run["sources"]) >= {"bank", "treasury"} and run["breaks"]
    assert [one["day"] for one in officer("days").json()["days"]] == [day.isoformat()]
    assert officer("days/2001-01-01").status_code == 404
    refused(officer("days/soon"), 422, "unreadable_values")
    assert caller(cast["stranger"])(f"breaks/{gap.public_id}").status_code == 404
    assert caller(cast["importer"])(f"days/{day.isoformat()}").status_code == 404
