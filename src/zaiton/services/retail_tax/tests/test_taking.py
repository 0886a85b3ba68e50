"""Taking messages and matching sales: whichever document comes last, the list is accepted once; what differs is told."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.money.public import account_card
from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.actions.matching import sales_match
from zaiton.services.retail_tax.actions.taking import documents_take
from zaiton.services.retail_tax.domain.intake_refusals import FileEmpty, SealBroken
from zaiton.services.retail_tax.domain.packing import KINDS, pack, unpack
from zaiton.services.retail_tax.models import Answer, Buyer, Document, Intake, Inventory, Sale
from zaiton.services.retail_tax.queries.messages_reading import read
from zaiton.services.retail_tax.queries.sealing import FILE, sealed, unsealed
from zaiton.services.retail_tax.tests.sales import ACTOR, AGENT, AT, FOUR, bring, file, registered

pytestmark = pytest.mark.django_db
BUYER = "350102199003070012"


@pytest.fixture(autouse=True)
def _scene(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path
    registered()


def states() -> list[str]:
    return list(Sale.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("order", permutations(FOUR), ids="-".join)
def test_the_list_is_accepted_whichever_document_comes_last(order):
    for kind in order[:3]:
        bring(kind)
    assert states() in ([], ["waiting"]) and not Inventory.objects.exists()
    bring(order[3])
    assert states() == ["accepted"]
    row = Inventory.objects.get()
    assert (row.dutiable_fen, row.tariff_fen + row.consumption_fen + row.vat_fen) == (24600, 2238)
    assert row.year == 2026 and row.tax_scheme == "within_limits"
    assert account_card(f"rt-buyer-{row.buyer.key[:24]}-2026").pending_debit == 24600
    assert [a.code for a in Answer.objects.filter(message="CEB622")] == ["399"]


def test_the_same_bytes_again_get_the_same_receipt_and_change_nothing():
    first = bring("CEB311", 1, 2)
    again = bring("CEB311", 1, 2, at=AT + timedelta(days=1))
    assert again.repeated and again.receipt == first.receipt and b"CEB312Message" in first.receipt
    assert Intake.objects.count() == 1 and Document.objects.count() == 2


def test_the_same_document_in_another_file_is_a_repetition():
    bring("CEB411", 1)
    both = bring("CEB411", 1, 2)
    assert (both.accepted, both.refused) == (2, 0)
    assert Document.objects.count() == 2


def test_another_document_under_a_number_in_force_is_refused_with_its_code():
    bring("CEB411", 1)
    other = bring("CEB411", 1, payerName="李某")
    assert (other.accepted, other.refused) == (0, 1)
    assert Intake.objects.get(refused=1).faults == [{"place": 1, "code": "-502"}]
    assert b"-502" in other.receipt and Document.objects.count() == 1


def test_a_change_replaces_what_is_in_force_until_the_sale_is_accepted():
    for kind in FOUR[:3]:
        bring(kind, **({"payerName": "李某"} if kind == "CEB411" else {}))
    bring("CEB621")
    assert states() == ["discrepant"]
    assert {f["check"] for f in Sale.objects.get().findings} == {4}
    bring("CEB411", appType=2)
    assert states() == ["accepted"]
    late = bring("CEB411", appType=2, payerName="王某")
    assert late.refused == 1 and b"-503" in late.receipt
    assert Document.objects.filter(kind="payment").values_list("state", flat=True).order_by("pk")[0] == "superseded"


@pytest.mark.parametrize("app", ["2", "3"])
def test_nobody_changes_or_takes_back_what_another_company_brought(app):
    bring("CEB311")
    other = file("CEB311", appType=app, note="changed")
    taken = documents_take(other, name="x", organisation="company00002", actor="token/other", at=AT)
    assert taken.refused == 1 and b"-504" in taken.receipt
    assert [row.state for row in Document.objects.all()] == ["live"]
    mine = documents_take(file("CEB311", appType=app, note="mine"), name="x", organisation=AGENT, actor=ACTOR, at=AT)
    assert mine.accepted == 1 and Document.objects.order_by("pk")[0].state == "superseded"


def test_a_change_of_what_is_not_there_is_refused():
    assert b"-504" in bring("CEB411", appType=2).receipt


def test_a_bad_record_leaves_the_others_good():
    content = file("CEB411", 1, 2).replace(
        b"<ceb:amountPaid>268.38</ceb:amountPaid>", b"<ceb:amountPaid>x</ceb:amountPaid>", 1
    )
    taken = documents_take(content, actor=ACTOR, at=AT)
    assert (taken.accepted, taken.refused) == (1, 1)
    assert Document.objects.get().number == "P000000000002"


@pytest.mark.parametrize("content", [b"<a/>", b"no xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_what_is_no_message_is_answered_as_a_format_error_and_kept_as_refused(content):
    taken = documents_take(content, actor=ACTOR, at=AT)
    assert b"CEB900" in taken.receipt and Intake.objects.get().refused == 1
    assert not Document.objects.exists()


def test_nothing_is_refused():
    with pytest.raises(FileEmpty):
        documents_take(b" \n", actor=ACTOR, at=AT)


def test_matching_again_changes_nothing():
    for kind in FOUR:
        bring(kind)
    entries = Entry.objects.count()
    assert sales_match([Sale.objects.get().pk], actor=ACTOR, at=AT) == {"accepted": 0, "discrepant": 0, "waiting": 0}
    assert Entry.objects.count() == entries and Inventory.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "more", "check"),
    [
        ("CEB311", {"taxTotal": "20.00", "acturalPaid": "266.00"}, 10),
        ("CEB411", {"amountPaid": "1.00"}, 5),
        ("CEB511", {"freight": "9.00"}, 8),
        ("CEB511", {"consignee": "王某"}, 9),
        ("CEB621", {"buyerName": "王某"}, 4),
        ("CEB621", {"agentCode": "350198A009"}, 11),
    ],
)
def test_what_differs_is_found_by_its_check_and_told_once(kind, more, check):
    for each in FOUR:
        bring(each, **(more if each == kind else {}))
    assert states() == ["discrepant"] and not Inventory.objects.exists()
    assert check in {f["check"] for f in Sale.objects.get().findings}
    assert [a.code for a in Answer.objects.all()] == ["100"]
    sales_match([Sale.objects.get().pk], actor=ACTOR, at=AT)
    assert Answer.objects.count() == 1


def test_the_year_of_a_buyer_is_held_and_what_exceeds_it_is_refused():
    many = range(1, 108)
    for kind in FOUR:
        for begin in (1, 60):
            bring(kind, *[n for n in many if begin <= n < begin + 59])
    accepted = Inventory.objects.count()
    assert accepted == 2_600_000 // 24_600 == 105
    assert states().count("discrepant") == 2
    assert {f["reason"] for sale in Sale.objects.filter(state="discrepant") for f in sale.findings} == {"annual_limit"}
    assert account_card(f"rt-buyer-{Buyer.objects.get().key[:24]}-2026").pending_debit == 105 * 24_600


def test_the_last_second_of_a_year_in_beijing_counts_in_it():
    late = datetime(2026, 12, 31, 23, 59, 59, tzinfo=BEIJING)
    more = {"CEB621": {"declTime": "20261231", "appTime": "20261231235959"}}
    for kind in FOUR:
        bring(kind, at=late, **more.get(kind, {}))
    assert Inventory.objects.get().year == 2026
    next_ = {"CEB621": {"declTime": "20270101", "appTime": "20270101000000"}}
    for kind in FOUR:
        bring(kind, 2, at=late + timedelta(seconds=1), **next_.get(kind, {}))
    assert [row.year for row in Inventory.objects.order_by("pk")] == [2026, 2027]


def test_orders_split_below_the_limit_of_one_transaction_are_flagged():
    for kind in FOUR:
        bring(kind, *range(1, 22))
    flagged = [row for row in Inventory.objects.order_by("pk") if row.flags]
    assert [flag["flag"] for flag in flagged[-1].flags] == ["split"]
    assert flagged[-1].flags[0]["together"] == "5166.00" and len(flagged) == 1


def test_no_number_of_a_person_stands_in_any_table():
    for kind in FOUR:
        bring(kind)
    for model in (Document, Sale, Buyer, Inventory, Intake, Answer, Entry):
        text = str(list(model.objects.values()))
        assert BUYER not in text and "13800000000" not in text and "马尾区" not in text
    assert Buyer.objects.get().shown == "3501************12"


def test_what_is_sealed_opens_only_for_what_it_is_about(settings, tmp_path):
    content = sealed(b"secret", b"a")
    assert b"secret" not in content and unsealed(content, b"a") == b"secret"
    for about, changed in ((b"b", content), (b"a", content[:-1] + bytes([content[-1] ^ 1]))):
        with pytest.raises(SealBroken):
            unsealed(changed, about)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", ["CEB311", "CEB411", "CEB511", "CEB513", "CEB621", "CEB623", "CEB625"])
def test_every_message_packs_and_unpacks_to_itself(kind):
    (message,) = read(file(kind)).good
    packed = pack(message)
    assert packed.kind == KINDS[type(message)] and unpack(packed.kind, packed.said, packed.persons) == message
    assert BUYER not in packed.said
