"""Disputes: a line before it is confirmed, its bill leaves the book; customs mends the bill, or dismisses it with a reason."""

from collections.abc import Iterator

import pytest

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.models import Hold
from zaiton.blocks.money.public import account_limit
from zaiton.blocks.money.queries.verifying import verify
from zaiton.services.retail_tax.actions.confirming import books_propose
from zaiton.services.retail_tax.actions.disputing import Taxes, dispute_answer, dispute_withdraw, line_dispute
from zaiton.services.retail_tax.domain import book_refusals as refusals
from zaiton.services.retail_tax.models import Bill, Book, Dispute
from zaiton.services.retail_tax.queries.books import bill_card
from zaiton.services.retail_tax.tests.books import (
    COMPANY,
    MAKER,
    ORGANISATIONS,
    Scene,
    a_bill,
    a_book,
    a_scene,
    balance,
    confirmed,
)

pytestmark = pytest.mark.django_db(transaction=True)
OFFICER = "person/officer"


@pytest.fixture
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        yield made


def dispute(scene: Scene, bill: Bill, **more: object) -> str:
    given = {"gnum": 1, "reason": "税则号列有误", "organisations": ORGANISATIONS, "actor": MAKER, "at": scene.later()}
    return line_dispute(bill.public_id, **{**given, **more})


def answer(scene: Scene, name: str, taxes: Taxes | None = None, **more: object) -> None:
    given = {"answer": "经核，归类正确", "actor": OFFICER, "at": scene.later()}
    dispute_answer(name, taxes=taxes, **{**given, **more})


def test_the_bill_leaves_its_book_and_a_proposal_over_it_is_taken_back(scene: Scene) -> None:
    book = a_book(1000, 2000)
    books_propose({book.ent_duty_no: 3000}, organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
    first = Bill.objects.order_by("pk")[0]
    name = dispute(scene, first)
    book.refresh_from_db()
    first.refresh_from_db()
    assert (book.state, book.bills_count, book.total_fen, book.proposed_by) == ("consolidated", 1, 2000, "")
    assert (first.state, first.book) == ("disputed", None)
    assert bill_card(first.public_id).lines[0].dispute == name
    confirmed(scene, book)
    scene.work()
    book.refresh_from_db()
    assert book.state == "debited" and scene.bank.executed and evidence.verify().ok


def test_the_last_bill_dissolves_the_book(scene: Scene) -> None:
    book = a_book(1000)
    dispute(scene, Bill.objects.get())
    book.refresh_from_db()
    assert (book.state, book.bills_count, book.total_fen) == ("dissolved", 0, 0)


def test_dismissed_it_stands_and_waits_for_the_next_book(scene: Scene) -> None:
    bill = a_bill(1000)
    answer(scene, dispute(scene, bill))
    bill.refresh_from_db()
    assert (bill.state, bill.total_fen) == ("generated", 1000)
    row = Dispute.objects.get()
    assert (row.state, row.answered_by, row.answer) == ("dismissed", OFFICER, "经核，归类正确")
    with pytest.raises(refusals.DisputeStands):
        answer(scene, row.public_id)


@pytest.mark.parametrize("fen", [0, 400, 1500])
def test_upheld_it_is_mended_in_line_bill_ledger_and_guarantee(scene: Scene, fen: int) -> None:
    bill = a_bill(1000, frozen=True)
    answer(scene, dispute(scene, bill), Taxes(0, 0, fen), answer="归类更正")
    bill.refresh_from_db()
    assert (bill.state, bill.total_fen, bill.vat_fen, bill.lines.get().vat_fen) == ("generated", fen, fen, fen)
    assert (balance("rt-receivable-cny"), balance("rt-payable-cny")) == (fen, -fen)
    pending = dict(Hold.objects.filter(state="pending").values_list("key", "amount"))
    assert pending == ({bill.frozen: fen} if fen else {}) and not verify().faults


def test_a_dearer_bill_must_fit_into_the_guarantee(scene: Scene) -> None:
    bill = a_bill(1000, frozen=True)
    account_limit("rt-guarantee-g1", least=-1200, most=None, actor="system", at=scene.now)
    name = dispute(scene, bill)
    with pytest.raises(Refusal) as refused:
        answer(scene, name, Taxes(0, 0, 1201))
    assert refused.value.code == "money_limit"
    bill.refresh_from_db()
    assert (bill.state, bill.total_fen) == ("disputed", 1000) and Dispute.objects.get().state == "open"
    assert Hold.objects.get(state="pending").amount == 1000
    answer(scene, name, Taxes(0, 0, 1200))


def test_one_open_dispute_a_line_and_all_must_end(scene: Scene) -> None:
    bill = a_bill(1000)
    line = bill.lines.get()
    line.pk, line.gnum, line.vat_fen = None, 2, 0
    line.save(force_insert=True)
    first, second = dispute(scene, bill), dispute(scene, bill, gnum=2)
    with pytest.raises(refusals.DisputeStands):
        dispute(scene, bill)
    answer(scene, first)
    bill.refresh_from_db()
    assert bill.state == "disputed"
    dispute_withdraw(second, organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
    bill.refresh_from_db()
    assert bill.state == "generated"


def test_what_is_confirmed_cannot_be_disputed(scene: Scene) -> None:
    book = a_book(1000)
    confirmed(scene, book)
    bill = Bill.objects.get()
    with pytest.raises(refusals.DisputeStands):
        dispute(scene, bill)
    scene.bank.plan = ["reject"]
    scene.work()
    with pytest.raises(refusals.DisputeStands):
        dispute(scene, bill)
    void = a_bill(5)
    Bill.objects.filter(pk=void.pk).update(state="void")
    with pytest.raises(refusals.DisputeStands):
        dispute(scene, void)
    assert Book.objects.get().total_fen == 1000


def test_who_may_and_with_which_words(scene: Scene) -> None:
    bill = a_bill(1000)
    with pytest.raises(refusals.BillUnknown):
        dispute(scene, bill, organisations=("company00002",))
    with pytest.raises(refusals.LineUnknown):
        dispute(scene, bill, gnum=7)
    for reason in ("", "  \n ", "x" * 1001, "a\x00b"):
        with pytest.raises(refusals.ReasonMissing):
            dispute(scene, bill, reason=reason)
    name = dispute(scene, bill)
    with pytest.raises(refusals.OwnDispute):
        answer(scene, name, own=(COMPANY,))
    with pytest.raises(refusals.DisputeUnknown):
        dispute_withdraw(name, organisations=(), actor=MAKER, at=scene.later())
    with pytest.raises(refusals.DisputeUnknown):
        answer(scene, "nothing22222")
    for taxes in (Taxes(0, 0, 1000), Taxes(-1, 0, 5), Taxes(0, 0, 10**13)):
        with pytest.raises(refusals.TaxUnfit):
            answer(scene, name, taxes)
    assert Dispute.objects.get().state == "open" and Bill.objects.get().state == "disputed"
