"""Saved answers by token: what a token's scopes allow, and no more."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cast import assemble
from zaiton.blocks.identity import public as identity
from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.kit import clock

FISH = {"code": "030359", "origin": "KR", "on": "2024-01-15", "value": "1000000"}


@pytest.fixture
def cast(db: None, tmp_path: Path) -> Mapping:
    """The six people."""
    return assemble(clock.now(), tmp_path)


def test_a_token_saves_reads_and_removes_within_its_scopes(client, cast):
    def headers(*scopes: str) -> dict[str, str]:
        person = cast["importer"].public_id
        _, secret = token_create(person_id=person, name="ledger", scopes=scopes, days=1, at=clock.now())
        return {"authorization": f"Bearer {secret}"}

    write, read = headers("tariff:read", "tariff:write"), headers("tariff:read")
    refused = client.post("/api/tariff/answers", json.dumps(FISH), content_type="application/json", headers=read)
    assert refused.status_code == 403
    made = client.post("/api/tariff/answers", json.dumps(FISH), content_type="application/json", headers=write)
    assert made.status_code == 201
    address = f"/api/tariff/answers/{made.json()['id']}"
    assert client.get(address, headers=read).json()["answer"]["best"]["agreement"] == "CN-KR"
    assert client.delete(address, headers=read).status_code == 403
    assert client.delete(address, headers=write).status_code == 204
    assert client.get(address, headers=read).status_code == 404


def test_a_token_bound_to_a_company_opens_that_company_only(client, cast):
    importer, agent = cast["importer"].public_id, cast["agent"].public_id
    at = clock.now()
    client_company = identity.organisations_visible_to(importer, scope="tariff:read", at=at)[0]
    own_company = next(
        o for o in identity.organisations_visible_to(agent, scope="tariff:read", at=at) if o != client_company
    )

    def headers(person: str, organisation: str) -> dict[str, str]:
        scopes = ("tariff:read", "tariff:write")
        _, secret = token_create(
            person_id=person, name="bound", scopes=scopes, days=1, at=at, organisation_id=organisation
        )
        return {"authorization": f"Bearer {secret}"}

    def post(body: dict, how: dict):
        return client.post("/api/tariff/answers", json.dumps(body), content_type="application/json", headers=how)

    of_importer = post(FISH, headers(importer, client_company)).json()
    assert of_importer["organisation"] == client_company
    for_own, for_client = headers(agent, own_company), headers(agent, client_company)
    address = f"/api/tariff/answers/{of_importer['id']}"
    assert client.get(address, headers=for_client).status_code == 200
    assert client.get(address, headers=for_own).status_code == 404
    assert post(FISH | {"organisation": client_company}, for_own).status_code == 403
    private = post(FISH, headers(agent, "")).json()
    assert private["organisation"] == ""
    assert client.get(f"/api/tariff/answers/{private['id']}", headers=for_client).status_code == 404
