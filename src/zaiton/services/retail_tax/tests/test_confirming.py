"""Payment books: two people, each over the amount that they saw; a batch in which one refusal leaves the others alone."""

from collections.abc import Iterator

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.agreeing import agreement_step
from zaiton.kit.work.models import Job
from zaiton.services.retail_tax.actions.confirming import (
    AT_ONCE,
    MOST,
    PAY,
    books_confirm,
    books_propose,
    books_take_back,
)
from zaiton.services.retail_tax.domain import book_refusals as refusals
from zaiton.services.retail_tax.domain.states import BOOK, BOOK_OF_PAYMENT, BOOK_STATES
from zaiton.services.retail_tax.models import Book, BookStep
from zaiton.services.retail_tax.tests.books import (
    CHECKER,
    MAKER,
    ORGANISATIONS,
    Scene,
    a_book,
    a_scene,
    an_agreement,
    confirmed,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        yield made


def propose(scene: Scene, book: Book, **more: object):
    given = {
        "organisations": ORGANISATIONS,
        "actor": MAKER,
        "at": scene.later(),
        "seen": {book.ent_duty_no: book.total_fen},
    }
    given |= more
    return books_propose(given.pop("seen"), **given)[0]


def confirm(scene: Scene, book: Book, **more: object):
    given = {
        "organisations": ORGANISATIONS,
        "actor": CHECKER,
        "at": scene.later(),
        "seen": {book.ent_duty_no: book.total_fen},
    }
    given |= more
    return books_confirm(given.pop("seen"), **given)[0]


def test_two_people_and_the_worker_is_told(scene: Scene) -> None:
    book = a_book(1000, 2345)
    assert propose(scene, book).state == "proposed"
    assert confirm(scene, book).state == "confirmed"
    book.refresh_from_db()
    assert (book.proposed_by, book.confirmed_by, book.agreement) == (MAKER, CHECKER, scene.agreement.public_id)
    assert [(s.event, s.actor) for s in BookStep.objects.order_by("pk")] == [
        ("proposed", MAKER),
        ("confirmed", CHECKER),
    ]
    (job,) = Job.objects.filter(handler=PAY)
    assert book.ent_duty_no in job.data and evidence.verify().ok


def test_one_person_is_not_two(scene: Scene) -> None:
    book = a_book(1000)
    propose(scene, book)
    assert isinstance(confirm(scene, book, actor=MAKER).refusal, refusals.SecondPersonMissing)
    book.refresh_from_db()
    assert book.state == "proposed" and not book.confirmed_by


def test_the_same_again_changes_nothing_and_another_is_too_late(scene: Scene) -> None:
    book = a_book(1000)
    propose(scene, book)
    assert propose(scene, book).repeated
    confirm(scene, book)
    again = confirm(scene, book)
    assert again.repeated and again.refusal is None and again.state == "confirmed"
    assert isinstance(confirm(scene, book, actor="person/third").refusal, refusals.BookStands)
    assert Job.objects.filter(handler=PAY).count() == 1 and BookStep.objects.count() == 2


def test_nobody_agrees_to_an_amount_that_they_did_not_see(scene: Scene) -> None:
    book = a_book(1000)
    assert isinstance(propose(scene, book, seen={book.ent_duty_no: 999}).refusal, refusals.BookChanged)
    propose(scene, book)
    assert isinstance(confirm(scene, book, seen={book.ent_duty_no: 1001}).refusal, refusals.BookChanged)


def test_a_book_that_is_not_its_bills_is_not_paid(scene: Scene) -> None:
    book = a_book(1000)
    Book.objects.update(total_fen=1001)
    refusal = propose(scene, book, seen={book.ent_duty_no: 1001}).refusal
    assert isinstance(refusal, refusals.BookUneven) and refusal.data["bills"] == 1000
    empty = a_book()
    assert isinstance(propose(scene, empty).refusal, refusals.BookEmpty)


def test_other_companies_books_are_not_there(scene: Scene) -> None:
    book = a_book(1000, organisation="company00002")
    for act in (propose, confirm):
        assert isinstance(act(scene, book).refusal, refusals.BookUnknown)
    assert isinstance(propose(scene, book, seen={"nothing": 1}).refusal, refusals.BookUnknown)


@pytest.mark.parametrize(
    ("more", "fits"),
    [
        ({}, True),
        ({"districts": ["3501"]}, True),
        ({"districts": ["3701"]}, False),
        ({"limit": 1000}, True),
        ({"limit": 999}, False),
        ({"currency": "USD"}, False),
    ],
)
def test_the_agreement_must_allow_it(more: dict, fits: bool) -> None:
    with a_scene(**more) as scene:
        refusal = propose(scene, a_book(1000)).refusal
        assert (refusal is None) == fits
        assert fits or isinstance(refusal, refusals.NoAgreement)


def test_an_agreement_for_this_customs_comes_before_one_for_all(scene: Scene) -> None:
    own = an_agreement(account="6222000000000002", districts=["3501"])
    book, other = a_book(1000), a_book(1000)
    propose(scene, book)
    assert Book.objects.get(pk=book.pk).agreement == own.public_id
    propose(scene, other, agreement=scene.agreement.public_id)
    assert Book.objects.get(pk=other.pk).agreement == scene.agreement.public_id
    agreement_step(own.public_id, "suspended", actor="person/bank", at=scene.now)
    assert isinstance(propose(scene, a_book(1), agreement=own.public_id).refusal, refusals.NoAgreement)


def test_a_proposal_is_taken_back(scene: Scene) -> None:
    book = a_book(1000)
    propose(scene, book)
    (outcome,) = books_take_back([book.ent_duty_no], organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
    book.refresh_from_db()
    assert (outcome.state, book.proposed_by, book.agreement) == ("consolidated", "", "")
    confirmed(scene, book)
    (outcome,) = books_take_back([book.ent_duty_no], organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
    assert isinstance(outcome.refusal, refusals.BookStands)


def test_a_batch_has_refusals_of_its_own_and_one_entry_of_evidence(scene: Scene) -> None:
    books = [a_book(100 + n) for n in range(AT_ONCE + 5)]
    seen = {book.ent_duty_no: book.total_fen for book in books} | {"nothing": 1, books[3].ent_duty_no: 1}
    outcomes = books_propose(seen, organisations=ORGANISATIONS, actor=MAKER, at=scene.later())
    assert [outcome.number for outcome in outcomes] == list(seen)
    assert sum(outcome.refusal is None for outcome in outcomes) == AT_ONCE + 4
    seen = {book.ent_duty_no: book.total_fen for book in books}
    outcomes = books_confirm(seen, organisations=ORGANISATIONS, actor=CHECKER, at=scene.later())
    assert [outcome.number for outcome in outcomes if outcome.refusal] == [books[3].ent_duty_no]
    assert Job.objects.filter(handler=PAY).count() == 2
    with pytest.raises(refusals.TooManyBooks):
        books_propose(dict.fromkeys(map(str, range(MOST + 1)), 1), organisations=(), actor=MAKER, at=scene.now)


def test_the_database_knows_of_the_two_people(scene: Scene) -> None:
    from django.db import IntegrityError

    book = a_book(1000)
    with pytest.raises(IntegrityError):
        Book.objects.filter(pk=book.pk).update(proposed_by=MAKER, confirmed_by=MAKER)


def test_the_graph_of_books_is_whole() -> None:
    """Every state is reached, no step leads out of the states, and each state of a payment has its place."""
    reached, rest = {"consolidated"}, ["consolidated"]
    while rest:
        state = rest.pop()
        for (before, _), state_after in BOOK.items():
            if before == state and state_after not in reached:
                reached.add(state_after)
                rest.append(state_after)
    assert reached == set(BOOK_STATES) and set(BOOK_OF_PAYMENT.values()) < reached
