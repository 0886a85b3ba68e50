"""The applicant's pages: the guide, a draft, the form's papers, submitting, the case, its papers, withdrawal."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zaiton.blocks.cases.models import Case, Draft
from zaiton.blocks.cases.tests.quay import PDF
from zaiton.blocks.cases.tests.world import World, a_world
from zaiton.blocks.identity.models import Person
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
FACTS = {"length": "80", "hot_work": "false", "purpose": "wall"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path, at=clock.now())


@pytest.fixture
def applicant(client: Client, world: World) -> Client:
    return as_person(client, world.applicant)


def as_person(client: Client, public_id: str) -> Client:
    client.force_login(Person.objects.get(public_id=public_id))
    return client


def text(response) -> str:
    return response.content.decode()


def pdf(content: bytes = PDF, name: str = "drawing.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def begun(client: Client, world: World) -> str:
    sent = client.post("/en/cases/apply/quay/", {"organisation": world.company})
    assert sent.status_code == 302
    return sent.headers["location"]


def test_the_catalogue_and_the_guide_are_public_and_in_order(client, world):
    assert "Permit for temporary works on a quay" in text(client.get("/en/cases/"))
    page = text(client.get("/en/cases/types/quay/"))
    order = ["Who may apply", "Papers", "Limits of time", "Fees", "Procedure", "Legal basis", "How to appeal"]
    places = [page.index(f">{head}</h2>") for head in order]
    assert places == sorted(places)
    for said in ("20 working days", "30 days", "行政许可法（2019年修正）第四十二条", "Fire plan", "Sign in to apply"):
        assert said in page
    assert client.get("/en/cases/types/nothing/").status_code == 404


def test_an_application_from_the_guide_to_the_case(applicant, world):
    draft = begun(applicant, world)
    assert "from the register of organisations" in text(applicant.get(draft))
    saved = applicant.post(draft, {**FACTS, "length": "abc", "act": "save", "version": "0"})
    assert saved.status_code == 302 and 'value="abc"' in text(applicant.get(draft))
    wrong = applicant.post(draft, {**FACTS, "length": "abc", "act": "check", "version": "1"})
    page = text(wrong)
    assert wrong.status_code == 422 and 'id="errors"' in page and "is not a number" in page
    assert "This paper is missing" in page
    right = applicant.post(draft, {**FACTS, "paper-drawing": pdf(), "act": "check", "version": "2"})
    assert right.status_code == 302 and right.headers["location"].endswith("/check/")
    check = text(applicant.get(right.headers["location"]))
    assert "drawing.pdf" in check and f'href="{draft}#id_length"' in check
    sent = applicant.post(f"{draft}submit/")
    row = Case.objects.get()
    assert sent.headers["location"] == f"/en/cases/{row.public_id}/submitted/"
    assert row.number in text(applicant.get(sent.headers["location"])) and not Draft.objects.exists()
    page = text(applicant.get(f"/en/cases/{row.public_id}/"))
    for said in (
        row.number,
        "It is the turn of: Maritime, Port, Environment.",
        "Not needed with these facts: Opinion on hot work.",
    ):
        assert said in page
    assert row.number in text(applicant.get("/en/cases/mine/"))
    assert row.number in text(applicant.get(f"/en/cases/{row.public_id}/receipt/"))
