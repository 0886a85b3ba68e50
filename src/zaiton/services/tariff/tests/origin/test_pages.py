"""The pages on origin without a browser: bring a bill, see every verdict, try a source, ask a supplier, print, go back in time."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zaiton.blocks.papers.tests.drawing import text_of
from zaiton.services.tariff.models import OriginProduct, OriginVersion, SupplierRequest
from zaiton.services.tariff.tests.origin.test_products import MIXER, keep
from zaiton.services.tariff.tests.test_pages_batches import sign_in

BILL = "line,name,code,origin,originating,value\n1,motor block,850990,US,no,45.00\n2,jug,701337,CN,,20.00\n"
FORM = {
    "name": "mixer",
    "code": "8509.40",
    "exporter": "bd",
    "importer": "CN",
    "on": "2026-03-02",
    "currency": "",
    "fob": "100.00",
    "more_than_minimal": "yes",
}


def file(text=BILL, name="bill.csv"):
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def signed(cast, client):
    sign_in(client, cast["importer"])
    return client


def test_a_bill_is_brought_assessed_and_shown(signed):
    response = signed.post("/en/tariff/origin/new/", FORM | {"file": file()}, follow=True)
    text = response.content.decode()
    assert response.status_code == 200 and "Originating under Asia-Pacific Trade Agreement" in text
    assert "motor block" in text and "What would make it originate" in text
    version = OriginVersion.objects.get()
    assert version.document["materials"][1] == {
        "id": "2",
        "name": "jug",
        "code": "701337",
        "origin": "CN",
        "value": 2000,
    }
    assert version.document["product"]["fob"] == 10000


def test_every_mistake_of_a_file_is_told_and_nothing_kept(signed):
    wrong = BILL + "2,again,1,US,maybe,-3\n"
    response = signed.post("/en/tariff/origin/new/", FORM | {"file": file(wrong)})
    text = response.content.decode()
    assert response.status_code == 422 and text.count("row 4") == 3
    response = signed.post("/en/tariff/origin/new/", FORM | {"file": file(BILL.replace("45.00", "450.00"))})
    assert response.status_code == 422 and "line 1" in response.content.decode()
    response = signed.post("/en/tariff/origin/new/", FORM | {"file": file("\x00\x01", "b.xlsx")})
    assert response.status_code == 422
    assert not OriginProduct.objects.exists()


def test_materials_may_be_typed_into_the_form(signed):
    typed = {
        "m-1-name": "motor block",
        "m-1-code": "850990",
        "m-1-origin": "us",
        "m-1-originating": "no",
        "m-1-value": "45",
    }
    typed |= {"m-2-line": "2", "m-2-code": "701337", "m-2-value": "20.00"}
    more = signed.post("/en/tariff/origin/new/", FORM | typed | {"rows": "6", "more": "1"}).content.decode()
    assert 'name="m-12-code"' in more and 'value="motor block"' in more and 'value="mixer"' in more
    assert not OriginProduct.objects.exists()
    wrong = signed.post("/en/tariff/origin/new/", FORM | typed | {"m-2-value": "x"})
    assert wrong.status_code == 422 and "row 2" in wrong.content.decode()
    assert signed.post("/en/tariff/origin/new/", FORM | typed).status_code == 302
    assert [m["value"] for m in OriginVersion.objects.get().document["materials"]] == [4500, 2000]


def test_a_price_is_tried_by_hand(signed, cast):
    public_id = keep(cast["importer"])
    address = f"/en/tariff/origin/{public_id}/what-if/"
    assert "1::no:1250" in signed.get(address, {"line": "1", "state": "no", "value": "12.50"}).content.decode()
    assert signed.get(address, {"line": "1", "state": "no", "value": "a lot"}).status_code == 422


def test_a_fact_is_said_with_one_button(signed, cast):
    public_id = keep(cast["importer"], product=MIXER["product"] | {"processing": {}}, materials=MIXER["materials"][1:])
    page = signed.get(f"/en/tariff/origin/{public_id}/").content.decode()
    assert "!processing.more_than_minimal:yes" in page
    signed.post(
        f"/en/tariff/origin/{public_id}/fact/", {"change": "!processing.more_than_minimal:yes", "based_on": "1"}
    )
    assert OriginVersion.objects.get(number=2).document["product"]["processing"] == {"more_than_minimal": True}


def test_another_source_is_tried_and_kept_only_when_said_so(signed, cast):
    public_id = keep(cast["importer"])
    address = f"/en/tariff/origin/{public_id}/what-if/"
    text = signed.get(address, {"line": "1", "origin": "bd", "state": "yes"}).content.decode()
    assert "What changes" in text and "1:BD:yes" in text
    assert OriginVersion.objects.count() == 1
    signed.post(address, {"change": "1:BD:yes", "based_on": "1"})
    assert OriginVersion.objects.get(number=2).document["materials"][0]["origin"] == "BD"
    assert signed.get(address, {"change": "nonsense"}).status_code == 422
    assert signed.get(address, {"line": "9", "state": "yes"}).status_code == 422


def test_a_proposal_leads_to_a_trial_that_passes(signed, cast):
    public_id = keep(cast["importer"])
    page = signed.get(f"/en/tariff/origin/{public_id}/").content.decode()
    links = re.findall(r'href="([^"]+what-if/\?change=[^"]+)"', page)
    assert links
    for link in links:
        assert "Originating under" in signed.get(link.replace("&amp;", "&")).content.decode()


def test_a_supplier_answers_under_its_link_without_signing_in(signed, cast, client):
    public_id = keep(cast["importer"])
    asked = signed.post(f"/en/tariff/origin/{public_id}/ask/", {"line": "2", "supplier": "Glassworks"})
    link = re.search(r'value="http://testserver([^"]+)"', asked.content.decode())[1]
    assert "no-store" in asked["Cache-Control"]
    client.logout()
    text = client.get(link).content.decode()
    assert "jug" in text and "motor block" not in text and "100.00" not in text
    given = {
        "originates": "yes",
        "origin": "CN",
        "agreements": ["LDC"],
        "valid_until": "2099-01-01",
        "name": "Head of export",
    }
    assert client.post(link, given | {"name": ""}).status_code == 422
    assert client.post(link, given | {"agreements": []}).status_code == 422
    assert "has arrived" in client.post(link, given).content.decode()
    assert client.get(link).status_code == 410
    assert SupplierRequest.objects.get().state == "answered"
    assert client.get("/en/tariff/origin/answer/nothing/").status_code == 404


def test_a_question_is_taken_back(signed, cast):
    public_id = keep(cast["importer"])
    signed.post(f"/en/tariff/origin/{public_id}/ask/", {"line": "2", "supplier": "Glassworks"})
    asked = SupplierRequest.objects.get()
    signed.post(f"/en/tariff/origin/{public_id}/ask/{asked.public_id}/withdraw/")
    assert SupplierRequest.objects.get().state == "withdrawn"


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_assessment_is_printed_with_every_step(signed, cast, language, tmp_path):
    public_id = keep(cast["importer"])
    response = signed.get(f"{language}/tariff/origin/{public_id}/report.pdf")
    (tmp_path / "report.pdf").write_bytes(response.content)
    text = text_of(tmp_path / "report.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert "850940" in text and "motor block" in text
    assert ("Not originating" in text or "not originating" in text) == bool(language)


def test_an_earlier_assessment_stays_as_it_was(signed, cast):
    public_id = keep(cast["importer"])
    signed.post(f"/en/tariff/origin/{public_id}/what-if/", {"change": "1:BD:yes", "based_on": "1"})
    page = signed.get(f"/en/tariff/origin/{public_id}/").content.decode()
    first = re.findall(rf'href="(/en/tariff/origin/{public_id}/[a-z0-9]+/)">first bill', page)[0]
    assert "Not yet: facts are missing" in signed.get(first).content.decode()


def test_files_come_back(signed, cast):
    public_id = keep(cast["importer"])
    assert "motor block" in signed.get(f"/tariff/origin/{public_id}/bill.csv").content.decode("utf-8-sig")
    assert signed.get(f"/tariff/origin/{public_id}/bill.xlsx").content[:2] == b"PK"
    assert signed.get("/tariff/origin/bill-of-materials.csv").status_code == 200
    assert signed.get("/tariff/origin/bill-of-materials.exe", follow=True).status_code == 404


def test_a_revision_without_a_file_keeps_the_materials(signed, cast):
    public_id = keep(cast["importer"])
    assert "mixer" in signed.get(f"/en/tariff/origin/{public_id}/revise/").content.decode()
    response = signed.post(f"/en/tariff/origin/{public_id}/revise/", FORM | {"fob": "200", "based_on": "1"})
    assert response.status_code == 302
    document = OriginVersion.objects.get(number=2).document
    assert document["product"]["fob"] == 20000 and document["materials"] == MIXER["materials"]
    again = signed.post(f"/en/tariff/origin/{public_id}/revise/", FORM | {"fob": "300", "based_on": "1"})
    assert again.status_code == 422 and "newer version" in again.content.decode()


def test_strangers_find_nothing(cast, client):
    public_id = keep(cast["importer"])
    sign_in(client, cast["stranger"])
    for page in ("", "what-if/", "revise/", "report.pdf", "bill.csv"):
        assert client.get(f"/tariff/origin/{public_id}/{page}").status_code == 404
    for act in ("fact/", "ask/", "put-away/", "what-if/"):
        assert client.post(f"/tariff/origin/{public_id}/{act}", {"change": "1:BD:yes", "line": "1"}).status_code == 404
