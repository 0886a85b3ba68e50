"""The company's pages: who sees what, files handed in, a line disputed, batches proposed and confirmed by two people."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zaiton.blocks.identity.domain.cards import OrgCard, PersonCard
from zaiton.blocks.identity.models import Person
from zaiton.blocks.identity.tests.factories import a_delegation, a_person, an_organisation
from zaiton.kit import clock
from zaiton.services.retail_tax.models import Bill, Book, Dispute, Intake, Sale
from zaiton.services.retail_tax.tests.scene import Scene, a_scene
from zaiton.services.retail_tax.tests.whole import files

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/en/retail-tax/"
ALL = ("retail-tax:read", "retail-tax:send", "retail-tax:propose", "retail-tax:confirm")


def signed_in(person: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(public_id=person))
    return client


@pytest.fixture
def world(tmp_path: Any, settings: Any) -> Iterator[tuple[Scene, PersonCard, OrgCard]]:
    settings.ZAITON_HOME = tmp_path
    owner = a_person("owner")
    company = an_organisation(owner)
    cast: Mapping[str, Any] = {"importer": owner}
    yield a_scene(cast), owner, company


def colleague(owner: PersonCard, company: OrgCard, *scopes: str) -> Client:
    person = a_person("second")
    a_delegation(owner, company, "second@example.com", scopes=scopes or ALL, first_day=clock.today(), at=clock.now())
    return signed_in(person.public_id)


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"{HOME}{path}")
    assert answer.status_code == status, path
    return answer.content.decode()


def test_every_page_is_there_for_the_company_and_for_nobody_else(world):
    scene, owner, _ = world
    mine, stranger = signed_in(owner.public_id), signed_in(a_person("stranger").public_id)
    things = {
        f"take/{scene.intake()}/": 404,
        f"take/{scene.intake()}/receipt.xml": 404,
        f"sales/{scene.sale()}/": 404,
        f"bills/{scene.bill()}/": 404,
        f"books/{scene.book()}/": 404,
        f"books/{scene.book()}/state/": 404,
    }
    for path in ("", "take/", "sales/", "bills/", "books/", "books/progress/", *things):
        assert "None" not in shown(mine, path)
        shown(stranger, path, things.get(path, 200))
        assert Client().get(f"{HOME}{path}").status_code == (302 if path else 200)
    assert Sale.objects.first().order_no not in shown(stranger, "sales/")
    assert Book.objects.first().ent_duty_no not in shown(stranger, "books/")


def test_a_sale_says_what_does_not_agree_and_what_is_missing(world):
    scene, owner, _ = world
    page = shown(signed_in(owner.public_id), f"sales/{scene.sale('discrepant')}/")
    assert "The order says 268.38 yuan were paid, the payment 1.00." in page


def test_files_are_handed_in_and_each_is_answered(world):
    _, owner, company = world
    client = signed_in(owner.public_id)
    before = Intake.objects.count()
    new = files((21, 22), at=clock.now())
    uploads = [SimpleUploadedFile(f"{kind}.xml", content) for kind, content in new.items()]
    uploads.append(SimpleUploadedFile("hostile.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))
    uploads.append(SimpleUploadedFile("empty.xml", b" "))
    page = client.post(f"{HOME}take/", {"files": uploads}).content.decode()
    assert page.count("2 taken") == 4 + 4 and "The file is empty." in page
    assert Intake.objects.count() == before + 5
    again = client.post(f"{HOME}take/", {"files": [SimpleUploadedFile("again.xml", new["CEB311"])]}).content.decode()
    assert "This file had come before" in again
    receipt = client.get(f"{HOME}take/{Intake.objects.filter(message='CEB311').latest('pk').public_id}/receipt.xml")
    assert b"CEB312Message" in receipt.content and receipt["Content-Type"].startswith("application/xml")


def test_without_a_company_no_file_is_taken(world):
    client = signed_in(a_person("stranger").public_id)
    upload = SimpleUploadedFile("a.xml", b"<a/>")
    assert client.post(f"{HOME}take/", {"files": [upload]}).status_code == 404


def test_a_line_is_disputed_and_the_dispute_withdrawn(world):
    scene, owner, _ = world
    client, bill = signed_in(owner.public_id), scene.bill()
    page = shown(client, f"bills/{bill}/")
    assert "Step by step, in fen" in page and "Import VAT collected:" in page and "Dispute this line" in page
    assert client.post(f"{HOME}bills/{bill}/", {"line": "1", "reason": ""}).status_code == 422
    assert client.post(f"{HOME}bills/{bill}/", {"line": "7", "reason": "wrong code"}).status_code == 422
    assert client.post(f"{HOME}bills/{bill}/", {"line": "1", "reason": "wrong code"}).status_code == 302
    row = Bill.objects.get(public_id=bill)
    assert (row.state, row.book) == ("disputed", None)
    dispute = Dispute.objects.get(line__bill=row)
    other = signed_in(a_person("stranger").public_id)
    assert other.post(f"{HOME}bills/{bill}/disputes/{dispute.public_id}/").status_code == 404
    assert client.post(f"{HOME}bills/{bill}/disputes/{dispute.public_id}/").status_code == 302
    assert Bill.objects.get(public_id=bill).state == "generated"


def test_a_batch_is_proposed_by_one_and_confirmed_by_another(world):
    scene, owner, company = world
    one, two = signed_in(owner.public_id), colleague(owner, company)
    book = Book.objects.get(ent_duty_no=scene.book())
    named = {"books": [book.ent_duty_no], f"total-{book.ent_duty_no}": str(book.total_fen)}
    wrong = named | {f"total-{book.ent_duty_no}": "1"}
    answer = one.post(f"{HOME}books/", wrong | {"act": "propose"})
    assert answer.status_code == 422 and "stay as they are" in answer.content.decode()
    assert one.post(f"{HOME}books/", named | {"act": "propose"}).status_code == 302
    assert one.post(f"{HOME}books/", named | {"act": "confirm"}).status_code == 422
    assert two.post(f"{HOME}books/", named | {"act": "confirm"}).status_code == 302
    book.refresh_from_db()
    assert (book.state, book.proposed_by, book.confirmed_by != book.proposed_by) == (
        "confirmed",
        f"person/{owner.public_id}",
        True,
    )


def test_all_that_wait_are_proposed_at_once_by_the_sum_that_was_seen(world):
    _, owner, _ = world
    client = signed_in(owner.public_id)
    waiting = Book.objects.filter(state="consolidated")
    total = sum(waiting.values_list("total_fen", flat=True))
    stale = client.post(f"{HOME}books/", {"act": "propose", "every": "1", "sum_propose": str(total + 1)}, follow=True)
    assert "have changed since" in stale.content.decode() and waiting.exists()
    client.post(f"{HOME}books/", {"act": "propose", "every": "1", "sum_propose": str(total)})
    assert not waiting.exists()


def test_what_was_not_lent_cannot_be_done(world):
    scene, owner, company = world
    reader = colleague(owner, company, "retail-tax:read")
    shown(reader, f"books/{scene.book()}/")
    assert reader.post(f"{HOME}books/", {"act": "propose", "books": [scene.book()]}).status_code == 404
    assert reader.post(f"{HOME}books/", {"act": "burn"}).status_code == 404


def test_one_book_is_taken_back_on_its_own_page(world):
    scene, owner, _ = world
    client, number = signed_in(owner.public_id), scene.book("proposed")
    assert "Take the proposal back" in shown(client, f"books/{number}/")
    assert client.post(f"{HOME}books/{number}/take_back/").status_code == 302
    assert Book.objects.get(ent_duty_no=number).state == "consolidated"
