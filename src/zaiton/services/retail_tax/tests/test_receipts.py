"""Receipts: once in the treasury, sealed, verified by anybody, revoked when the money went back; and the treasury report."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from zaiton.blocks.money.actions.replying import reply_take
from zaiton.blocks.money.domain.channels import Reply
from zaiton.blocks.money.public import instruction_card
from zaiton.blocks.papers.actions.making import files_made
from zaiton.blocks.papers.public import certificate_card, certificate_content, seals_ensured
from zaiton.kit.work.models import Job
from zaiton.services.retail_tax.actions.crediting import books_credit
from zaiton.services.retail_tax.actions.following import RECEIPT, books_swept
from zaiton.services.retail_tax.actions.receipts import receipt_issue
from zaiton.services.retail_tax.models import Bill, Book, Party
from zaiton.services.retail_tax.public import SEALS
from zaiton.services.retail_tax.queries.books import bills_page, book_card, books_counted, books_page, books_states
from zaiton.services.retail_tax.queries.treasury import treasury_report
from zaiton.services.retail_tax.tests.books import COMPANY, DAY, Scene, a_book, a_scene, confirmed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(settings, tmp_path) -> Iterator[Scene]:
    settings.ZAITON_HOME = tmp_path
    with a_scene() as made:
        Party.objects.create(
            code="3501000001", kind="agent", name="福州示例报关有限公司", organisation=COMPANY, valid_from=DAY
        )
        yield made


def credited(scene: Scene, *books: Book) -> None:
    confirmed(scene, *books)
    scene.work()
    books_credit(at=scene.later(), channels=scene.lists)
    scene.work(rounds=1)


def test_a_sealed_receipt_that_anybody_verifies(scene: Scene, client: Client) -> None:
    seals_ensured(SEALS, demo=True, at=scene.now)
    book = a_book(1000, 2345)
    confirmed(scene, book)
    scene.work()
    assert receipt_issue(book.ent_duty_no, at=scene.now) == "" and not Book.objects.get().receipt
    books_credit(at=scene.later(), channels=scene.lists)
    scene.work(rounds=2)
    book.refresh_from_db()
    files_made(now=lambda: scene.now)
    card = certificate_card(book.receipt)
    said = {line.title.zh: line.value.zh for line in card.lines}
    assert said["合计（人民币元）"] == said["进口环节增值税（人民币元）"] == "33.45" and said["税单份数"] == "2"
    assert (card.holder, card.making, card.organisation) == ("福州示例报关有限公司", "sealed", COMPANY)
    assert certificate_content(card.public_id, "pdf").content.startswith(b"%PDF")
    for address in (f"/papers/verify/{card.code}/", f"/en/papers/verify/{card.code}/"):
        page = client.get(address).content.decode()
        assert book.ent_duty_no in page and "33.45" in page
    assert receipt_issue(book.ent_duty_no, at=scene.later()) == card.public_id


def test_a_receipt_whose_job_was_lost_is_asked_for_again(scene: Scene) -> None:
    book = a_book(1000)
    confirmed(scene, book)
    scene.work()
    books_credit(at=scene.later(), channels=scene.lists)
    Job.objects.filter(handler=RECEIPT).delete()
    assert books_swept(at=scene.later(30)) == 0
    assert books_swept(at=scene.later(60)) == 1
    scene.work(rounds=1)
    book.refresh_from_db()
    assert certificate_card(book.receipt).status == "valid" and books_swept(at=scene.later(90)) == 0


def test_money_that_went_back_takes_its_receipt_along(scene: Scene) -> None:
    book = a_book(1000)
    credited(scene, book)
    book.refresh_from_db()
    first = book.receipt
    assert first and certificate_card(first).status == "valid"
    number = instruction_card(book.instruction).number
    reply_take(number, Reply("returned", "AC04", "account closed"), at=scene.later(), source="callback")
    scene.work()
    assert certificate_card(first).status == "revoked" and not Book.objects.get().receipt
    assert receipt_issue(book.ent_duty_no, at=scene.later()) == ""


def test_what_the_treasury_has_and_waits_for(scene: Scene) -> None:
    paid, late = a_book(1000, 200), a_book(300, due_on=DAY - timedelta(1), customs_code="3701")
    credited(scene, paid)
    Bill.objects.filter(book=paid, total_fen=200).update(vat_fen=50, tariff_fen=150)
    report = treasury_report(DAY, DAY, on=DAY)
    (line,) = report.lines
    assert (line.day, line.customs_code, line.books, line.bills) == (DAY, "3501", 1, 2)
    assert (line.tariff_fen, line.vat_fen, line.total_fen, report.total_fen) == (150, 1050, 1200, 1200)
    (waiting,) = report.open
    assert (waiting.customs_code, waiting.state, waiting.books, waiting.fen) == ("3701", "consolidated", 1, 300)
    assert (waiting.overdue_books, waiting.overdue_fen, waiting.oldest_due) == (1, 300, late.due_on)
    assert not treasury_report(DAY + timedelta(1), DAY + timedelta(9), on=DAY).lines
    assert not treasury_report(DAY, DAY, on=DAY, customs_code="9999").open
    assert not treasury_report(DAY, DAY, on=DAY, organisations=["company00002"]).lines
    assert report.document["total_fen"] == 1200 and report.document["lines"][0]["day"] == "2026-11-23"


def test_lists_and_cards(scene: Scene) -> None:
    books = [a_book(100 + n) for n in range(3)]
    credited(scene, books[0])
    assert [card.ent_duty_no for card in books_page([COMPANY], limit=2)] == [b.ent_duty_no for b in books[:0:-1]]
    place = books_page([COMPANY], limit=2)[-1].place
    assert [card.ent_duty_no for card in books_page(None, before=place)] == [books[0].ent_duty_no]
    assert not books_page(["company00002"]) and not books_page([""])
    assert books_states([b.ent_duty_no for b in books]) == {"written_off": 1, "consolidated": 2}
    assert books_counted([COMPANY])["consolidated"] == (2, 2, 203)
    card = book_card(books[0].ent_duty_no, [COMPANY])
    assert [step.event for step in card.steps][-2:] == ["credited", "written_off"] and card.receipt
    (bill,) = bills_page([COMPANY], book=books[1].ent_duty_no)
    assert (bill.book, bill.total_fen) == (books[1].ent_duty_no, 101)
