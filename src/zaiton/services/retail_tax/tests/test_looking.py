"""A buyer's number is shown to an officer who gives a reason, and to nobody else; each look is evidence that holds no plain number."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.identity.actions.people import role_grant
from zaiton.blocks.identity.public import OFFICER
from zaiton.blocks.identity.tests.factories import a_person, an_organisation
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.looking import buyer_look
from zaiton.services.retail_tax.domain import release_refusals as refusals
from zaiton.services.retail_tax.domain.book_refusals import ReasonMissing
from zaiton.services.retail_tax.domain.intake_refusals import SealBroken
from zaiton.services.retail_tax.models import Buyer, Inventory
from zaiton.services.retail_tax.tests.scene import Scene, a_scene
from zaiton.services.retail_tax.tests.test_company_pages import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(tmp_path: Any, settings: Any) -> Iterator[tuple[Scene, Any, str, Client]]:
    settings.ZAITON_HOME = tmp_path
    owner = a_person("owner")
    company = an_organisation(owner)
    scene = a_scene({"importer": owner})
    clerk = a_person("clerk")
    role_grant(actor="system", person_id=clerk.public_id, role=OFFICER, at=clock.now())
    yield scene, owner, company.public_id, signed_in(clerk.public_id)


def looks() -> list[Entry]:
    return list(Entry.objects.filter(action="retail_tax.buyer_seen"))


def plain_of(number: str) -> str:
    return buyer_look(number, reason="核对", actor="system", at=clock.now()).number


def test_only_after_a_reason_and_it_is_evidence(world) -> None:
    scene, _, _, clerk = world
    number = scene.inventory_number()
    path = f"/en/retail-tax/lists/{number}/buyer/"
    plain, already = plain_of(number), len(looks())
    first = clerk.get(path)
    assert first.status_code == 200 and plain not in first.content.decode()
    for empty in ("", "   "):
        refused = clerk.post(path, {"reason": empty})
        assert refused.status_code == 422 and plain not in refused.content.decode()
    assert len(looks()) == already
    answer = clerk.post(path, {"reason": "旅客投诉核对身份"})
    assert answer.status_code == 200 and plain in answer.content.decode() and "no-store" in answer["Cache-Control"]
    look = looks()[-1]
    assert len(looks()) == already + 1 and look.object == f"retail_tax.inventory/{number}"
    kept = str({field.name: getattr(look, field.name) for field in Entry._meta.fields})
    assert plain not in kept and look.actor.startswith("person/")
    assert plain not in clerk.get(path).content.decode()


def test_nobody_else_looks(world) -> None:
    scene, owner, company, _ = world
    number = scene.inventory_number()
    path = f"/en/retail-tax/lists/{number}/buyer/"
    mine = signed_in(owner.public_id)
    assert mine.get(path).status_code == 404 and mine.post(path, {"reason": "要看"}).status_code == 404
    assert Client().get(path).status_code == 302
    assert "buyer/" not in mine.get(f"/en/retail-tax/lists/{number}/").content.decode()
    with pytest.raises(refusals.OwnBuyer):
        buyer_look(number, reason="核对", own=(company,), actor="person/x", at=clock.now())
    with pytest.raises(refusals.InventoryUnknown):
        buyer_look("0000", reason="核对", actor="person/x", at=clock.now())
    with pytest.raises(ReasonMissing):
        buyer_look(number, reason="a\nb\x00", actor="person/x", at=clock.now())
    assert not looks()


def test_a_number_of_another_buyer_is_not_unsealed(world) -> None:
    """What is sealed is bound to its buyer: exchanged rows show nothing, and the look that failed is no evidence."""
    scene, _, _, _ = world
    rows = list(Inventory.objects.select_related("buyer").order_by("pk"))
    row = next(one for one in rows if one.invt_no == scene.inventory_number())
    other = Buyer.objects.create(
        key="0" * 32, id_type="1", shown="*", sealed=bytes(row.buyer.sealed), first_at=clock.now()
    )
    Inventory.objects.filter(pk=row.pk).update(buyer=other)
    with pytest.raises(SealBroken):
        buyer_look(row.invt_no, reason="核对", actor="person/x", at=clock.now())
    assert not looks()


def test_a_person_is_not_written_into_logs(world) -> None:
    scene, _, _, _ = world
    person = buyer_look(scene.inventory_number(), reason="核对", actor="system", at=clock.now())
    assert person.number not in repr(person) and person.name not in f"{person}"
