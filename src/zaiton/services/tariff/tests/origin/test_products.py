"""Products kept for their origin: versions, history, permission, suppliers by link, assessing again; each write in the evidence log."""

import copy
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from zaiton.blocks.evidence.models import Entry
from zaiton.services.tariff.actions import origin_again, origin_products
from zaiton.services.tariff.actions.origin_again import products_again
from zaiton.services.tariff.actions.origin_products import product_archive, product_keep, product_revise
from zaiton.services.tariff.actions.origin_suppliers import (
    TERM,
    digest_of,
    supplier_answer,
    supplier_ask,
    supplier_withdraw,
)
from zaiton.services.tariff.domain.origin.product_faults import BadProduct
from zaiton.services.tariff.domain.origin.product_refusals import (
    AnswerIncomplete,
    LineUnknown,
    NoSuchProduct,
    NoSuchRequest,
    NotForThisCompany,
    NothingChanged,
    RequestOver,
    VersionMoved,
)
from zaiton.services.tariff.models import OriginAssessment, OriginProduct, OriginVersion, SupplierRequest
from zaiton.services.tariff.queries.origin_products import assessment_of, product_page, products
from zaiton.services.tariff.queries.origin_suppliers import request_under
from zaiton.services.tariff.tests.conftest import NOON
from zaiton.services.tariff.tests.test_actions import company_of

MIXER = {
    "on": "2026-03-02",
    "from": "BD",
    "to": "CN",
    "agreements": ["LDC"],
    "currency": "CNY",
    "product": {"name": "mixer", "code": "850940", "fob": 10000, "processing": {"more_than_minimal": True}},
    "materials": [
        {"id": "1", "name": "motor block", "code": "850990", "origin": "US", "value": 4500},
        {"id": "2", "name": "jug", "code": "701337", "origin": "CN", "value": 2000},
    ],
}
ANSWER = {
    "originates": True,
    "origin": "CN",
    "agreements": ["LDC"],
    "criterion": "B",
    "valid_until": date(2099, 12, 31),
    "name": "Head of export",
}


def keep(member, organisation="", **more):
    return product_keep(person=member.public_id, organisation=organisation, document=MIXER | more, at=NOON)


def see(member, public_id, at=NOON):
    return product_page(member.public_id, public_id, at=at, language="en")


def cheaper():
    changed = copy.deepcopy(MIXER)
    changed["materials"][0]["value"] = 3000
    return changed


def test_a_product_is_kept_with_what_it_came_to_in_both_languages(cast):
    public_id = keep(cast["importer"])
    page = see(cast["importer"], public_id)
    assert (page.card.version, dict(page.card.outcomes)) == (1, {"LDC": "undetermined"})
    assert page.assessment["verdicts"][0]["outcome_text"] == "Undetermined"
    assert page.plans["plans"][0]["proposals"][0]["kind"] == "declare"
    chinese = product_page(cast["importer"].public_id, public_id, at=NOON, language="zh-hans")
    assert chinese.assessment["verdicts"][0]["outcome_text"] != "Undetermined"
    assert [e.action for e in _entries(f"tariff.origin_product/{public_id}")] == ["tariff.origin_version"]


def test_a_changed_price_makes_a_version_and_the_history_stays(cast):
    public_id = keep(cast["importer"])
    assert product_revise(person=cast["importer"].public_id, public_id=public_id, document=cheaper(), at=NOON) == 2
    page = see(cast["importer"], public_id)
    assert dict(page.card.outcomes) == {"LDC": "originating"}
    assert [(v.number, v.assessments[0][1]) for v in page.versions] == [(2, "changed"), (1, "made")]
    first = page.versions[1].assessments[0][0]
    number, assessment, _, _ = assessment_of(cast["importer"].public_id, public_id, first, at=NOON, language="en")
    assert (number, assessment["verdicts"][0]["outcome"]) == (1, "undetermined")


def test_nothing_is_kept_of_a_bill_that_cannot_be_read(cast):
    with pytest.raises(BadProduct):
        keep(cast["importer"], materials=[{"id": "1", "code": "850131", "value": -1}])
    assert not OriginProduct.objects.exists()


def test_the_same_bill_again_is_no_version_and_a_newer_one_is_not_overwritten(cast):
    public_id, person = keep(cast["importer"]), cast["importer"].public_id
    with pytest.raises(NothingChanged):
        product_revise(person=person, public_id=public_id, document=MIXER, at=NOON)
    product_revise(person=person, public_id=public_id, document=cheaper(), based_on=1, at=NOON)
    with pytest.raises(VersionMoved):
        product_revise(person=person, public_id=public_id, document=MIXER, based_on=1, at=NOON)
    assert OriginVersion.objects.count() == 2


def test_a_version_number_is_given_once(cast):
    public_id = keep(cast["importer"])
    row = OriginProduct.objects.get(public_id=public_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        OriginVersion.objects.create(product=row, number=1, document={}, actor="x", made_at=NOON)


def test_strangers_see_and_change_nothing(cast):
    company = company_of(cast["importer"])
    public_id = keep(cast["importer"], company)
    assert see(cast["agent"], public_id).card.organisation == company
    for reader in (cast["stranger"], cast["officer"]):
        assert not products(reader.public_id, at=NOON)
        with pytest.raises(NoSuchProduct):
            see(reader, public_id)
        with pytest.raises(NoSuchProduct):
            product_revise(person=reader.public_id, public_id=public_id, document=cheaper(), at=NOON)
        with pytest.raises(NoSuchProduct):
            supplier_ask(person=reader.public_id, public_id=public_id, line="2", supplier="x", at=NOON)
        with pytest.raises(NoSuchProduct):
            product_archive(person=reader.public_id, public_id=public_id, at=NOON)
        with pytest.raises(NotForThisCompany):
            keep(reader, company)


def test_a_supplier_declares_under_its_link_and_the_bill_is_assessed_again(cast):
    public_id = keep(cast["importer"])
    request, secret = supplier_ask(
        person=cast["importer"].public_id, public_id=public_id, line="2", supplier="Glassworks", at=NOON
    )
    card, open_ = request_under(digest_of(secret), at=NOON)
    assert open_ and card.asked["name"] == "jug" and card.asked["agreements"] == ["LDC"]
    supplier_answer(secret=secret, given=ANSWER, at=NOON)
    page = see(cast["importer"], public_id)
    assert (page.card.version, dict(page.card.outcomes)) == (2, {"LDC": "originating"})
    assert page.document["materials"][1]["originating"] == {"LDC": True}
    assert page.requests[0].state == "answered" and page.requests[0].answer["name"] == "Head of export"
    actions = [e.action for e in _entries(f"tariff.supplier_request/{request}")]
    assert actions == ["tariff.supplier_asked", "tariff.supplier_answered"]
    with pytest.raises(RequestOver):
        supplier_answer(secret=secret, given=ANSWER, at=NOON)


def test_a_supplier_that_says_no_is_believed(cast):
    public_id = keep(cast["importer"])
    _, secret = supplier_ask(person=cast["importer"].public_id, public_id=public_id, line="2", supplier="x", at=NOON)
    supplier_answer(secret=secret, given={"originates": False, "origin": "CN", "name": "Clerk"}, at=NOON)
    page = see(cast["importer"], public_id)
    assert page.document["materials"][1]["originating"] == {"LDC": False}
    assert dict(page.card.outcomes) == {"LDC": "not_originating"}
    assert page.requests[0].state == "declined"


@pytest.mark.parametrize("missing", ["name", "origin", "agreements", "valid_until", "originates"])
def test_an_incomplete_answer_changes_nothing(cast, missing):
    public_id = keep(cast["importer"])
    _, secret = supplier_ask(person=cast["importer"].public_id, public_id=public_id, line="2", supplier="x", at=NOON)
    with pytest.raises(AnswerIncomplete):
        supplier_answer(secret=secret, given={k: v for k, v in ANSWER.items() if k != missing}, at=NOON)
    assert SupplierRequest.objects.get().state == "open"
    assert see(cast["importer"], public_id).card.version == 1


def test_a_link_is_kept_as_a_digest_ends_and_can_be_taken_back(cast):
    public_id, person = keep(cast["importer"]), cast["importer"].public_id
    request, secret = supplier_ask(person=person, public_id=public_id, line="2", supplier="x", at=NOON)
    assert secret not in str(SupplierRequest.objects.values())
    assert not request_under(digest_of(secret), at=NOON + TERM)[1]
    with pytest.raises(RequestOver):
        supplier_answer(secret=secret, given=ANSWER, at=NOON + TERM)
    with pytest.raises(NoSuchRequest):
        supplier_answer(secret="x" * 32, given=ANSWER, at=NOON)
    supplier_withdraw(person=person, public_id=public_id, request=request, at=NOON)
    with pytest.raises(RequestOver):
        supplier_answer(secret=secret, given=ANSWER, at=NOON)
    with pytest.raises(LineUnknown):
        supplier_ask(person=person, public_id=public_id, line="9", supplier="x", at=NOON)


def test_other_rules_on_file_have_a_product_assessed_again_and_its_people_told_once(cast, monkeypatch):
    public_id = keep(cast["importer"])
    assert products_again(at=NOON) == 0
    for module in (origin_again, origin_products):
        monkeypatch.setattr(module, "book_signature", lambda: "other")
    assert products_again(at=NOON) == 0  # nothing came out different
    assert OriginAssessment.objects.count() == 1
    monkeypatch.setattr(origin_again, "book_signature", lambda: "third")
    monkeypatch.setattr(origin_products, "book_signature", lambda: "third")
    row = OriginAssessment.objects.get()
    row.outcomes, row.document_en = {"LDC": "originating"}, {}
    row.save()
    assert products_again(at=NOON) == 1
    assert products_again(at=NOON) == 0
    page = see(cast["importer"], public_id)
    assert [a[1] for a in page.versions[0].assessments] == ["rules", "made"]
    assert _notices(cast["importer"]) == 1


def _entries(object: str) -> list[Entry]:
    return list(Entry.objects.filter(object=object).order_by("seq"))


def _notices(member) -> int:
    from zaiton.blocks.notices.models import Notice

    return Notice.objects.filter(person=member.public_id, kind="tariff.origin_changed").count()


def test_a_product_that_is_put_away_is_listed_apart_and_not_assessed_again(cast, monkeypatch):
    public_id, person = keep(cast["importer"]), cast["importer"].public_id
    product_archive(person=person, public_id=public_id, at=NOON)
    assert not products(person, at=NOON)
    assert [card.public_id for _, card in products(person, at=NOON, archived=True)] == [public_id]
    monkeypatch.setattr(origin_again, "book_signature", lambda: "other")
    assert products_again(at=NOON + timedelta(days=2)) == 0
