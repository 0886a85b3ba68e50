"""Pages of money: who sees what, what is refused is told beside the form and loses nothing, two people for what needs two."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.cast import Member, assemble
from zaiton.blocks.money.actions.breaks import break_open
from zaiton.blocks.money.actions.charting import chart_open
from zaiton.blocks.money.models import Entry, Instruction, Proposal
from zaiton.blocks.money.public import account_card, account_open
from zaiton.blocks.money.queries.agreements import agreements_of
from zaiton.blocks.money.queries.breaks import break_card
from zaiton.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(tmp_path: Path) -> Mapping[str, Member]:
    chart_open(at=clock.now())
    return assemble(clock.now(), tmp_path)


def signed_in(member: Member) -> Client:
    client = Client()
    sent = {"email": member.email, "password": member.password}
    assert client.post("/account/sign-in/", sent).status_code == 302
    return client


def test_strangers_see_nothing_and_officers_all(cast: Mapping[str, Member]) -> None:
    for address in ("accounts/bank-clearing-cny/", "breaks/", "entries/", "days/"):
        assert Client().get(f"/money/{address}").status_code == 302
        assert signed_in(cast["stranger"]).get(f"/money/{address}").status_code == 404, address
        assert signed_in(cast["officer"]).get(f"/money/{address}").status_code == 200, address


def test_an_account_of_a_company_is_for_who_acts_for_it(cast: Mapping[str, Member]) -> None:
    client = signed_in(cast["importer"])
    client.get("/money/")
    from zaiton.blocks.identity.public import organisations_visible_to

    (company,) = organisations_visible_to(cast["importer"].public_id, scope="", at=clock.now())
    account_open(
        "own",
        name_zh="本单位",
        name_en="Own",
        kind="liability",
        currency="CNY",
        owner=f"organisation/{company}",
        opened_on=clock.today(),
        actor="system",
        at=clock.now(),
    )
    assert client.get("/money/accounts/own/").status_code == 200
    assert "own" in client.get("/money/accounts/").content.decode()
    assert client.get("/money/accounts/own/statement.csv").status_code == 200
    assert signed_in(cast["stranger"]).get("/money/accounts/own/").status_code == 404
    assert signed_in(cast["stranger"]).get("/money/accounts/own/statement.csv").status_code == 404


def test_an_entry_by_hand_in_the_browser(cast: Mapping[str, Member]) -> None:
    one, two = signed_in(cast["officer"]), signed_in(cast["second_officer"])
    wanted = {
        "act": "propose",
        "debit": "fees-cny",
        "credit": "nowhere",
        "amount": "12.345",
        "business_date": clock.today().isoformat(),
        "words": "银行手续费",
    }
    assert one.post("/en/money/entries/", wanted).status_code == 422
    answer = one.post("/en/money/entries/", {**wanted, "amount": "12.34"})
    assert answer.status_code == 422 and "nowhere" in answer.content.decode() and not Proposal.objects.exists()
    assert one.post("/en/money/entries/", {**wanted, "amount": "12.34", "credit": "suspense-cny"}).status_code == 302
    name = Proposal.objects.get().public_id
    same = one.post("/en/money/entries/", {"act": "approve", "proposal": name})
    assert same.status_code == 422 and not Entry.objects.exists()
    assert two.post("/en/money/entries/", {"act": "approve", "proposal": name}).status_code == 302
    assert account_card("fees-cny").posted == 1234


def test_a_break_is_proposed_by_one_and_settled_by_another(cast: Mapping[str, Member]) -> None:
    one, two = signed_in(cast["officer"]), signed_in(cast["second_officer"])
    day = clock.today() - timedelta(days=1)
    gap = break_open("only_bank", reference="Z9", day=day, amount=5, currency="CNY", at=clock.now())
    address = f"/en/money/breaks/{gap.public_id}/"
    wanted = {"act": "propose", "resolution": "entry", "words": "fee", "debit": "nowhere", "credit": "suspense-cny"}
    wrong = one.post(address, {**wanted, "amount": "0.05"})
    assert wrong.status_code == 422 and "nowhere" in wrong.content.decode()
    assert one.post(address, {**wanted, "debit": "fees-cny", "amount": "0.05"}).status_code == 302
    assert one.post(address, {"act": "resolve"}).status_code == 422
    assert signed_in(cast["importer"]).post(address, {"act": "resolve"}).status_code == 404
    assert two.post(address, {"act": "resolve"}).status_code == 302
    assert break_card(gap.public_id, on=day).state == "resolved" and account_card("fees-cny").posted == 5


def test_an_agreement_needs_three_and_a_document_is_paid_once_in_either_language(cast: Mapping[str, Member]) -> None:
    company, one, two = (signed_in(cast[name]) for name in ("importer", "officer", "second_officer"))
    drawn = {"number": "XY-1", "channel": "demo", "account": "6222", "account_name": "Demo", "limit": "1000"}
    address = company.post("/money/agreements/", drawn).headers["Location"]
    assert company.post(address, {"act": "bank_signs"}).status_code == 404
    for client, act in ((company, "enterprise_signs"), (one, "bank_signs")):
        assert client.post(address, {"act": act}).status_code == 302
    assert one.post(address, {"act": "customs_accepts"}).status_code == 422  # signed for the bank already
    assert two.post(address, {"act": "customs_accepts"}).status_code == 302
    (agreement,) = agreements_of("")
    wish = {"agreement": agreement.public_id, "document": "BILL-1", "amount": "1000.01"}
    assert company.post("/money/pay/", wish).status_code == 422 and not Instruction.objects.exists()
    first = company.post("/money/pay/", {**wish, "amount": "999.99"}).headers["Location"]
    again = company.post("/en/money/pay/", {**wish, "amount": "999.99"}).headers["Location"]
    assert again == f"/en{first}" and Instruction.objects.count() == 1
    assert company.post("/en/money/pay/", {**wish, "amount": "1"}).status_code == 422
    assert signed_in(cast["stranger"]).get(first).status_code == 404
    assert signed_in(cast["stranger"]).post(f"{first}cancel/").status_code == 404
    assert company.post(f"{first}cancel/").status_code == 404
    assert one.post(f"{first}cancel/").status_code == 302 and Instruction.objects.get().state == "cancelled"
