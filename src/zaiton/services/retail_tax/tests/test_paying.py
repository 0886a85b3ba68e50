"""Confirmed books are booked and paid once, follow their payments through unknown, and reach the treasury by its own word."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.agreeing import agreement_step
from zaiton.blocks.money.actions.replying import reply_take
from zaiton.blocks.money.domain.channels import Reply
from zaiton.blocks.money.models import Entry, Hold, Instruction
from zaiton.blocks.money.public import instruction_card, instructions_of_document
from zaiton.blocks.money.queries.verifying import verify
from zaiton.kit.work.models import Job
from zaiton.services.retail_tax.actions import paying
from zaiton.services.retail_tax.actions.confirming import books_confirm, books_propose, books_retry
from zaiton.services.retail_tax.actions.crediting import books_credit
from zaiton.services.retail_tax.actions.following import books_swept
from zaiton.services.retail_tax.actions.paying import books_pay, document_of
from zaiton.services.retail_tax.domain import book_refusals as refusals
from zaiton.services.retail_tax.models import Bill, Book, BookStep
from zaiton.services.retail_tax.tests.books import (
    CHECKER,
    MAKER,
    ORGANISATIONS,
    Scene,
    a_book,
    a_scene,
    an_agreement,
    balance,
    confirmed,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        yield made


def state(book: Book) -> str:
    book.refresh_from_db()
    return book.state


def walk(book: Book) -> list[str]:
    return list(BookStep.objects.filter(book=book).order_by("pk").values_list("event", flat=True))


def test_the_whole_way_and_every_account_is_at_zero(scene: Scene) -> None:
    book = a_book(1000, 2345, frozen=True)
    assert (balance("rt-receivable-cny"), balance("rt-payable-cny")) == (3345, -3345)
    confirmed(scene, book)
    assert books_pay([book.ent_duty_no], at=scene.later()) == 1 and state(book) == "debiting"
    assert (balance("rt-payable-cny"), balance("tax-payable-cny")) == (0, -3345)
    (payment,) = instructions_of_document(document_of(book.ent_duty_no))
    assert (payment.public_id, payment.amount, payment.actor) == (book.instruction, 3345, CHECKER)
    scene.work()
    assert state(book) == "debited" and book.debited_at is not None
    assert (balance("bank-clearing-cny"), balance("treasury-clearing-cny")) == (3345, -3345)
    assert books_credit(at=scene.later(), channels=scene.lists) == 2 and state(book) == "written_off"
    assert book.in_treasury_at == book.written_off_at == scene.now
    codes = ("rt-receivable-cny", "rt-payable-cny", "tax-payable-cny", "bank-clearing-cny", "treasury-clearing-cny")
    assert {code: balance(code) for code in codes} == dict.fromkeys(codes, 0)
    assert not Hold.objects.filter(state="pending").exists()
    assert walk(book) == ["proposed", "confirmed", "sent", "settled", "credited", "written_off"]
    assert evidence.verify().ok and not verify().faults


def test_paid_once_however_often_it_is_asked(scene: Scene) -> None:
    book = a_book(1000, 5)
    confirmed(scene, book)
    for _ in range(3):
        books_pay([book.ent_duty_no], at=scene.later())
        books_swept(at=scene.later(100))
    assert Instruction.objects.count() == 1 and Entry.objects.filter(kind="retail_tax_confirmed").count() == 2
    scene.work()
    assert scene.bank.sendings == [instruction_card(Book.objects.get().instruction).number]


@pytest.mark.parametrize("place", ["_piece_book", "_payment", "kept", "recorded"])
def test_a_worker_that_is_killed_anywhere_is_followed_by_another(scene: Scene, place: str, monkeypatch) -> None:
    book = a_book(1000, 2000)
    confirmed(scene, book)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    real = getattr(paying, place)
    monkeypatch.setattr(paying, place, dies)
    with pytest.raises(KeyboardInterrupt):
        books_pay([book.ent_duty_no], at=scene.later())
    monkeypatch.setattr(paying, place, real)
    assert state(book) == "confirmed" and not Instruction.objects.exists()
    scene.work()
    assert state(book) == "debited" and Instruction.objects.count() == 1
    assert balance("tax-payable-cny") == -3000


def test_a_lost_job_is_made_good_by_the_sweep(scene: Scene) -> None:
    book = a_book(1000)
    confirmed(scene, book)
    Job.objects.all().delete()
    assert books_swept(at=scene.later(10)) == 0
    assert books_swept(at=scene.later(60)) == 1
    scene.work()
    assert state(book) == "debited"


def test_unknown_is_asked_for_and_never_sent_again(scene: Scene) -> None:
    book = a_book(1000)
    scene.bank.plan = ["timeout"]
    scene.bank.silent = True
    confirmed(scene, book)
    scene.work()
    assert state(book) == "unknown"
    for outcome in books_retry([book.ent_duty_no], organisations=ORGANISATIONS, actor=MAKER, at=scene.later()):
        assert isinstance(outcome.refusal, refusals.BookStands)
    assert books_credit(at=scene.later(), channels=scene.lists) == 0, (
        "the treasury has it, but the bank has not said so"
    )
    scene.bank.silent = False
    scene.send(book)
    scene.work()
    assert state(book) == "debited" and len(scene.bank.sendings) == 1
    assert walk(book) == ["proposed", "confirmed", "sent", "unclear", "settled"]


def test_what_the_bank_rejects_is_tried_again_under_a_new_number(scene: Scene) -> None:
    book = a_book(1000)
    scene.bank.plan = ["reject"]
    confirmed(scene, book)
    scene.work()
    assert state(book) == "rejected" and "AM04" in book.reason
    (outcome,) = books_retry([book.ent_duty_no], organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
    assert outcome.state == "confirmed"
    scene.work()
    assert state(book) == "debited" and book.attempt == 2 and not book.reason
    assert Entry.objects.filter(kind="retail_tax_confirmed").count() == 1
    assert [one.state for one in instructions_of_document(document_of(book.ent_duty_no))] == ["rejected", "settled"]


def test_an_agreement_that_ended_meanwhile_leads_to_rejected_and_another_is_proposed(scene: Scene) -> None:
    book = a_book(1000)
    confirmed(scene, book)
    agreement_step(scene.agreement.public_id, "terminated", actor="person/bank", at=scene.later())
    scene.work()
    assert state(book) == "rejected" and "money_agreement_unfit" in book.reason and not Instruction.objects.exists()
    other = an_agreement(account="6222000000000009")
    confirmed(scene, book)
    scene.work()
    assert state(book) == "debited" and book.agreement == other.public_id


def test_money_that_comes_back_after_the_end_undoes_everything(scene: Scene) -> None:
    book = a_book(1000, 500, frozen=True)
    confirmed(scene, book)
    scene.work()
    books_credit(at=scene.later(), channels=scene.lists)
    assert state(book) == "written_off"
    scene.work()
    number = instruction_card(book.instruction).number
    reply_take(number, Reply("returned", "AC04", "account closed"), at=scene.later(), source="callback")
    scene.work()
    assert state(book) == "rejected" and "AC04" in book.reason and book.in_treasury_at is None and not book.receipt
    assert (balance("rt-receivable-cny"), balance("tax-payable-cny")) == (1500, -1500)
    assert (balance("bank-clearing-cny"), balance("treasury-clearing-cny")) == (0, 0)
    assert sorted(Hold.objects.filter(state="pending").values_list("amount", flat=True)) == [500, 1000]
    assert set(Bill.objects.values_list("frozen", flat=True)) == set(
        Hold.objects.filter(state="pending").values_list("key", flat=True)
    )
    books_retry([book.ent_duty_no], organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
    scene.work()
    books_credit(at=scene.later(), channels=scene.lists)
    assert state(book) == "written_off" and balance("rt-receivable-cny") == 0
    assert not Hold.objects.filter(state="pending").exists() and not verify().faults


def test_the_treasury_decides_and_not_the_clock(scene: Scene) -> None:
    book, other = a_book(1000), a_book(2000)
    confirmed(scene, book, other)
    scene.work()
    numbers = {row.pk: instruction_card(row.instruction).number for row in Book.objects.all()}
    scene.treasury.lacks = {numbers[book.pk]}
    scene.treasury.other = {numbers[other.pk]: 1999}
    assert books_credit(at=scene.later(), channels=scene.lists) == 0
    scene.treasury.silent = True
    assert books_credit(at=scene.later(), channels=scene.lists) == 0
    scene.treasury.silent, scene.treasury.lacks, scene.treasury.other = False, set(), {}
    scene.customs.silent = True
    asked = len(scene.treasury.asked)
    assert books_credit(at=scene.later(), channels=scene.lists) == 2
    assert len(scene.treasury.asked) == asked + 1, "one list for all"
    assert (state(book), state(other)) == ("in_treasury", "in_treasury")


def test_a_day_that_is_over_is_read_from_its_statement(scene: Scene) -> None:
    from zaiton.blocks.money.actions.statements import statement_take

    book = a_book(1000)
    confirmed(scene, book)
    scene.work()
    for one in scene.lists.values():
        day = instruction_card(Book.objects.get().instruction).settled_on
        statement_take(one.statement(day, at=scene.now), at=scene.now)
    scene.treasury.asked.clear()
    scene.later(5 * 86_400)
    assert books_credit(at=scene.now, channels=scene.lists) == 2 and not scene.treasury.asked
    assert state(book) == "written_off"


def test_what_is_listed_twice_or_went_again_is_not_there(scene: Scene) -> None:
    book = a_book(1000)
    confirmed(scene, book)
    scene.work()
    real = scene.treasury.statement
    for sign in (1, -1):

        def statement(day, *, at, sign=sign):
            told = real(day, at=at)
            return replace(told, lines=(*told.lines, *(replace(one, amount=sign * one.amount) for one in told.lines)))

        scene.treasury.statement = statement
        assert books_credit(at=scene.later(), channels=scene.lists) == 0
    scene.treasury.statement = real
    assert books_credit(at=scene.later(), channels=scene.lists) == 2


def test_a_news_of_another_document_is_nothing_to_us(scene: Scene) -> None:
    from zaiton.services.retail_tax.actions.following import payment_followed

    assert payment_followed("bill/1", at=scene.now) == 0 and payment_followed("book/none", at=scene.now) == 0


def test_many_books_and_many_bills(scene: Scene) -> None:
    books = [a_book(*range(1, 8)) for _ in range(60)]
    seen = {book.ent_duty_no: book.total_fen for book in books}
    books_propose(seen, organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
    books_confirm(seen, organisations=ORGANISATIONS, actor=CHECKER, at=scene.later())
    scene.work()
    assert Book.objects.filter(state="debited").count() == 60
    assert len(set(scene.bank.sendings)) == len(scene.bank.sendings) == 60
    assert balance("treasury-clearing-cny") == -60 * 28


@pytest.mark.parametrize("days", [3, 9])
def test_a_list_that_was_not_to_be_had_for_days_is_asked_for_again(scene: Scene, days: int) -> None:
    book = a_book(1000)
    confirmed(scene, book)
    scene.work()
    scene.treasury.silent = True
    assert books_credit(at=scene.later(), channels=scene.lists) == 0
    scene.treasury.silent = False
    assert books_credit(at=scene.later(days * 86_400), channels=scene.lists) == 2
    assert state(book) == "written_off"
