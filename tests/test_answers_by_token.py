"""Saved answers by token: what a token's scopes allow, and no more."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cast import assemble
from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.kit import clock

FISH = {"code": "030359", "origin": "KR", "on": "2024-01-15", "value": "1000000"}


@pytest.fixture
def cast(db: None, tmp_path: Path) -> Mapping:
    """The five people."""
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
