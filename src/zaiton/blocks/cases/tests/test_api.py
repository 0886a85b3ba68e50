"""Cases by machine: matters with their forms, applying by JSON and by multipart, correcting, withdrawing, and what a token may."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zaiton.blocks.cases.actions.corrections import correction_ask
from zaiton.blocks.cases.models import Case, Draft, Event
from zaiton.blocks.cases.tests.quay import PDF
from zaiton.blocks.cases.tests.world import World, a_world
from zaiton.blocks.identity.actions.organisations import organisation_create
from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.blocks.identity.tests.factories import a_credit_code
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
FACTS = {"length": 80, "hot_work": False, "purpose": "wall"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path, at=clock.now())


def key(person: str, *scopes: str, organisation: str = "") -> dict[str, str]:
    _, secret = token_create(
        person_id=person,
        name="machine",
        scopes=scopes or ("cases:read", "cases:write"),
        organisation_id=organisation,
        days=1,
        at=clock.now(),
    )
    return {"authorization": f"Bearer {secret}", "accept-language": "en"}


def file(material: str = "drawing", content: bytes = PDF) -> dict[str, str]:
    return {"material": material, "name": f"{material}.pdf", "content": base64.b64encode(content).decode()}


def send(client: Client, path: str, body: Any, headers: dict[str, str]) -> Any:
    return client.post(f"/api/cases/{path}", json.dumps(body), content_type="application/json", headers=headers)


def applied(client: Client, world: World, headers: dict[str, str]) -> dict[str, Any]:
    body = {"type": "quay", "organisation": world.company, "facts": FACTS, "files": [file()]}
    made = send(client, "cases", body, headers)
    assert made.status_code == 201, made.content
    return made.json()


def test_matters_are_public_with_their_form_and_schedule(client, world):
    assert [line["name"] for line in client.get("/api/cases/types").json()["types"]] == ["quay"]
    told = client.get("/api/cases/types/quay").json()
    assert told["form"]["$id"].endswith(world.definition) and told["form"]["required"] == ["length", "hot_work"]
    assert told["schedule"]["parallel"] == 23 and told["schedule"]["serial"] == 28
    assert told["schedule"]["critical_path"] == ["nature", "permit"]
    assert client.get("/api/cases/types/none").status_code == 404
    assert client.get("/api/cases/types/quay?version=" + "0" * 64).status_code == 404


def test_applying_reading_and_withdrawing(client, world):
    headers = key(world.applicant)
    case = applied(client, world, headers)
    assert case["facts"]["length"] == "80" and case["state"] == "open" and case["papers"][0]["material"] == "drawing"
    states = {step["step"]: step["state"] for step in case["steps"]}
    assert (
        states["fire.review"] == "skipped"
        and states["permit.issue"] == "blocked"
        and states["safety.review"] == "ready"
    )
    assert case["schedule"]["forecast"] == case["promised_on"]
    assert [line["id"] for line in client.get("/api/cases/cases", headers=headers).json()["cases"]] == [case["id"]]
    assert client.get("/api/cases/cases?state=closed", headers=headers).json()["cases"] == []
    path = f"cases/{case['id']}"
    stale = send(client, f"{path}/withdraw", {"version": case["seq"] - 1}, headers)
    assert (stale.status_code, stale.json()["code"]) == (409, "case_moved_on")
    ended = send(client, f"{path}/withdraw", {"reason": "sold", "version": case["seq"]}, headers)
    assert ended.json()["outcome"] == "withdrawn"
    again = send(client, f"{path}/withdraw", {}, headers)
    assert (again.status_code, again.json()["code"]) == (409, "case_closed")


def test_multipart_brings_files_as_they_are(client, world):
    sent = {"type": "quay", "organisation": world.company, "facts": json.dumps(FACTS)}
    made = client.post(
        "/api/cases/cases", {**sent, "drawing": SimpleUploadedFile("a.pdf", PDF)}, headers=key(world.applicant)
    )
    assert made.status_code == 201 and made.json()["papers"][0]["name"] == "a.pdf"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"facts": {"length": "many", "more": 1}}, 422, "case_answers"),
        ({"facts": {"length": [1]}}, 422, "case_body"),
        ({"files": []}, 422, "materials_missing"),
        ({"files": [{"material": "drawing", "name": "x.pdf", "content": "no base64!"}]}, 422, "case_body"),
        ({"files": [file(content=b"MZ not a paper")]}, 422, "file_refused"),
        ({"files": [file("passport")]}, 422, "file_refused"),
        ({"type": "none"}, 404, "no_such_case_type"),
        ({"organisation": "of-others"}, 404, "no_such_case"),
        ({"files": "x"}, 422, "case_body"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_left(client, world, change, status, code):
    body = {"type": "quay", "organisation": world.company, "facts": FACTS, "files": [file()], **change}
    refused = send(client, "cases", body, key(world.applicant))
    told = refused.json()
    assert (refused.status_code, told["code"]) == (status, code)
    assert refused.headers["content-type"] == "application/problem+json"
    if code == "case_answers":
        assert {error["field"] for error in told["errors"]} == {"length", "hot_work", "more"}
    assert not Case.objects.exists() and not Draft.objects.exists() and not Event.objects.exists()


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b'{"facts": 3}', b"[" * 100_000])
def test_a_body_that_is_none_is_refused(client, world, content):
    headers = key(world.applicant)
    refused = client.post("/api/cases/cases", content, content_type="application/json", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "case_body")


def test_a_correction_is_answered_at_once(client, world):
    headers = key(world.applicant)
    case = applied(client, world, headers)
    ask = {"facts": ["length"], "materials": ["drawing"], "why": "They differ."}
    officer = world.officers["waterway"]
    correction_ask(person=officer, case=case["id"], step="waterway.review", at=clock.now(), **ask)
    path = f"cases/{case['id']}"
    asked = client.get(f"/api/cases/{path}", headers=headers).json()
    assert asked["state"] == "returned" and asked["correction"]["facts"] == ["length"]
    assert officer not in json.dumps(asked), "officers are not named to applicants"
    half = send(client, f"{path}/correction", {"facts": {"length": 90}}, headers)
    assert (half.status_code, half.json()["code"]) == (422, "correction_incomplete")
    other = send(client, f"{path}/correction", {"facts": {"length": 90, "purpose": "x"}, "files": [file()]}, headers)
    assert (other.status_code, other.json()["code"]) == (422, "correction_not_asked")
    wrong = send(client, f"{path}/correction", {"facts": {"length": "long"}, "files": [file()]}, headers)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "length")
    done = send(client, f"{path}/correction", {"facts": {"length": 90}, "files": [file()]}, headers).json()
    assert done["state"] == "open" and done["facts"]["length"] == "90" and done["correction"] == {}


def test_a_token_does_what_its_scopes_and_its_company_allow(client, world):
    case = applied(client, world, key(world.applicant))
    path = f"/api/cases/cases/{case['id']}"
    assert client.get(path).status_code == 401
    reader = key(world.applicant, "cases:read")
    assert client.get(path, headers=reader).status_code == 200
    assert send(client, f"cases/{case['id']}/withdraw", {}, reader).status_code == 403
    for person in (world.stranger, world.officers["safety"], world.supervisor):
        assert client.get(path, headers=key(person)).status_code == 404
    other = organisation_create(person_id=world.applicant, name="Another", credit_code=a_credit_code(), at=clock.now())
    bound = key(world.applicant, organisation=other.public_id)
    assert client.get(path, headers=bound).status_code == 404
    assert client.get("/api/cases/cases", headers=bound).json()["cases"] == []
    body = {"type": "quay", "organisation": world.company, "facts": FACTS, "files": [file()]}
    assert send(client, "cases", body, bound).status_code == 404
    own = send(client, "cases", {**body, "organisation": ""}, bound).json()
    assert own["applicant"] == other.name
