"""Money by machine: what a token may see and do, requests repeated under their key, two people, and bad input."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.cast import Member
from zaiton.blocks.money.actions.breaks import break_open
from zaiton.blocks.money.actions.once import KEPT, requests_forget
from zaiton.blocks.money.actions.reconciling import reconcile
from zaiton.blocks.money.actions.replying import reply_take
from zaiton.blocks.money.actions.sending import instruction_send
from zaiton.blocks.money.api import accounts, agreements, breaks, payments
from zaiton.blocks.money.api import books as money_books
from zaiton.blocks.money.domain.agreements import SIGNING
from zaiton.blocks.money.domain.channels import Reply
from zaiton.blocks.money.models import Entry, Instruction, Request
from zaiton.blocks.money.public import account_card
from zaiton.blocks.money.queries.instructions import instruction_card
from zaiton.blocks.money.tests.machines import agreed, books, caller, firm, proposal, refused, wish
from zaiton.blocks.money.tests.test_ledger_together import many, together
from zaiton.kit import clock

__all__ = ["many"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(tmp_path: Path) -> Mapping[str, Member]:
    return books(tmp_path)


READS = ("accounts/own", "accounts/own/balance", "accounts/own/statement")
OFFICERS = ("trial-balance", "entries/1", "proposals", "breaks", "days", "accounts/suspense-cny")


def test_without_a_token_or_its_scope_nothing_is_told(cast):
    for path in (*READS, *OFFICERS, "accounts", "payments", "agreements"):
        assert Client().get(f"/api/money/{path}").status_code == 401, path
    reads, pays = caller(cast["officer"], "money:read"), caller(cast["importer"], "money:pay")
    assert refused(reads("trial-balance"), 403, "scope_lacking")["detail"]
    refused(reads("proposals", {}), 403, "scope_lacking")
    refused(reads("payments", {}), 403, "scope_lacking")
    refused(pays("accounts"), 403, "scope_lacking")


def test_strangers_see_nothing_payers_their_own_and_officers_all(cast):
    stranger, payer, officer = (caller(cast[name]) for name in ("stranger", "importer", "officer"))
    assert stranger("accounts").json() == {"accounts": []}
    assert [one["code"] for one in payer("accounts").json()["accounts"]] == ["own"]
    assert "suspense-cny" in [one["code"] for one in officer("accounts").json()["accounts"]]
    for path in READS:
        refused(stranger(path), 404, "money_account_unknown")
        assert payer(path).status_code == officer(path).status_code == 200
    number = Entry.objects.get(key="own/0").pk
    for path in (*(one for one in OFFICERS if not one.startswith("entries")), f"entries/{number}"):
        assert payer(path).status_code == stranger(path).status_code == 404, path
        assert officer(path).status_code == 200, path
    company = caller(cast["importer"], organisation=firm(cast))
    assert [one["code"] for one in company("accounts").json()["accounts"]] == ["own"]


def test_a_statement_by_pages_is_the_statement(cast):
    payer = caller(cast["importer"])
    first = (clock.today() - timedelta(days=3)).isoformat()
    whole = payer(f"accounts/own/statement?first={first}").json()
    assert (whole["opening"], whole["closing"], whole["next"]) == (-100, -510, None)
    assert [line["balance"] for line in whole["lines"]] == [-201, -303, -406, -510]
    lines, mark = [], ""
    while True:
        page = payer(f"accounts/own/statement?first={first}&limit=2&after={mark}").json()
        lines += page["lines"]
        mark = page["next"]
        if mark is None:
            break
        assert len(page["lines"]) == 2
    assert lines == whole["lines"]
    assert payer(f"accounts/own/balance?on={first}").json()["balance"] == -201
    assert payer("accounts/own").json()["balance"] == -510
    for bad in ("x", "2026-01-01", "2026-01-01.x", "2026-13-01.4", f"2026-01-01.{2**62}", "2026-01-01.-1"):
        refused(payer(f"accounts/own/statement?after={bad}"), 422, "money_mark")
    refused(payer("accounts/own/statement?first=2026-02-02&last=2026-02-01"), 422, "money_period")
    refused(payer("accounts/own/statement?first=yesterday"), 422, "unreadable_values")
    refused(payer("accounts/own/statement?limit=0"), 422, "unreadable_values")


def test_paying_once_however_often_it_is_said(cast):
    payer, agreement = caller(cast["importer"]), agreed(cast)
    made = payer("payments", wish(agreement), key="request-1")
    assert made.status_code == 201 and "no-store" in made.headers["cache-control"]
    card = made.json()
    assert (card["state"], card["amount"], card["steps"][0]["event"]) == ("queued", 12_345, "made")
    again = payer("payments", wish(agreement), key="request-1")
    assert (again.status_code, again.json()["id"]) == (200, card["id"])
    assert again.headers["idempotency-replayed"] == "true" and "idempotency-replayed" not in made.headers
    refused(payer("payments", wish(agreement, amount=1), key="request-1"), 409, "money_request_key_reused")
    refused(payer("payments", wish(agreement, amount=1), key="request-2"), 409, "money_document_taken")
    assert Instruction.objects.count() == 1 and account_card("bank-clearing-cny").pending_debit == 12_345
    assert [one["id"] for one in payer("payments").json()["payments"]] == [card["id"]]
    assert payer(f"payments/{card['number']}").json()["id"] == card["id"]
    stranger = caller(cast["stranger"])
    refused(stranger(f"payments/{card['id']}"), 404, "money_instruction_unknown")
    assert stranger("payments").json() == {"payments": [], "next": None}
    refused(stranger("payments", wish(agreement), key="request-1"), 404, "money_agreement_unknown")
    refused(caller(cast["officer"])("payments", wish(agreement), key="request-1"), 404, "money_agreement_unknown")


def test_a_repetition_after_a_rejection_pays_nothing_anew(cast):
    payer, agreement = caller(cast["importer"]), agreed(cast)
    card = payer("payments", wish(agreement), key="request-1").json()
    reply_take(card["number"], Reply("rejected", "AM04", "no money"), at=clock.now(), source="callback")
    again = payer("payments", wish(agreement), key="request-1")
    assert (again.status_code, again.json()["id"], again.json()["state"]) == (200, card["id"], "rejected")
    assert again.json()["words"] == "no money"
    second = payer("payments", wish(agreement), key="request-2")
    assert (second.status_code, second.json()["attempt"]) == (201, 2)


def test_what_was_refused_leaves_its_key_free(cast):
    payer, agreement = caller(cast["importer"]), agreed(cast)
    refused(payer("payments", wish(agreement, amount=100_001), key="request-1"), 409, "money_agreement_unfit")
    assert not Request.objects.exists() and not Instruction.objects.exists()
    assert payer("payments", wish(agreement), key="request-1").status_code == 201


def test_a_key_is_a_persons_own(cast):
    one, two = caller(cast["officer"]), caller(cast["second_officer"])
    body = proposal()
    first, other = one("proposals", body, key="same-key").json(), two("proposals", body, key="same-key").json()
    assert first["id"] != other["id"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"amount": 0}, 422, "unreadable_values"),
        ({"amount": -5}, 422, "unreadable_values"),
        ({"amount": 1.5}, 422, "unreadable_values"),
        ({"amount": "12345"}, 422, "unreadable_values"),
        ({"amount": True}, 422, "unreadable_values"),
        ({"amount": 10**40}, 422, "unreadable_values"),
        ({"document": ""}, 422, "unreadable_values"),
        ({"document": "x" * 101}, 422, "unreadable_values"),
        ({"document": "a\u0000b"}, 422, "money_text"),
        ({"document": "   "}, 422, "money_text"),
        ({"currency": "yuan"}, 422, "unreadable_values"),
        ({"currency": "USD"}, 422, "money_currency_unfit"),
        ({"agreement": "x\u0000"}, 422, "unreadable_values"),
        ({"agreement": "aaaaaaaaaaaa"}, 404, "money_agreement_unknown"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_left(cast, change, status, code):
    payer, agreement = caller(cast["importer"]), agreed(cast)
    refused(payer("payments", wish(agreement, **change), key="request-1"), status, code)
    assert not Instruction.objects.exists() and not Request.objects.exists()


@pytest.mark.parametrize("key", ["", "short", "x" * 201, "käse-käse-käse"])
def test_without_a_key_that_can_be_used_nothing_is_paid(cast, key):
    payer, agreement = caller(cast["importer"]), agreed(cast)
    told = refused(payer("payments", wish(agreement), key=key), 422, "money_request_key_missing")
    assert "8 to 200" in told["mend"] and not Instruction.objects.exists()


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b"null"])
def test_a_body_that_is_none_is_refused(cast, content):
    answer = caller(cast["importer"])("payments", content, key="request-1")
    assert answer.status_code in (400, 422) and answer.headers["content-type"] == "application/problem+json"


def test_officers_cancel_and_refund(cast):
    payer, officer, agreement = caller(cast["importer"]), caller(cast["officer"]), agreed(cast)
    first = payer("payments", wish(agreement), key="request-1").json()["id"]
    for who in (payer, caller(cast["stranger"]), caller(cast["importer"], organisation=firm(cast))):
        for act, body in (("cancel", {}), ("ask", {}), ("refund", {"amount": 5})):
            assert who(f"payments/{first}/{act}", body, key="request-9").status_code == 404, act
    assert officer(f"payments/{first}/cancel", {"words": "wrong"}).json()["state"] == "cancelled"
    refused(officer(f"payments/{first}/cancel", {}), 409, "money_instruction_step")
    second = payer("payments", wish(agreement), key="request-2").json()["id"]
    refused(officer(f"payments/{second}/refund", {"amount": 5}, key="refund-1"), 409, "money_instruction_step")
    instruction_send(second, at=clock.now())
    number = instruction_card(second).number
    reply_take(number, Reply("settled", settled_on=clock.today()), at=clock.now(), source="callback")
    refused(officer(f"payments/{second}/refund", {"amount": 12_346}, key="refund-1"), 409, "money_refund_large")
    made = officer(f"payments/{second}/refund", {"amount": 345}, key="refund-1")
    again = officer(f"payments/{second}/refund", {"amount": 345}, key="refund-1")
    assert (made.status_code, again.status_code, made.json()["id"]) == (201, 200, again.json()["id"])
    assert made.json()["refunds"] == second and Instruction.objects.filter(purpose="refund").count() == 1
    refused(officer(f"payments/{first}/refund", {"amount": 345}, key="refund-1"), 409, "money_request_key_reused")
    refused(officer("payments/none/ask", {}), 404, "money_instruction_unknown")
    assert [one["state"] for one in payer("payments?state=cancelled").json()["payments"]] == ["cancelled"]
    refused(payer("payments?state=lost"), 422, "money_state_unfit")
    page = officer("payments?limit=1").json()
    rest = officer(f"payments?before={page['next']}").json()
    assert len(page["payments"]) == 1 and len(rest["payments"]) == 2 and rest["next"] is None


def test_agreements_are_read_by_their_parties(cast):
    agreement = agreed(cast)
    for name in ("importer", "officer"):
        call = caller(cast[name])
        assert [one["id"] for one in call("agreements").json()["agreements"]] == [agreement]
        told = call(f"agreements/{agreement}").json()
        assert told["state"] == "active" and [one["event"] for one in told["steps"]] == ["drawn_up", *SIGNING]
    stranger = caller(cast["stranger"])
    assert stranger("agreements").json() == {"agreements": []}
    refused(stranger(f"agreements/{agreement}"), 404, "money_agreement_unknown")


def test_answers_are_what_the_schema_says(cast):
    officer, payer, agreement = caller(cast["officer"]), caller(cast["importer"]), agreed(cast)
    day = clock.today() - timedelta(days=2)
    reconcile(day, at=clock.now())
    gap = break_open("only_bank", reference="Z9", day=day, amount=5, currency="CNY", at=clock.now())
    payment = payer("payments", wish(agreement), key="request-1").json()["id"]
    entered = officer("proposals", proposal(), key="proposal-1").json()["id"]
    number = Entry.objects.get(key="own/0").pk
    for path, schema in {
        "accounts": accounts.AccountsOut,
        "accounts/own": accounts.AccountOut,
        "accounts/own/balance": accounts.BalanceOut,
        "accounts/own/statement": accounts.StatementOut,
        "payments": payments.PaymentsOut,
        f"payments/{payment}": payments.PaymentOut,
        "agreements": agreements.AgreementsOut,
        f"agreements/{agreement}": agreements.AgreementOut,
        "trial-balance": money_books.TrialOut,
        f"entries/{number}": money_books.EntryOut,
        "proposals": money_books.ProposalsOut,
        f"proposals/{entered}": money_books.ProposalOut,
        "breaks": breaks.BreaksOut,
        f"breaks/{gap.public_id}": breaks.BreakOut,
        "days": breaks.DaysOut,
        f"days/{day.isoformat()}": breaks.DayOut,
    }.items():
        told = officer(path).json()
        assert set(told) == set(schema.model_fields), path
        schema.model_validate(told)


def test_keys_are_forgotten_after_their_time(cast):
    caller(cast["officer"])("proposals", proposal(), key="proposal-1")
    assert requests_forget(at=clock.now() + KEPT - timedelta(minutes=1)) == 0
    assert requests_forget(at=clock.now() + KEPT + timedelta(seconds=1)) == 1 and not Request.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("many")
def test_the_same_request_from_many_at_once_is_one(tmp_path: Path):
    cast = books(tmp_path)
    payer, agreement = caller(cast["importer"]), agreed(cast)
    found = together(6, lambda _: payer("payments", wish(agreement), key="request-1"))
    assert sorted(one.status_code for one in found) == [200] * 5 + [201], [one.content for one in found]
    assert len({one.json()["id"] for one in found}) == 1 == Instruction.objects.count()


def test_the_schema_names_every_operation():
    paths = Client().get("/api/openapi.json").json()["paths"]
    mine = {path for path in paths if path.startswith("/api/money/")}
    assert len(mine) == 22, sorted(mine)
    pay = paths["/api/money/payments"]["post"]
    assert {"200", "201", "409", "422"} <= set(pay["responses"])
    assert "Idempotency-Key" in [one["name"] for one in pay["parameters"]]
