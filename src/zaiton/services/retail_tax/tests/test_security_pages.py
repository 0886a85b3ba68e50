"""Pages of lists, guarantees and claims: who may do what, from which state, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from zaiton.blocks.identity.actions.people import role_grant
from zaiton.blocks.identity.public import OFFICER
from zaiton.blocks.identity.tests.factories import a_person, an_organisation
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.confirming import books_confirm
from zaiton.services.retail_tax.models import Bill, Book, Claim, Guarantee, Inventory
from zaiton.services.retail_tax.tests.scene import a_scene
from zaiton.services.retail_tax.tests.test_company_pages import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/en/retail-tax/"


@pytest.fixture
def world(tmp_path: Any, settings: Any):
    settings.ZAITON_HOME = tmp_path
    owner = a_person("owner")
    company = an_organisation(owner)
    scene = a_scene({"importer": owner})
    clerk = a_person("clerk")
    role_grant(actor="system", person_id=clerk.public_id, role=OFFICER, at=clock.now())
    return scene, company, signed_in(owner.public_id), signed_in(clerk.public_id)


def post(client: Any, path: str, **said: Any) -> int:
    return client.post(f"{HOME}{path}", said).status_code


def state(number: str) -> str:
    return Inventory.objects.get(invt_no=number).state


def test_a_company_cancels_before_release_and_sends_back_after_it(world) -> None:
    scene, _, mine, officer = world
    stranger = signed_in(a_person("stranger").public_id)
    accepted = scene.inventory_number()
    released = Inventory.objects.filter(state="released").latest("pk").invt_no
    for path in (f"lists/{accepted}/", f"lists/{released}/"):
        assert "None" not in mine.get(f"{HOME}{path}").content.decode()
        assert stranger.get(f"{HOME}{path}").status_code == 404
        assert post(stranger, path, act="cancel", reason="x") == 404
    assert post(mine, f"lists/{accepted}/", act="release") == 404
    assert post(mine, f"lists/{accepted}/", act="cancel", reason="") == 422 and state(accepted) == "accepted"
    assert post(mine, f"lists/{accepted}/", act="cancel", reason="不要了") == 302 and state(accepted) == "cancelled"
    assert post(mine, f"lists/{released}/", act="cancel", reason="不要了") == 404
    assert post(mine, f"lists/{released}/", act="return_ask", reason="不要了") == 302 and state(released) == "returning"
    assert post(mine, f"lists/{released}/", act="return_done") == 404
    assert post(officer, f"lists/{released}/", act="return_refuse", reason="") == 422
    assert (
        post(officer, f"lists/{released}/", act="return_refuse", reason="超期") == 302 and state(released) == "released"
    )
    assert post(mine, f"lists/{released}/", act="return_ask", reason="再退") == 302
    assert post(officer, f"lists/{released}/", act="return_done") == 302 and state(released) == "returned"
    assert Bill.objects.get(inventory__invt_no=released).state == "void"
    page = mine.get(f"{HOME}lists/{released}/").content.decode()
    assert "Goods are back, bill void" in page and "超期" in page


def test_customs_release_one_from_its_page(world) -> None:
    scene, _, _, officer = world
    number = scene.inventory_number()
    assert post(officer, f"lists/{number}/", act="inspect", reason="抽查") == 302
    assert post(officer, f"lists/{number}/", act="release") == 302 and state(number) == "released"
    other = scene.inventory_number()
    Guarantee.objects.update(valid_from="2019-01-01", valid_until="2020-01-01")
    answer = officer.post(f"{HOME}lists/{other}/", {"act": "release"})
    assert answer.status_code == 422 and "No guarantee of" in answer.content.decode() and state(other) == "accepted"


FILING = {
    "number": "G-77",
    "kind": "letter",
    "assure_code": "350198T009",
    "customs_code": "3501",
    "beneficiary": "福州海关",
    "guarantor": "示例银行",
    "obligation": "零售进口税款",
    "limit": "5000.00",
}


def test_a_guarantee_is_filed_accepted_and_given_back(world) -> None:
    _, company, mine, officer = world
    days = {"valid_from": clock.today().isoformat(), "valid_until": (clock.today() + timedelta(days=90)).isoformat()}
    assert post(officer, "guarantees/", **FILING, **days) == 404
    for wrong in ({"limit": "x"}, {"limit": "0"}, {"kind": "king"}, {"valid_until": "2000-01-01"}, {"number": ""}):
        assert post(mine, "guarantees/", **{**FILING, **days, **wrong}) == 422, wrong
    assert post(mine, "guarantees/", **FILING, **days) == 302
    row = Guarantee.objects.get(number="G-77")
    assert (row.organisation, row.limit_fen, row.state) == (company.public_id, 500_000, "filed")
    path = f"guarantees/{row.public_id}/"
    assert post(mine, path, act="accept", scheme="CBEC_31_45") == 404
    assert post(officer, path, act="refuse", reason="") == 422
    assert post(officer, path, act="accept", scheme="NEXT_MONTH_WD5") == 302
    row.refresh_from_db()
    assert (row.state, row.scheme) == ("accepted", "NEXT_MONTH_WD5")
    assert "5,000.00" in mine.get(f"{HOME}{path}").content.decode()
    assert post(mine, path, act="withdraw") == 404
    assert post(officer, path, act="release", reason="期满") == 302
    row.refresh_from_db()
    assert row.state == "released"
    assert signed_in(a_person("stranger").public_id).get(f"{HOME}{path}").status_code == 404


def paid_bill() -> Bill:
    """A bill whose payment book is in the treasury."""
    book = Book.objects.get(state="proposed")
    companies = (book.organisation,)
    (one,) = books_confirm(
        {book.ent_duty_no: book.total_fen}, organisations=companies, actor="person/second", at=clock.now()
    )
    assert one.refusal is None or one.refusal.code
    Book.objects.filter(pk=book.pk).update(
        state="written_off",
        agreement="a",
        instruction="x",
        attempt=1,
        confirmed_by="person/second",
        confirmed_at=clock.now(),
        debited_at=clock.now(),
        in_treasury_at=clock.now(),
        written_off_at=clock.now(),
    )
    return Bill.objects.filter(book=book).first()


def test_a_claim_is_made_and_refused_or_withdrawn(world) -> None:
    _, company, mine, officer = world
    bill = paid_bill()
    given = {"bill": bill.tax_no, "amount": "1.00", "reason": "归类有误"}
    for wrong in ({"amount": "x"}, {"amount": "99999.00"}, {"reason": ""}):
        assert post(mine, "claims/", **{**given, **wrong}) == 422, wrong
    assert post(mine, "claims/", **given | {"bill": "nothing"}) == 404
    assert post(officer, "claims/", **given) == 404
    assert post(mine, "claims/", **given) == 302
    row = Claim.objects.get()
    assert (row.organisation, row.amount_fen, row.state) == (company.public_id, 100, "made")
    path = f"claims/{row.public_id}/"
    assert post(mine, path, act="grant", amount="1.00", answer="x") == 404
    assert post(officer, path, act="refuse", answer="") == 422
    assert post(officer, path, act="refuse", answer="无误") == 302
    row.refresh_from_db()
    assert row.state == "refused" and "无误" in mine.get(f"{HOME}{path}").content.decode()
    assert post(mine, "claims/", **given) == 302
    again = Claim.objects.latest("pk")
    assert post(mine, f"claims/{again.public_id}/", act="withdraw") == 302
    again.refresh_from_db()
    assert again.state == "withdrawn"


def test_a_claim_is_granted_in_part(world) -> None:
    _, _, mine, officer = world
    assert post(mine, "claims/", bill=paid_bill().tax_no, amount="1.00", reason="归类有误") == 302
    row = Claim.objects.get()
    assert post(officer, f"claims/{row.public_id}/", act="grant", amount="2.00", answer="部分") == 422
    assert post(officer, f"claims/{row.public_id}/", act="grant", amount="0.50", answer="部分") == 302
    row.refresh_from_db()
    assert (row.state, row.amount_fen) == ("granted", 50)
