"""What the site hands to anyone, and the page of an entry to those who may see it."""

import json
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from zaiton.blocks.evidence.actions.publishing import publish
from zaiton.blocks.evidence.cli import verify_proof as verifier
from zaiton.blocks.evidence.pages import PERMISSION
from zaiton.blocks.evidence.queries.keys import keyring
from zaiton.blocks.evidence.queries.tiles import folder
from zaiton.blocks.evidence.tests.test_actions import NOON, write


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings, db: None) -> Path:
    """Some entries, unpublished, in a home of its own."""
    settings.ZAITON_HOME = tmp_path
    write(300)
    return tmp_path


@pytest.fixture
def reader(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody who may read the log."""
    user = get_user_model()
    person = user.objects.create(email="reader@example.com", registered_at=NOON)
    monkeypatch.setattr(user, "has_perms", lambda self, names, obj=None: list(names) == [PERMISSION])
    client.force_login(person)
    return client


def test_anyone_gets_checkpoint_keys_tiles_and_verifier(client: Client) -> None:
    assert client.get("/evidence/checkpoint").status_code == 404
    publish(at=NOON)
    for name in ("checkpoint", "keys", "tile/0/000", "tile/0/001.p/45", "tile/entries/000", "tile/1/000.p/1"):
        answer = client.get(f"/evidence/{name}")
        assert answer.content == (folder() / name).read_bytes()
        assert "immutable" in answer["Cache-Control"] or not name.startswith("tile")
    assert client.get("/evidence/tiles/0/000").content == (folder() / "tile/0/000").read_bytes()
    assert client.get("/evidence/verify_proof.py").content == Path(verifier.__file__).read_bytes()


@pytest.mark.parametrize("name", ["tile/0/../../checkpoint", "tile/0/999", "tile/0/0", "tile/../../evidence-keys/salt"])
def test_nothing_else_is_handed_out(client: Client, name: str) -> None:
    publish(at=NOON)
    assert client.get(f"/evidence/{name}").status_code == 404


def test_strangers_get_no_entry_and_no_proof(client: Client) -> None:
    publish(at=NOON)
    for name in ("1/", "1/proof.json"):
        assert client.get(f"/evidence/{name}").status_code == 302


def test_an_entry_shows_where_it_stands_and_hands_out_its_proof(reader: Client) -> None:
    assert "尚未纳入签名检查点" in reader.get("/evidence/7/").content.decode()
    assert reader.get("/evidence/7/proof.json").status_code == 409
    publish(at=NOON)
    assert "proof.json" in reader.get("/evidence/7/").content.decode()
    answer = reader.get("/evidence/7/proof.json")
    assert verifier.check(json.loads(answer.content), None, keyring().current.key.text)[0] == verifier.PROVED
    assert reader.get("/evidence/99999/").status_code == 404
    file = folder() / "tile/0/000"
    file.write_bytes(file.read_bytes()[::-1])
    shown = reader.get("/en/evidence/7/").content.decode()
    assert "is damaged" in shown and "proof.json" not in shown
