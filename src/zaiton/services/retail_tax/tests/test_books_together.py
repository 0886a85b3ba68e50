"""Many at once on PostgreSQL: two who confirm, two workers that pay, a dispute against a confirmation."""

from collections.abc import Iterator

import pytest

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.models import Entry, Instruction
from zaiton.blocks.money.tests.test_ledger_together import many, together
from zaiton.services.retail_tax.actions.confirming import books_confirm, books_propose
from zaiton.services.retail_tax.actions.disputing import line_dispute
from zaiton.services.retail_tax.actions.paying import books_pay
from zaiton.services.retail_tax.models import Bill, Book, BookStep
from zaiton.services.retail_tax.tests.books import MAKER, ORGANISATIONS, Scene, a_book, a_scene, confirmed

__all__ = ["many"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("many")]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        yield made


def test_of_two_who_confirm_one_does(scene: Scene) -> None:
    books = [a_book(1000, 2000) for _ in range(4)]
    seen = {book.ent_duty_no: book.total_fen for book in books}
    books_propose(seen, organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
    orders = (seen, dict(reversed(seen.items())))

    def confirm(number: int) -> object:
        person = f"person/checker{number}"
        return books_confirm(orders[number % 2], organisations=ORGANISATIONS, actor=person, at=scene.now)

    found = together(4, confirm)
    taken = [one for outcomes in found for one in outcomes if one.refusal is None]
    assert sorted(one.number for one in taken) == sorted(seen)
    assert BookStep.objects.filter(event="confirmed").count() == 4


def test_of_many_workers_one_pays(scene: Scene) -> None:
    books = [a_book(1000, 2000, 3000) for _ in range(3)]
    confirmed(scene, *books)
    numbers = [book.ent_duty_no for book in books]
    found = together(4, lambda n: books_pay(numbers[::-1] if n % 2 else numbers, at=scene.now))
    assert sum(found) == 3, found
    assert Instruction.objects.count() == 3 and Entry.objects.filter(kind="retail_tax_confirmed").count() == 9
    assert Book.objects.filter(state="debiting", attempt=1).count() == 3


def test_a_dispute_and_a_confirmation_at_once(scene: Scene) -> None:
    for _ in range(5):
        book = a_book(1000, 2000)
        seen = {book.ent_duty_no: 3000}
        books_propose(seen, organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
        bill = Bill.objects.filter(book=book).first()
        acts = (
            lambda seen=seen: books_confirm(seen, organisations=ORGANISATIONS, actor="person/two", at=scene.now),
            lambda bill=bill: line_dispute(
                bill.public_id, 1, reason="有误", organisations=ORGANISATIONS, actor=MAKER, at=scene.now
            ),
        )
        confirming, disputing = together(2, lambda n, acts=acts: acts[n]())
        book.refresh_from_db()
        whole = sum(Bill.objects.filter(book=book).values_list("total_fen", flat=True))
        assert book.total_fen == whole
        if book.state == "confirmed":
            assert confirming[0].refusal is None and isinstance(disputing, Refusal) and whole == 3000
        else:
            assert confirming[0].refusal is not None and isinstance(disputing, str) and whole == 2000
