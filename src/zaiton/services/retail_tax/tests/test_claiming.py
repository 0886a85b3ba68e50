"""Tax claimed back: by whom, how much, until when, with which interest; and a refund that is paid once."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.models import Instruction
from zaiton.services.retail_tax.actions.claiming import (
    claim_answer,
    claim_followed,
    claim_make,
    claim_pay,
    claim_withdraw,
    claims_swept,
)
from zaiton.services.retail_tax.actions.crediting import books_credit
from zaiton.services.retail_tax.actions.following import books_follow
from zaiton.services.retail_tax.domain import claim_refusals as refusals
from zaiton.services.retail_tax.domain.book_refusals import BillUnknown, ReasonMissing
from zaiton.services.retail_tax.domain.settlement import interest_fen, years_after
from zaiton.services.retail_tax.models import Bill, Book, Claim
from zaiton.services.retail_tax.tests.books import ORGANISATIONS, Scene, a_bill, a_book, a_scene, balance, confirmed

pytestmark = pytest.mark.django_db(transaction=True)
PERSON, OFFICER = "person/importer", "person/officer"
ACCOUNTS = (
    "rt-receivable-cny",
    "rt-payable-cny",
    "tax-payable-cny",
    "treasury-clearing-cny",
    "bank-clearing-cny",
    "refunds-payable-cny",
    "rt-refunds-due-cny",
)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        yield made


@pytest.fixture
def bill(scene: Scene) -> Bill:
    """One of two bills of a book that is in the treasury and written off."""
    book = a_book(100_000, 50_000, frozen=True)
    confirmed(scene, book)
    scene.work()
    scene.send(book)
    books_follow([book.ent_duty_no], at=scene.later())
    books_credit(at=scene.later(), channels=scene.lists)
    book.refresh_from_db()
    assert book.state == "written_off" and all(balance(code) == 0 for code in ACCOUNTS)
    return Bill.objects.get(book=book, total_fen=100_000)


def made(scene: Scene, bill: Bill, fen: int = 40_000, **more: object) -> str:
    given = {"amount_fen": fen, "reason": "税号有误", "organisations": ORGANISATIONS, "actor": PERSON}
    return claim_make(bill.public_id, **given | {"at": scene.later()} | more)


def test_a_claim_is_decided_within_thirty_days_and_paid_back_with_interest(scene: Scene, bill: Bill) -> None:
    """72 days later: 400.00 at 0.35 % a year of 360 days: 0.28."""
    scene.now += timedelta(days=72)
    claim = made(scene, bill)
    row = Claim.objects.get()
    assert (row.state, row.decide_by) == ("made", scene.now.date() + timedelta(days=30))
    claim_answer(claim, amount_fen=40_000, answer="应退", actor=OFFICER, at=scene.later())
    row.refresh_from_db()
    assert (row.state, row.interest_fen) == ("granted", 28)
    assert balance("refunds-payable-cny") == -40_028 and balance("rt-refunds-due-cny") == 40_028
    scene.work()
    row.refresh_from_db()
    payment = Instruction.objects.get(public_id=row.instruction)
    assert (payment.purpose, payment.amount, payment.document) == ("refund", 40_028, f"claim/{claim}")
    assert payment.creditor["account"] == Instruction.objects.get(public_id=bill.book.instruction).debtor["account"]
    scene.work()
    row.refresh_from_db()
    assert row.state == "paid" and row.paid_at is not None
    assert all(balance(code) == 0 for code in ACCOUNTS), {code: balance(code) for code in ACCOUNTS}
    assert len([n for n, (order, _) in scene.bank.executed.items() if order.purpose == "refund"]) == 1
    assert claims_swept(at=scene.later()) == 0 and claim_pay(claim, at=scene.later()) == row.instruction
    assert evidence.verify().ok


def test_part_of_a_claim_is_granted_and_the_rest_may_be_claimed_again(scene: Scene, bill: Bill) -> None:
    claim = made(scene, bill, 100_000)
    with pytest.raises(refusals.ClaimStands):
        made(scene, bill, 1)
    with pytest.raises(refusals.ClaimTooLarge):
        claim_answer(claim, amount_fen=100_001, answer="x", actor=OFFICER, at=scene.later())
    claim_answer(claim, amount_fen=30_000, answer="部分", actor=OFFICER, at=scene.later())
    with pytest.raises(refusals.ClaimStands):
        made(scene, bill, 1)
    scene.work(rounds=12)
    assert Claim.objects.get().state == "paid"
    with pytest.raises(refusals.ClaimTooLarge) as large:
        made(scene, bill, 70_001)
    assert large.value.data["left"] == 70_000
    made(scene, bill, 70_000)


def test_a_refused_claim_pays_nothing(scene: Scene, bill: Bill) -> None:
    claim = made(scene, bill)
    claim_answer(claim, amount_fen=None, answer="不予退还", actor=OFFICER, at=scene.later())
    scene.work()
    assert (Claim.objects.get().state, Claim.objects.get().instruction) == ("refused", "")
    assert balance("refunds-payable-cny") == 0
    with pytest.raises(refusals.ClaimStands):
        claim_answer(claim, amount_fen=1, answer="x", actor=OFFICER, at=scene.later())
    assert made(scene, bill) != claim


def test_who_may_claim_decide_and_withdraw(scene: Scene, bill: Bill) -> None:
    with pytest.raises(BillUnknown):
        made(scene, bill, organisations=("other",))
    with pytest.raises(ReasonMissing):
        made(scene, bill, reason="")
    claim = made(scene, bill)
    for given in ({"actor": PERSON}, {"actor": OFFICER, "own": ORGANISATIONS}):
        with pytest.raises(refusals.OwnClaim):
            claim_answer(claim, amount_fen=1, answer="x", at=scene.later(), **given)
    with pytest.raises(refusals.ClaimUnknown):
        claim_withdraw(claim, organisations=("other",), actor=PERSON, at=scene.later())
    claim_withdraw(claim, organisations=ORGANISATIONS, actor=PERSON, at=scene.later())
    assert Claim.objects.get().state == "withdrawn"


@pytest.mark.parametrize("fen", [0, -1, 100_001, True, 1.5])
def test_amounts_that_cannot_be_claimed(scene: Scene, bill: Bill, fen: object) -> None:
    with pytest.raises(refusals.ClaimTooLarge):
        made(scene, bill, fen)


def test_only_what_was_paid_is_claimed(scene: Scene) -> None:
    waiting, book = a_bill(500), a_book(700)
    for one in (waiting, Bill.objects.get(book=book)):
        with pytest.raises(refusals.NotPaid):
            made(scene, one, 100)


def test_a_claim_comes_within_three_years_of_the_payment(scene: Scene, bill: Bill) -> None:
    paid_on = Book.objects.get(pk=bill.book_id).debited_at
    with pytest.raises(refusals.TooLong) as late:
        made(scene, bill, at=paid_on.replace(year=2029) + timedelta(days=1))
    assert late.value.data["last"] == "2029-11-23"
    assert made(scene, bill, at=paid_on.replace(year=2029))


def test_a_refund_that_the_bank_does_not_make_waits_for_an_officer(scene: Scene, bill: Bill) -> None:
    claim = made(scene, bill)
    claim_answer(claim, amount_fen=40_000, answer="应退", actor=OFFICER, at=scene.later())
    first = claim_pay(claim, at=scene.later())
    Instruction.objects.filter(public_id=first).update(state="rejected", reply_code="AC04", reply_words="closed")
    assert claim_followed(f"claim/{claim}", at=scene.later()) == 1
    row = Claim.objects.get()
    assert row.state == "granted" and "AC04" in row.answer
    assert claims_swept(at=scene.later()) == 0  # not by itself
    second = claim_pay(claim, at=scene.later())
    assert second != first and Claim.objects.get().state == "paying"


def test_a_refund_that_comes_back_is_undone(scene: Scene, bill: Bill) -> None:
    claim = made(scene, bill)
    claim_answer(claim, amount_fen=40_000, answer="应退", actor=OFFICER, at=scene.later())
    scene.work(rounds=12)
    row = Claim.objects.get()
    assert row.state == "paid" and balance("refunds-payable-cny") == 0
    Instruction.objects.filter(public_id=row.instruction).update(state="returned")
    assert claim_followed(f"claim/{claim}", at=scene.later()) == 1
    row.refresh_from_db()
    assert row.state == "granted" and row.paid_at is None and balance("refunds-payable-cny") == -40_000
    assert claim_followed(f"claim/{claim}", at=scene.later()) == 0
    assert claim_followed("book/x", at=scene.later()) == claim_followed("claim/none", at=scene.later()) == 0


def test_years_and_interest_from_both_sides() -> None:
    assert years_after(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert interest_fen(36_000, 100, Fraction("0.35"), 360) == 35
    assert interest_fen(36_000, -3, Fraction("0.35"), 360) == 0
