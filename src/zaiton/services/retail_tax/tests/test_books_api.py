"""Payment books by machine: two tokens of two people, what each may see and do, refusals per book, disputes, the report."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from zaiton.blocks.identity.actions.people import role_grant
from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.blocks.identity.domain.cards import OrgCard, PersonCard
from zaiton.blocks.identity.public import OFFICER
from zaiton.blocks.identity.tests.factories import a_delegation, a_person, an_organisation
from zaiton.kit import clock
from zaiton.services.retail_tax.models import Bill, Book, Dispute
from zaiton.services.retail_tax.tests.books import Scene, a_book, a_scene, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)
ALL = ("retail-tax:read", "retail-tax:propose", "retail-tax:confirm")
Call = Callable[..., Any]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        made.now = clock.now()
        yield made


@pytest.fixture
def owner() -> PersonCard:
    return a_person("owner")


@pytest.fixture
def company(owner: PersonCard) -> OrgCard:
    made = an_organisation(owner)
    an_agreement(organisation=made.public_id)
    return made


def second(owner: PersonCard, company: OrgCard, *scopes: str) -> PersonCard:
    person = a_person("second")
    a_delegation(owner, company, "second@example.com", scopes=scopes or ALL, first_day=clock.today(), at=clock.now())
    return person


def caller(person: PersonCard, *scopes: str) -> Call:
    _, secret = token_create(person_id=person.public_id, name="machine", scopes=scopes or ALL, days=1, at=clock.now())
    headers = {"authorization": f"Bearer {secret}", "accept-language": "en"}

    def call(path: str, body: object = None) -> Any:
        address = f"/api/retail-tax/{path}"
        if body is None:
            return Client().get(address, headers=headers)
        return Client().post(address, json.dumps(body), content_type="application/json", headers=headers)

    return call


def seen(*books: Book) -> dict[str, Any]:
    return {"books": [{"number": book.ent_duty_no, "total_fen": book.total_fen} for book in books]}


def test_two_people_by_machine(scene: Scene, owner: PersonCard, company: OrgCard) -> None:
    book, other = a_book(1000, 5, organisation=company.public_id), a_book(7, organisation="company00009")
    first, checker = caller(owner), caller(second(owner, company))
    told = first("books/propose", seen(book, other)).json()["outcomes"]
    assert [(one["state"], one["code"]) for one in told] == [("proposed", ""), ("", "retail_tax_book_unknown")]
    (told,) = first("books/confirm", seen(book)).json()["outcomes"]
    assert told["code"] == "retail_tax_second_person" and "another person" in told["why"]
    (told,) = checker("books/confirm", {"books": [{"number": book.ent_duty_no, "total_fen": 1}]}).json()["outcomes"]
    assert told["code"] == "retail_tax_book_changed"
    (told,) = checker("books/confirm", seen(book)).json()["outcomes"]
    assert (told["state"], told["repeated"]) == ("confirmed", False)
    (told,) = checker("books/confirm", seen(book)).json()["outcomes"]
    assert (told["state"], told["repeated"]) == ("confirmed", True)
    scene.work()
    told = first(f"books/{book.ent_duty_no}").json()
    assert (told["state"], told["total_fen"], told["bills"]) == ("debited", 1005, 2) and told["payment"].startswith("Z")
    assert [step["event"] for step in told["steps"]] == ["proposed", "confirmed", "sent", "settled"]


def test_tokens_scopes_and_strangers(scene: Scene, owner: PersonCard, company: OrgCard) -> None:
    book = a_book(1000, organisation=company.public_id)
    bill = Bill.objects.get()
    assert Client().get("/api/retail-tax/books").status_code == 401
    reads, stranger = caller(owner, "retail-tax:read"), caller(a_person("stranger"))
    assert [one["number"] for one in reads("books").json()["books"]] == [book.ent_duty_no]
    assert reads("books/propose", seen(book)).status_code == 403
    lent = caller(second(owner, company, "retail-tax:read", "retail-tax:propose"))
    assert lent("books/propose", seen(book)).json()["outcomes"][0]["state"] == "proposed"
    assert lent("books/confirm", seen(book)).json()["outcomes"][0]["code"] == "retail_tax_book_unknown"
    assert stranger("books").json() == {"books": [], "next": None}
    for path in (f"books/{book.ent_duty_no}", f"bills/{bill.public_id}", "treasury?first=2026-11-01&last=2026-11-30"):
        assert stranger(path).status_code == 404, path
    assert reads("treasury?first=2026-11-01&last=2026-11-30").status_code == 404
    told = lent("books/take-back", {"books": [book.ent_duty_no]}).json()["outcomes"]
    assert told[0]["state"] == "consolidated"


def test_bad_requests(scene: Scene, owner: PersonCard, company: OrgCard) -> None:
    book = a_book(1000, organisation=company.public_id)
    call = caller(owner)
    assert call("books?state=nothing").json()["code"] == "retail_tax_request_unfit"
    twice = {"books": seen(book)["books"] * 2}
    assert call("books/propose", twice).json()["code"] == "retail_tax_request_unfit"
    for bad in (
        {},
        {"books": []},
        {"books": [{"number": "x", "total_fen": -1}]},
        {"books": [{"number": "x", "total_fen": 1.0}]},
    ):
        assert call("books/propose", bad).status_code == 422, bad
    assert call("books/retry", {"books": [book.ent_duty_no]}).json()["outcomes"][0]["code"] == "retail_tax_book_stands"
    assert call("books?limit=0").status_code == 422 and call("books?before=0").status_code == 422


def test_pages_of_lists(scene: Scene, owner: PersonCard, company: OrgCard) -> None:
    books = [a_book(n + 1, organisation=company.public_id) for n in range(3)]
    call = caller(owner)
    first = call("books?limit=2").json()
    rest = call(f"books?limit=2&before={first['next']}").json()
    assert [one["number"] for one in (*first["books"], *rest["books"])] == [b.ent_duty_no for b in books[::-1]]
    assert rest["next"] is None
    told = call(f"bills?book={books[0].ent_duty_no}").json()
    assert [one["total_fen"] for one in told["bills"]] == [1] and told["next"] is None
    assert call("books?state=proposed").json()["books"] == []


def test_a_line_is_disputed_and_answered(scene: Scene, owner: PersonCard, company: OrgCard) -> None:
    a_book(1000, organisation=company.public_id)
    bill, call = Bill.objects.get(), caller(owner)
    reason = {"reason": "税则号列有误"}
    assert caller(a_person("other"))(f"bills/{bill.public_id}/lines/1/dispute", reason).status_code == 404
    assert call(f"bills/{bill.public_id}/lines/9/dispute", reason).json()["code"] == "retail_tax_line_unknown"
    made = call(f"bills/{bill.tax_no}/lines/1/dispute", reason).json()["dispute"]
    assert call(f"bills/{bill.public_id}").json()["lines"][0]["dispute"] == made
    assert call(f"disputes/{made}/answer", {"answer": "是"}).status_code == 404
    person = a_person("clerk")
    role_grant(actor="system", person_id=person.public_id, role=OFFICER, at=clock.now())
    officer = caller(person)
    assert (
        officer(f"disputes/{made}/answer", {"answer": "是", "vat_fen": 5}).json()["code"] == "retail_tax_request_unfit"
    )
    taxes = {"tariff_fen": 0, "consumption_fen": 0, "vat_fen": 900}
    assert officer(f"disputes/{made}/answer", {"answer": "更正", **taxes}).json() == {"dispute": made}
    assert (call(f"bills/{bill.public_id}").json()["total_fen"], Dispute.objects.get().state) == (900, "upheld")
    assert officer("treasury?first=2026-11-01&last=2026-11-30").json()["total_fen"] == 0
