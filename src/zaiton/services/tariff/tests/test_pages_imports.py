"""The pages on official tables: officers only, mistakes by cell, mapping, difference, two people, taking back."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.law import public as law
from zaiton.services.tariff.models import Import
from zaiton.services.tariff.queries import ratebook
from zaiton.services.tariff.queries.advice import Asked, advise, question_of
from zaiton.services.tariff.tests.annex_file import LINES, annex, with_rate

pytestmark = pytest.mark.django_db
SAID = {"kind": "agreement", "agreement": "CN-CR", "in_force": "2026-01-01", "hs": "2022", "destination": "CN"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings):
    """A data home of its own; the book is looked up again at once, before and after."""
    settings.ZAITON_HOME = tmp_path
    ratebook._shelf.looked = 0.0
    yield tmp_path
    ratebook._shelf.looked = 0.0


def text(response) -> str:
    return response.content.decode()


def sign_in(client, member) -> None:
    client.logout()
    assert client.login(username=member.email, password=member.password)


def bring(client, content: bytes, name="cr.xlsx", **said):
    return client.post("/en/tariff/imports/new/", SAID | said | {"file": SimpleUploadedFile(name, content)})


def rate(code="04069000") -> str:
    ratebook._shelf.looked = 0.0
    best = advise(question_of(Asked(code=code, origin="CR", on="2026-06-01")))[1]["best"]
    return f"{best['agreement']} {best['rate_percent']}" if best else "none"


def test_only_officers_come_here(client, cast):
    assert client.get("/tariff/imports/").status_code == 302
    for member in ("importer", "agent", "administrator", "stranger"):
        sign_in(client, cast[member])
        for address in ("/tariff/imports/", "/tariff/imports/new/", "/tariff/imports/x/"):
            assert client.get(address).status_code == 403, (member, address)
        assert bring(client, annex()).status_code == 403
    assert not Import.objects.exists()
    sign_in(client, cast["officer"])
    assert client.get("/tariff/imports/").status_code == 200
    assert client.get("/tariff/imports/none/").status_code == 404


def test_a_table_is_drafted_by_one_and_put_in_force_by_another(client, cast):
    before = rate()
    sign_in(client, cast["officer"])
    address = bring(client, annex()).headers["location"]
    page = text(client.get(address))
    for said in ("Another officer puts it in force", "Lines added: ", "04069000", "The first 4 of 4 lines"):
        assert said in page, said
    assert "Put in force" not in page and rate() == before
    assert client.post(f"{address}publish/").status_code == 403
    sign_in(client, cast["second_officer"])
    assert "Put in force" in text(client.get(address))
    assert client.post(f"{address}publish/").status_code == 302
    assert rate() == "CN-CR 7.2"
    assert "In force. Questions are answered by this table." in text(client.get(address))
    assert client.post(f"{address}publish/").status_code == 409
    assert evidence.verify().ok


def test_mistakes_are_named_by_cell_and_keep_it_from_being_published(client, cast):
    wrong = list(LINES)
    wrong[1] = ("0303599O", "冻的其他鱼", "10", "4")
    wrong[2] = ("04069000", "其他乳酪", "12", "-7.2")
    sign_in(client, cast["officer"])
    address = bring(client, annex(wrong)).headers["location"]
    page = text(client.get(address))
    assert "Mistakes in the table: 2" in page and ">B7<" in page and ">E8<" in page
    assert "What this table changes" not in page and f"like={address.split('/')[-2]}" in page
    sign_in(client, cast["second_officer"])
    assert client.post(f"{address}publish/").status_code == 409
    like = text(client.get(f"/en/tariff/imports/new/?like={address.split('/')[-2]}"))
    assert 'value="CN-CR"' in like and 'value="2026-01-01"' in like


def test_a_column_is_given_its_meaning_without_a_second_upload(client, cast):
    sign_in(client, cast["officer"])
    address = bring(client, annex(rate_head="第二栏")).headers["location"]
    page = text(client.get(address))
    assert "Which column is what" in page and 'name="column-E"' in page
    mapping = {"column-B": "code", "column-C": "name_zh", "column-D": "mfn", "column-E": "agreement"}
    assert client.post(f"{address}map/", SAID | mapping).status_code == 302
    page = text(client.get(address))
    assert "7.2" in page and "Another officer puts it in force" in page
    wrong = client.post(f"{address}map/", SAID | mapping | {"in_force": "soon"})
    assert wrong.status_code == 422 and 'id="errors"' in text(wrong)
    sign_in(client, cast["second_officer"])
    assert client.post(f"{address}map/", SAID | mapping).status_code == 404
    assert client.post(f"{address}publish/").status_code == 302
    assert rate() == "CN-CR 7.2"


def test_a_file_whose_columns_nobody_knows_is_kept_until_somebody_says_what_they_mean(client, cast):
    strange = [["甲", "乙", "丙"], ["02071200", "冻鸡", "0"], ["04069000", "乳酪", "7.2"]]
    content = "\n".join(",".join(row) for row in strange).encode()
    sign_in(client, cast["officer"])
    address = bring(client, content, "strange.csv").headers["location"]
    page = text(client.get(address))
    assert "No row of headings" in page and 'name="column-C"' in page and "乙" in page
    mapping = {"column-A": "code", "column-B": "name_zh", "column-C": "agreement"}
    assert client.post(f"{address}map/", SAID | mapping).status_code == 302
    page = text(client.get(address))
    assert "Another officer puts it in force" in page and "Lines added: " in page
    assert client.post(f"{address}map/", SAID | {"column-A": "code", "column-C": "note"}).status_code == 302
    assert "Mistakes in the table: 1" in text(client.get(address))
    assert client.post(f"{address}map/", SAID | mapping).status_code == 302
    sign_in(client, cast["second_officer"])
    assert client.post(f"{address}publish/").status_code == 302
    assert rate() == "CN-CR 7.2"


def test_the_difference_against_the_version_in_force(client, cast):
    sign_in(client, cast["officer"])
    first = bring(client, annex()).headers["location"]
    sign_in(client, cast["second_officer"])
    client.post(f"{first}publish/")
    second = bring(client, with_rate("04069000", "6"), document="demo 2026-2").headers["location"]
    page = text(client.get(second))
    assert "Lines changed: 1" in page and "against the table in force since 2026-01-01" in page


def test_taking_back_asks_once_more_and_brings_the_old_rate_back(client, cast):
    sign_in(client, cast["officer"])
    first, second = bring(client, annex()).headers["location"], None
    sign_in(client, cast["second_officer"])
    client.post(f"{first}publish/")
    second = bring(client, with_rate("04069000", "6")).headers["location"]
    sign_in(client, cast["officer"])
    client.post(f"{second}publish/")
    assert rate() == "CN-CR 6"
    assert client.post(f"{first}undo/").status_code == 409
    earlier = text(client.get(first))
    assert "A later table has taken the place" in earlier and "Take back …" not in earlier
    assert text(client.get("/en/tariff/imports/")).count("Replaced") == 1
    asked = text(client.get(f"{second}undo/"))
    assert "Take this table back?" in asked and rate() == "CN-CR 6"
    assert client.post(f"{second}undo/").status_code == 302
    assert rate() == "CN-CR 7.2"
    assert "Taken back" in text(client.get(second))
    assert "In force. Questions are answered by this table." in text(client.get(first))
    assert client.post(f"{second}undo/").status_code == 409


def test_a_draft_is_refused_with_a_reason_or_withdrawn(client, cast):
    sign_in(client, cast["officer"])
    one, two = (bring(client, annex(), name=f"{n}.xlsx").headers["location"] for n in "ab")
    assert client.post(f"{two}refuse/").status_code == 302
    sign_in(client, cast["second_officer"])
    assert client.post(f"{one}refuse/", {"reason": "wrong <b>year</b>"}).status_code == 302
    page = text(client.get(one))
    assert "wrong &lt;b&gt;year" in page and "Closed without being put in force" in page
    assert client.post(f"{one}publish/").status_code == 409
    assert "none" in rate() or "CN-CR 7.2" not in rate()


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ({"agreement": ""}, "agreement"),
        ({"in_force": ""}, "in_force"),
        ({"in_force": "01/01/26"}, "in_force"),
        ({"kind": "guess"}, "kind"),
        ({"until": "2025-01-01"}, "until"),
        ({"categories": "A=later"}, "categories"),
        ({"partners": "Costa Rica"}, "partners"),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_field(client, cast, said, marked):
    sign_in(client, cast["officer"])
    response = bring(client, annex(), **said)
    page = text(response)
    assert response.status_code == 422 and 'id="errors"' in page
    assert f'href="#id_{marked}"' in page and not Import.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("cr.xlsx", b"PK no"), ("cr.xls", b"\xd0\xcf\x11\xe0"), ("cr.csv", b"")])
def test_a_file_that_is_no_table_is_refused_with_the_form(client, cast, name, content):
    sign_in(client, cast["officer"])
    response = bring(client, content, name)
    assert response.status_code in (302, 422)
    if response.status_code == 422:
        assert 'id="errors"' in text(response) and not Import.objects.exists()
    assert client.post("/en/tariff/imports/new/", SAID).status_code == 422


def test_a_second_officer_publishes_only_what_he_looked_at(client, cast):
    sign_in(client, cast["officer"])
    address = bring(client, annex()).headers["location"]
    sign_in(client, cast["second_officer"])
    seen = re.search(r'name="seen" value="(\w+)"', text(client.get(address)))[1]
    sign_in(client, cast["officer"])
    assert client.post(f"{address}map/", SAID | {"in_force": "2025-01-01"}).status_code == 302
    sign_in(client, cast["second_officer"])
    refused = client.post(f"{address}publish/", {"seen": seen})
    assert refused.status_code == 409 and "read again under other settings" in text(refused)
    assert Import.objects.get().state == "draft"
    seen = re.search(r'name="seen" value="(\w+)"', text(client.get(address)))[1]
    assert client.post(f"{address}publish/", {"seen": seen}).status_code == 302


def test_the_last_day_of_the_calendar_is_a_day_like_others(client, cast):
    sign_in(client, cast["officer"])
    assert bring(client, annex(), in_force="9999-12-31").status_code in (302, 422)


def test_one_of_two_who_take_back_at_once_is_told_so(client, cast, monkeypatch):
    sign_in(client, cast["officer"])
    address = bring(client, annex()).headers["location"]
    sign_in(client, cast["second_officer"])
    assert client.post(f"{address}publish/").status_code == 302

    def too_late(*given, **more):
        raise law.UnknownPack(name="tariff/cn-cr")

    monkeypatch.setattr(law, "packs_published", too_late)
    refused = client.post(f"{address}undo/")
    assert refused.status_code == 409 and "cn-cr" in text(refused)
