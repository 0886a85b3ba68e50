"""Applications as messages: a list is cancelled, goods go back; what is not granted is told in the receipt with its reason."""

from datetime import timedelta

import pytest
from django.utils import translation

from zaiton.blocks.money.public import account_card
from zaiton.services.retail_tax.actions.releasing import inventories_release
from zaiton.services.retail_tax.models import Answer, Document, Inventory, Sale
from zaiton.services.retail_tax.tests.ceb_writer import guid
from zaiton.services.retail_tax.tests.lists import a_guarantee
from zaiton.services.retail_tax.tests.sales import ACTOR, AT, FOUR, ROLES, bring, registered
from zaiton.services.retail_tax.tests.test_bad_input import told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scene(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path
    registered()
    for kind in FOUR:
        bring(kind)
    with translation.override("en"):
        yield


def the_list() -> Inventory:
    return Inventory.objects.latest("pk")


def released() -> Inventory:
    a_guarantee(at=AT, assure=ROLES["guarantor"])
    (one,) = inventories_release([the_list().invt_no], actor="person/officer", at=AT)
    assert one.refusal is None
    return the_list()


def test_a_list_is_cancelled_by_message_and_the_sale_can_be_declared_again() -> None:
    row = the_list()
    message, ((status, _),) = told(bring("CEB623", invtNo=row.invt_no).receipt)
    assert (message, status) == ("CEB624", "120")
    assert the_list().state == "cancelled" and Sale.objects.get().state == "withdrawn"
    assert account_card(f"rt-buyer-{row.buyer.key[:24]}-2026").pending_debit == 0
    assert Answer.objects.filter(message="CEB624").count() == 1
    assert bring("CEB623", invtNo=row.invt_no).repeated
    bring("CEB511", appType=2, weight="1.9")  # another document alone declares nothing
    assert Inventory.objects.count() == 1 and Sale.objects.get().state == "withdrawn"
    bring("CEB621", copNo="C0000000009", guid=guid(9))
    assert the_list().state == "accepted" and the_list().invt_no != row.invt_no
    assert Sale.objects.get().state == "accepted"
    assert account_card(f"rt-buyer-{row.buyer.key[:24]}-2026").pending_debit == 24_600


def test_goods_go_back_by_message_after_release() -> None:
    row = released()
    message, ((status, _),) = told(bring("CEB625", invtNo=row.invt_no, at=AT + timedelta(days=3)).receipt)
    assert (message, status) == ("CEB626", "120") and the_list().state == "returning"


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("CEB623", {"invtNo": "350120261000000099"}, "There is no inventory list 350120261000000099"),
        ("CEB623", {"agentCode": "350198A009"}, "There is no inventory list"),
        ("CEB625", {}, "stands at “accepted”"),
    ],
)
def test_what_is_not_granted_is_told_with_its_reason(kind: str, more: dict, words: str) -> None:
    given = {"invtNo": the_list().invt_no} | more
    _, ((status, info),) = told(bring(kind, **given).receipt)
    assert status == "-505" and words in info
    assert the_list().state == "accepted" and not Document.objects.filter(kind__in=("cancel", "return")).exists()


def test_nobody_cancels_the_list_of_another_company() -> None:
    from zaiton.services.retail_tax.actions.taking import documents_take
    from zaiton.services.retail_tax.tests.sales import file

    content = file("CEB623", invtNo=the_list().invt_no)
    taken = documents_take(content, organisation="company00002", actor=ACTOR, at=AT)
    assert told(taken.receipt)[1][0][0] == "-505" and the_list().state == "accepted"


def test_goods_that_come_too_late_stay() -> None:
    row = released()
    late = bring("CEB625", invtNo=row.invt_no, at=AT + timedelta(days=31))
    assert told(late.receipt)[1][0][0] == "-505" and the_list().state == "released"
    in_time = bring("CEB625", invtNo=row.invt_no, at=AT + timedelta(days=30), guid=guid(77))
    assert in_time.refused == 0 and the_list().state == "returning"
