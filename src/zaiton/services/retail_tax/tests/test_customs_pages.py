"""Customs' pages and the figures: officers only, lists released many at once, disputes answered, refusals told one by one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from zaiton.blocks.identity.actions.people import role_grant
from zaiton.blocks.identity.domain.cards import OrgCard, PersonCard
from zaiton.blocks.identity.public import OFFICER
from zaiton.blocks.identity.tests.factories import a_person, an_organisation
from zaiton.kit import clock
from zaiton.services.retail_tax.domain.figures import Paid, figures_of, ranked
from zaiton.services.retail_tax.models import Bill, Book, Dispute, Guarantee, Inventory
from zaiton.services.retail_tax.pages.figures import percent_of, took_words
from zaiton.services.retail_tax.queries.figures import figures
from zaiton.services.retail_tax.tests.scene import Scene, a_scene
from zaiton.services.retail_tax.tests.test_company_pages import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/en/retail-tax/"
BUYER = "350102199003070012"


@pytest.fixture
def world(tmp_path: Any, settings: Any) -> Iterator[tuple[Scene, PersonCard, OrgCard]]:
    settings.ZAITON_HOME = tmp_path
    owner = a_person("owner")
    company = an_organisation(owner)
    yield a_scene({"importer": owner}), owner, company


@pytest.fixture
def officer(world: Any) -> Client:
    person = a_person("clerk")
    role_grant(actor="system", person_id=person.public_id, role=OFFICER, at=clock.now())
    return signed_in(person.public_id)


def post(client: Client, path: str, **said: Any) -> Any:
    return client.post(f"{HOME}{path}", said)


def test_officers_only(world, officer) -> None:
    scene, owner, _ = world
    mine = signed_in(owner.public_id)
    for path in (
        "customs/",
        "customs/?state=released&flagged=1&customs=3501",
        "customs/disputes/",
        "customs/disputes/?ended=1",
        f"customs/disputes/{scene.dispute()}/",
    ):
        answer = officer.get(f"{HOME}{path}")
        assert answer.status_code == 200 and "None" not in answer.content.decode(), path
        assert BUYER not in answer.content.decode()
        assert mine.get(f"{HOME}{path}").status_code == 404
        assert Client().get(f"{HOME}{path}").status_code == 302
    assert post(mine, "customs/", lists=scene.inventory_number(), act="release").status_code == 404
    for path in ("lists/0000/", "customs/disputes/nothing/"):
        assert officer.get(f"{HOME}{path}").status_code == 404


def test_many_are_released_and_what_is_refused_is_told(world, officer) -> None:
    first, second = Inventory.objects.filter(state="accepted").order_by("pk")
    Guarantee.objects.filter(customs_code=second.customs_code).update(valid_until="2020-01-01", valid_from="2019-01-01")
    answer = post(officer, "customs/", lists=[first.invt_no, second.invt_no], act="release")
    text = answer.content.decode()
    assert "No guarantee of" in text and second.invt_no in text and "1 inventory list: done." in text
    assert set(Inventory.objects.filter(state="accepted")) == {second}
    assert Bill.objects.filter(inventory=first).count() == 1


def test_nothing_ticked_and_unknown_lists(world, officer) -> None:
    assert "Tick at least one" in post(officer, "customs/", act="release").content.decode()
    assert post(officer, "customs/", lists="0000", act="release").status_code == 422


def test_a_list_is_stopped_with_a_reason(world, officer) -> None:
    row = Inventory.objects.filter(state="accepted").first()
    assert post(officer, "customs/", lists=row.invt_no, act="inspect", reason=" ").status_code == 422
    assert post(officer, "customs/", lists=row.invt_no, act="inspect", reason="布控").status_code == 302
    row.refresh_from_db()
    assert row.state == "inspection"
    page = officer.get(f"{HOME}lists/{row.invt_no}/").content.decode()
    assert "布控" in page and "Stopped for inspection" in page and "× 70" in page
    assert post(officer, "customs/?state=inspection", lists=row.invt_no, act="release").status_code == 302
    row.refresh_from_db()
    assert row.state == "released"


def test_a_long_flag_is_shortened_on_the_desk_and_whole_on_the_list(world, officer) -> None:
    row = Inventory.objects.filter(state="accepted").first()
    orders = ", ".join(f"ORDER{number:04}" for number in range(60))
    Inventory.objects.filter(pk=row.pk).update(
        flags=[{"flag": "split", "words": "With {orders}: too much", "orders": orders}]
    )
    desk = officer.get(f"{HOME}customs/").content.decode()
    assert "With ORDER0000" in desk and "ORDER0059: too much" in desk and "ORDER0030" not in desk
    assert "ORDER0030" in officer.get(f"{HOME}lists/{row.invt_no}/").content.decode()


def test_a_dispute_is_upheld_with_new_taxes(world, officer) -> None:
    scene, _, _ = world
    path = f"customs/disputes/{scene.dispute()}/"
    line = Dispute.objects.get().line
    wrong = {"answer": "更正", "act": "uphold", "tariff": "0.00", "consumption": "0.00", "vat": ""}
    assert post(officer, path, **wrong).status_code == 422
    assert post(officer, path, **wrong | {"vat": "1.005"}).status_code == 422
    assert post(officer, path, **wrong | {"vat": "1.00", "answer": ""}).status_code == 422
    assert Dispute.objects.get().state == "open"
    assert post(officer, path, **wrong | {"vat": "1.00"}).status_code == 302
    line.refresh_from_db()
    assert (Dispute.objects.get().state, line.vat_fen) == ("upheld", 100)
    assert "更正" in officer.get(f"{HOME}{path}").content.decode()


def test_a_dispute_is_dismissed(world, officer) -> None:
    scene, _, _ = world
    path = f"customs/disputes/{scene.dispute()}/"
    before = Bill.objects.get(state="disputed").total_fen
    assert post(officer, path, answer="归类无误", act="dismiss").status_code == 302
    assert Dispute.objects.get().state == "dismissed"
    assert Dispute.objects.get().line.bill.total_fen == before


# figures

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)


def paid(company: str, fen: int, minutes: int | None) -> Paid:
    done = AT if minutes is not None else None
    return Paid(company, "3501", fen, AT, done, AT + timedelta(minutes=minutes) if minutes is not None else None)


def test_figures_are_counted_by_hand() -> None:
    found = figures_of([paid("a", 100, 10), paid("a", 200, 1440), paid("b", 300, 1441), paid("c", 400, None)])
    assert (found.books, found.paid_books, found.fen, found.paid_fen) == (4, 3, 1000, 600)
    assert (found.median, found.p90) == (timedelta(minutes=1440), timedelta(minutes=1441))
    assert (found.day_share, found.amount_share, found.company_share) == (
        Fraction(2, 3),
        Fraction(3, 5),
        Fraction(2, 3),
    )
    nothing = figures_of([])
    assert nothing.median is None and nothing.amount_share is None and nothing.companies == 0


def test_percentiles_are_values_that_occurred() -> None:
    ten = [timedelta(minutes=n) for n in range(1, 11)]
    assert [ranked(ten, p).seconds // 60 for p in (50, 90, 91, 100)] == [5, 9, 10, 10]


def test_how_figures_are_written() -> None:
    with translation.override("en"):
        said = [took_words(timedelta(minutes=n)) for n in (0, 59, 60, 1439, 1500)]
    assert said == ["under a minute", "59 min", "1 h 0 min", "23 h 59 min", "1 d 1 h"] and took_words(None) == "—"
    assert [percent_of(share) for share in (Fraction(1, 3), Fraction(1), None)] == ["33.3%", "100.0%", "—"]


def test_figures_of_books_move_and_are_ones_own(world, officer) -> None:
    _, owner, company = world
    book, other = Book.objects.order_by("pk")
    today = clock.today()
    assert figures(today, today).all.paid_books == 0
    Book.objects.filter(pk=book.pk).update(
        state="in_treasury",
        confirmed_by="person/x",
        proposed_by="person/y",
        confirmed_at=clock.now(),
        in_treasury_at=clock.now() + timedelta(hours=2),
        debited_at=clock.now(),
    )
    board = figures(today, today)
    assert board.all.paid_fen == book.total_fen and board.all.fen == book.total_fen + other.total_fen
    assert [name for name, _ in board.districts] == ["3501", "3502"] and len(board.months) == 1
    assert figures(today, today, (company.public_id,)).all.books == 2 and figures(today, today, ("x",)).all.books == 0
    assert figures(today - timedelta(days=9), today - timedelta(days=1)).all.books == 0
    page = officer.get(f"{HOME}figures/").content.decode()
    assert "2 h 0 min" in page and "3502" in page
    mine = signed_in(owner.public_id).get(f"{HOME}figures/?from=nonsense&until=2020-01-01")
    assert mine.status_code == 200 and "Of the companies that you act for." in mine.content.decode()
