"""Bad input from end to end: whatever is wrong with a file, a record or a sale is told by the code of the receipt and in words that can be read."""

import re
from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from lxml import etree

from zaiton.blocks.money.public import account_card
from zaiton.services.retail_tax.actions.taking import documents_take
from zaiton.services.retail_tax.models import Answer, Buyer, Document, Intake, Inventory, Party, Sale
from zaiton.services.retail_tax.queries.messages_signatures import fingerprints
from zaiton.services.retail_tax.tests import ceb_writer as writer
from zaiton.services.retail_tax.tests.sales import ACTOR, AGENT, AT, FOUR, bring, file, registered
from zaiton.services.retail_tax.tests.test_messages_signatures import GOLDEN, SHA256, made, own

pytestmark = pytest.mark.django_db
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
SECRET = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
GOOD = file("CEB311", 1)
RECEIPTS = {"CEB311": "CEB312", "CEB411": "CEB412", "CEB511": "CEB512", "CEB621": "CEB622"}


@pytest.fixture(autouse=True)
def _scene(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path
    with translation.override("en"):
        registered()
        yield


def told(receipt: bytes) -> tuple[str, list[tuple[str, str]]]:
    """The message of a receipt and what it says of each record, read by hand."""
    root = etree.fromstring(receipt)
    names = {"returnStatus": [], "returnInfo": []}
    for element in root.iter():
        kind = etree.QName(element).localname
        if kind in names:
            names[kind].append(element.text)
    return etree.QName(root).localname.removesuffix("Message"), list(zip(*names.values(), strict=True))


def taken(content: bytes, **more) -> tuple[str, list[tuple[str, str]]]:
    """Take a file and read its receipt."""
    return told(documents_take(content, organisation=AGENT, actor=ACTOR, at=AT, **more).receipt)


def readable(info: str, code: str, words: str) -> None:
    """The reason carries its code and these words, and nothing that only a programmer could read."""
    assert f"[Code:{code};Desc:" in info and words in info, info
    assert not re.search(r"\{\w+\}|None|Traceback|\bb'", info), info


HOSTILE = {
    "entities": (BOMB, "-102", "document type"),
    "a file of the machine": (SECRET, "-102", "document type"),
    "entities before a message": (GOOD.replace(b"?>", b"?>" + BOMB[:60] + b"]>", 1), "-102", "document type"),
    "an instruction": (GOOD.replace(b"<ceb:Order>", b"<?php x ?><ceb:Order>", 1), "-102", "instructions"),
    "cut off": (GOOD[: len(GOOD) // 2], "-103", "not well-formed"),
    "no XML": (b"orderNo;amount\n1;2\n", "-103", "not well-formed"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "-104", "UTF-8"),
    "another encoding": (GOOD.decode().encode("utf-16"), "-104", "UTF-8"),
    "nested too deep": (b"<a>" * 20 + b"</a>" * 20, "-105", "nested"),
    "nested without end": (b"<a>" * 5_000 + b"</a>" * 5_000, "-103", "not well-formed"),
    "another message": (GOOD.replace(b"CEB311Message", b"CEB303Message"), "-106", "CEB303"),
    "a tax bill of one’s own making": (GOOD.replace(b"CEB311Message", b"CEB816Message"), "-106", "CEB816"),
    "another namespace": (GOOD.replace(writer.SPACE.encode(), b"urn:x"), "-106", "urn:x"),
    "another message than the envelope says": (writer.enveloped(GOOD, "CEB411"), "-108", "CEB411Message"),
    "an envelope with nothing readable": (
        writer.enveloped(GOOD, "CEB311").replace(b"<Data>", b"<Data>*"),
        "-107",
        "Data",
    ),
    "no sender": (writer.message("CEB311", [writer.of("CEB311")], after=""), "-109", "BaseTransfer"),
    "no records": (writer.message("CEB311", []), "-111", "no records"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_file_that_is_no_message_is_answered_by_a_format_error(name: str) -> None:
    content, code, words = HOSTILE[name]
    message, ((status, info),) = taken(content)
    assert (message, status) == ("CEB900", code)
    readable(info, code, words)
    assert "root:" not in info and not Document.objects.exists()
    assert list(Intake.objects.values_list("accepted", "refused")) == [(0, 1)]


WRONG = {
    "goods that do not add up": ("CEB311", {"goodsValue": "235.99"}, "-401", "lines of goods add up to"),
    "another currency": ("CEB311", {"currency": 840}, "-302", "currency is 840"),
    "an export order": ("CEB311", {"orderType": "E"}, "-302", "orderType is E"),
    "an unknown kind of application": ("CEB621", {"appType": 4}, "-302", "appType is 4"),
    "an unknown trade mode": ("CEB621", {"tradeMode": "0110"}, "-302", "tradeMode is 0110"),
    "an unknown kind of document": ("CEB621", {"buyerIdType": "9"}, "-302", "buyerIdType is 9"),
    "an amount of floating point": ("CEB411", {"amountPaid": "2.5e2"}, "-303", "amountPaid"),
    "an amount that is none": ("CEB411", {"amountPaid": "NaN"}, "-303", "amountPaid"),
    "less than nothing": ("CEB411", {"amountPaid": "-1"}, "-303", "amountPaid"),
    "a thousandth of a yuan": ("CEB511", {"freight": "10.005"}, "-303", "freight"),
    "a day that is none": ("CEB411", {"payTime": "20260230000000"}, "-304", "payTime"),
    "a name that reads backwards": ("CEB511", {"consignee": "陈\u202e某"}, "-305", "consignee"),
    "too long a number": ("CEB311", {"orderNo": "9" * 61}, "-301", "orderNo"),
    "no number": ("CEB511", {"logisticsNo": ""}, "-206", "logisticsNo is missing"),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_bad_record_is_refused_by_its_code_and_the_other_is_taken(name: str) -> None:
    kind, changes, code, words = WRONG[name]
    bad, good = writer.of(kind, 1, **changes), writer.of(kind, 2)
    message, ((status, info), (other, _)) = taken(writer.message(kind, [bad, good]))
    assert message == RECEIPTS[kind] and (status, other) == (code, "2" if kind == "CEB621" else "120")
    readable(info, code, words)
    assert Document.objects.count() == 1 and Intake.objects.get().faults == [{"place": 1, "code": code}]


def test_a_line_whose_total_is_not_quantity_times_price_is_refused() -> None:
    text = file("CEB621", 1).replace(b"<ceb:totalPrice>196<", b"<ceb:totalPrice>195<")
    _, ((status, info),) = taken(text)
    assert status == "-402"
    readable(info, "-402", "quantity and price make 196")


# duplicates and replays


def test_the_same_number_twice_in_a_file_and_again_in_another() -> None:
    twice = [writer.of("CEB411", 1), writer.of("CEB411", 1, guid=writer.guid(9), amountPaid="1.00")]
    _, ((first, _), (second, info)) = taken(writer.message("CEB411", twice))
    assert (first, second) == ("120", "-501")
    readable(info, "-501", "Record 1 of this file")
    other = writer.message("CEB411", [writer.of("CEB411", 1, guid=writer.guid(9), amountPaid="1.00")])
    _, ((status, info),) = taken(other)
    assert status == "-502"
    readable(info, "-502", "can be replaced by a change only")


def test_a_file_sent_again_after_its_sale_was_declared_changes_nothing() -> None:
    for kind in FOUR:
        bring(kind)
    held = account_card(f"rt-buyer-{Buyer.objects.get().key[:24]}-2026").pending_debit
    for days, kind in enumerate(FOUR, 1):
        assert bring(kind, at=AT + timedelta(days=days)).repeated
        again = documents_take(file(kind) + b"\n", organisation=AGENT, actor=ACTOR, at=AT)  # other bytes, same records
        assert (again.accepted, again.refused, again.repeated) == (1, 0, False)
    assert Inventory.objects.count() == 1 and Document.objects.count() == 4
    assert account_card(f"rt-buyer-{Buyer.objects.get().key[:24]}-2026").pending_debit == held


def test_a_change_of_a_sale_that_is_declared_is_refused() -> None:
    for kind in FOUR:
        bring(kind)
    _, ((status, info),) = told(bring("CEB311", appType=2, buyerTelephone="13900000000").receipt)
    assert status == "-503"
    readable(info, "-503", "accepted by customs")


# signatures


def test_forged_signatures_are_refused_and_true_ones_are_taken() -> None:
    key, certificate = made()
    theirs = fingerprints([(GOLDEN / "signer.pem").read_bytes()])
    golden = (GOLDEN / "signed-sha256.xml").read_bytes()
    forged = {
        "-125": (golden.replace(b"21.48<", b"1.48<", 1), "changed after it was signed"),
        "-124": (own(key, certificate, SHA256), "not on file"),
        "-127": (file("CEB311", 3), "not signed"),
    }
    for code, (content, words) in forged.items():
        message, ((status, info),) = taken(content, on_file=theirs, must_be_signed=True)
        assert (message, status) == ("CEB900", code)
        readable(info, code, words)
    assert not Document.objects.exists()
    message, records = taken(golden, on_file=theirs, must_be_signed=True)
    assert message == "CEB312" and {status for status, _ in records} == {"120"}
    assert Intake.objects.exclude(signed_by="").count() == 1


# sales whose documents do not agree


DISAGREE = {
    "paid by another": ({"CEB411": {"payerName": "李某"}}, 4, "must be one person"),
    "paid less": ({"CEB411": {"amountPaid": "1.00"}}, 5, "the payment 1.00"),
    "a discount that is not reckoned in": ({"CEB311": {"discount": "5"}}, 6, "less the discount make"),
    "another freight": ({"CEB511": {"freight": "9.00"}}, 8, "in one document and"),
    "another consignee": ({"CEB511": {"consignee": "王某"}}, 9, "in one document and"),
    "too little tax": (
        {"CEB311": {"taxTotal": "1.00", "acturalPaid": "247.00"}, "CEB411": {"amountPaid": "247.00"}},
        10,
        "were computed",
    ),
    "an unknown agent": ({"CEB621": {"agentCode": "350198A009"}}, 11, "350198A009 is not registered"),
    "an unknown guarantor": ({"CEB621": {"assureCode": "350198T009"}}, 11, "350198T009 is not registered"),
    "goods that are on no list": ({"CEB621": {}}, 12, "2402200000 is not on the positive list"),
}


@pytest.mark.parametrize("name", sorted(DISAGREE))
def test_a_sale_that_does_not_agree_is_rejected_with_the_reason_in_words(name: str) -> None:
    changes, check, words = DISAGREE[name]
    for kind in FOUR:
        content = file(kind, **changes.get(kind, {}))
        if check == 12:
            content = content.replace(b"<ceb:gcode>1901101000<", b"<ceb:gcode>2402200000<")
        documents_take(content, organisation=AGENT, actor=ACTOR, at=AT)
    sale = Sale.objects.get()
    assert sale.state == "discrepant" and check in {each["check"] for each in sale.findings}
    answer = Answer.objects.get()
    assert (answer.message, answer.code) == ("CEB622", "100")
    readable(answer.words, "100", words)
    assert "350102199003070012" not in answer.words and not Inventory.objects.exists()


@pytest.mark.parametrize(("kind", "member", "check"), [("CEB411", "payTransactionId", 2), ("CEB511", "logisticsNo", 3)])
def test_a_payment_or_parcel_of_another_sale_cannot_be_used_again(kind: str, member: str, check: int) -> None:
    for each in FOUR:
        bring(each)
    value = {"CEB411": "P000000000001", "CEB511": "L000000000001"}[kind]
    carriers = {"CEB411": ("CEB311",), "CEB511": ("CEB621",)}[kind]
    receipts = []
    for each in FOUR:
        more = {member: value} if each in (kind, *carriers) else {}
        receipts += told(bring(each, 2, **more).receipt)[1]
    assert Inventory.objects.count() == 1
    if "-502" not in {status for status, _ in receipts}:  # the document itself is refused already
        assert check in {each["check"] for each in Sale.objects.exclude(state="accepted").get().findings}


def test_orders_split_to_dodge_the_limit_are_flagged_with_the_reason() -> None:
    for kind in FOUR:
        bring(kind, *range(1, 22))
    (row,) = [row for row in Inventory.objects.all() if row.flags]
    (flag,) = row.flags
    words = translation.gettext(flag["words"]).format(**flag)
    assert flag["flag"] == "split" and "5166.00" in words and "limit of one transaction" in words
    assert len(flag["others"].split(", ")) == 20


def test_an_enterprise_whose_registration_is_over_counts_no_more() -> None:
    Party.objects.filter(kind="agent").update(valid_until="2026-03-02")
    for kind in FOUR:
        bring(kind)
    assert Sale.objects.get().state == "discrepant"
    readable(Answer.objects.get().words, "100", "not valid on this day")


class Whatever(TestCase):
    """Whatever bytes come: a receipt, nothing raised, nothing half taken."""

    @given(st.binary(min_size=1, max_size=80), st.integers(0, len(GOOD)), st.integers(0, 80))
    def test_any_bytes_in_a_good_file(self, noise: bytes, place: int, cut: int) -> None:
        content = GOOD[:place] + noise + GOOD[place + cut :]
        found = documents_take(content, organisation=AGENT, actor=ACTOR, at=AT)
        message, records = told(found.receipt)
        assert message in ("CEB312", "CEB900") and len(records) == 1
        status = records[0][0]
        assert status.startswith("-") == bool(found.refused) and Document.objects.count() == found.accepted
