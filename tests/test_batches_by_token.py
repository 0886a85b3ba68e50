"""Lists of goods by token: what a token's scopes and its company allow, as file and as rows."""

import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.cast import assemble
from zaiton.blocks.identity import public as identity
from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.kit import clock
from zaiton.kit.work import Bench
from zaiton.services.tariff.actions.batches import batches_work

ROWS = [{"code": "030359", "origin": "KR", "on": "2024-01-15", "value": 1000000}, {"code": "nothing", "origin": "KR"}]


@pytest.fixture
def cast(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping:
    """The six people; lists are answered when the test says so."""
    monkeypatch.setattr(Bench, "wake", lambda self: None)
    return assemble(clock.now(), tmp_path)


def headers(person: str, *scopes: str, organisation: str = "") -> dict[str, str]:
    """The headers of a fresh token."""
    _, secret = token_create(
        person_id=person, name="ledger", scopes=scopes, days=1, at=clock.now(), organisation_id=organisation
    )
    return {"authorization": f"Bearer {secret}", "accept-language": "en"}


def test_rows_are_brought_watched_fetched_and_removed_within_the_scopes(client, cast):
    person = cast["importer"].public_id
    write, read = headers(person, "tariff:read", "tariff:write"), headers(person, "tariff:read")
    body = json.dumps({"rows": ROWS, "name": "may"})
    send = {"content_type": "application/json"}
    assert client.post("/api/tariff/batches", body, headers=read, **send).status_code == 403
    made = client.post("/api/tariff/batches", body, headers=write, **send)
    assert (made.status_code, made.json()["state"], made.json()["name"]) == (201, "waiting", "may.csv")
    address = f"/api/tariff/batches/{made.json()['id']}"
    assert client.get(f"{address}/result", headers=read).status_code == 409
    assert batches_work() == 1
    state = client.get(address, headers=read).json()
    assert (state["state"], state["counts"]) == ("done", {"answered": 1, "refused": 1, "not_covered": 0})
    assert client.get("/api/tariff/batches", headers=read).json()["batches"][0]["id"] == state["id"]
    book = load_workbook(io.BytesIO(client.get(f"{address}/result?format=xlsx", headers=read).content))
    assert [row[6] for row in book.active.values] == ["status", "answered", "refused"]
    assert client.get(f"{address}/result?format=pdf", headers=read).status_code == 422
    assert client.delete(address, headers=read).status_code == 403
    assert client.delete(address, headers=write).status_code == 204
    assert client.get(address, headers=read).status_code == 404


def test_a_file_is_brought_as_multipart(client, cast):
    write = headers(cast["importer"].public_id, "tariff:read", "tariff:write")
    file = SimpleUploadedFile("june.csv", b"code,origin\n030359,KR\n")
    made = client.post("/api/tariff/batches", {"file": file}, headers=write)
    assert (made.status_code, made.json()["rows_total"]) == (201, 1)
    assert client.post("/api/tariff/batches", {}, headers=write).status_code == 422
    broken = client.post("/api/tariff/batches", b"nothing", content_type="multipart/form-data", headers=write)
    assert broken.status_code in (400, 422)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"rows": 3}', '{"rows": [3]}', '{"rows": []}', "[" * 5000])
def test_what_is_no_list_of_rows_is_refused_in_words(client, cast, body):
    write = headers(cast["importer"].public_id, "tariff:read", "tariff:write")
    refused = client.post("/api/tariff/batches", body, content_type="application/json", headers=write)
    assert refused.status_code == 422 and refused.json()["mend"]


def test_a_token_bound_to_a_company_brings_and_sees_for_that_company_only(client, cast):
    importer, agent = cast["importer"].public_id, cast["agent"].public_id
    company = identity.organisations_visible_to(importer, scope="tariff:read", at=clock.now())[0]
    bound = headers(agent, "tariff:read", "tariff:write", organisation=company)
    made = client.post(
        "/api/tariff/batches", json.dumps({"rows": ROWS}), content_type="application/json", headers=bound
    )
    assert made.json()["organisation"] == company
    own = headers(agent, "tariff:read", "tariff:write")
    mine = client.post(
        "/api/tariff/batches", json.dumps({"rows": ROWS}), content_type="application/json", headers=own
    ).json()
    assert mine["organisation"] == ""
    assert client.get(f"/api/tariff/batches/{mine['id']}", headers=bound).status_code == 404
    body = json.dumps({"rows": ROWS, "organisation": "another"})
    assert client.post("/api/tariff/batches", body, content_type="application/json", headers=bound).status_code == 403
