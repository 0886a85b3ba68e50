"""A decision proved to a court: one file, the checkpoint and the one-file program, far from this site; each tampering named."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.models import Event
from zaiton.blocks.cases.queries.proofs import event_proof
from zaiton.blocks.cases.tests.world import World, a_world
from zaiton.blocks.evidence.actions.publishing import publish
from zaiton.blocks.evidence.cli import verify_proof as verifier
from zaiton.blocks.evidence.queries.tree import checkpoint_text
from zaiton.blocks.identity.models import Person
from zaiton.blocks.identity.tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> World:
    settings.ZAITON_HOME = tmp_path / "home"
    return a_world(tmp_path)


@pytest.fixture
def refused(world: World) -> tuple[str, int]:
    """A case that was refused, and the number of the refusal in its journal."""
    case = world.opened()
    world.decide(case, "safety.review", decision="refuse", reason="施工方案没有夜间警示措施。")
    return case, Event.objects.get(case__public_id=case, kind="refused").seq


def run_alone(folder: Path, proof: object, checkpoint: str) -> tuple[int, str]:
    """The program by itself in an empty folder, without site packages and without this product."""
    folder.mkdir(exist_ok=True)
    (folder / "verify_proof.py").write_bytes(Path(verifier.__file__).read_bytes())
    (folder / "proof.json").write_text(proof if isinstance(proof, str) else json.dumps(proof), encoding="utf-8")
    (folder / "checkpoint").write_text(checkpoint, encoding="utf-8")
    command = [
        sys.executable,
        "-I",
        "-S",
        "verify_proof.py",
        "proof.json",
        "--checkpoint",
        "checkpoint",
        "--lang",
        "en",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={"PYTHONUTF8": "1"}, timeout=60)
    return done.returncode, done.stdout.decode()


def test_a_third_party_verifies_one_decision_offline(world: World, refused: tuple[str, int], tmp_path: Path):
    case, seq = refused
    publish(at=NOON)
    proof = event_proof(world.applicant, case, seq, at=NOON)
    code, told = run_alone(tmp_path / "court", proof, checkpoint_text())
    assert code == 0
    assert told.startswith("PROVED.")
    assert "document.kind: refused" in told
    assert "document.step: safety.review" in told
    assert "施工方案没有夜间警示措施。" in told
    assert "施工方案" not in json.dumps({**proof, "document": []}, ensure_ascii=False), "the log itself holds no words"


def changed(part: str, how: Callable[[Any], Any]) -> Callable[[dict[str, Any]], object]:
    def change(proof: dict[str, Any]) -> object:
        return {**proof, part: how(proof[part])}

    return change


TAMPERED = {
    "the reason": (changed("document", lambda d: [*d[:8], d[8].replace("没有", "有")]), "The document was changed"),
    "the officer": (changed("document", lambda d: [*d[:5], "person/somebody", *d[6:]]), "The document was changed"),
    "another decision": (changed("document", lambda d: [*d[:6], "granted", *d[7:]]), "The document was changed"),
    "a part moved": (changed("document", lambda d: [d[0], d[1] + d[2], "", *d[3:]]), "The document was changed"),
    "the moment": (changed("columns", lambda c: {**c, "at": "2026-01-01T00:00:00.000000Z"}), "“at” was changed"),
    "the salt": (changed("salt", lambda s: "00" + s[2:]), "The salt was changed"),
    "the leaf": (changed("leaf", lambda s: "00" * 32), "The leaf was changed"),
    "a digest": (changed("digests", lambda d: {**d, "object": "00" * 32}), "digest of the column “object”"),
    "the size": (changed("size", lambda n: n + 1), ""),
    "the place": (changed("index", lambda n: n - 1), "number and its place"),
    "a sibling": (
        changed("path", lambda p: [{**p[0], "sibling": "00" * 32}, *p[1:]]),
        "Step 1 of the path was changed",
    ),
    "the checkpoint": (changed("checkpoint", lambda t: t.replace("\n", "x\n", 1)), ""),
    "cut short": (lambda proof: json.dumps(proof)[:-40], "no proof that can be read"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_caught_and_located(what: str, world: World, refused: tuple[str, int], tmp_path: Path):
    case, seq = refused
    publish(at=NOON)
    change, said = TAMPERED[what]
    tampered = change(event_proof(world.applicant, case, seq, at=NOON))
    code, told = run_alone(tmp_path / "court", tampered, checkpoint_text())
    assert code in (1, 2)
    assert said in told


def test_a_checkpoint_signed_anew_by_another_is_caught(
    world: World, refused: tuple[str, int], tmp_path: Path, settings: Any
):
    """Somebody signs the same tree with keys of his own: his proof is whole in itself, and the office's checkpoint says no."""
    case, seq = refused
    publish(at=NOON)
    ours = checkpoint_text()
    settings.ZAITON_HOME = tmp_path / "forger"
    publish(at=NOON)
    forged = event_proof(world.applicant, case, seq, at=NOON)
    code, told = run_alone(tmp_path / "court", forged, ours)
    assert code == 1
    assert "checkpoint" in told.lower()


def test_it_waits_for_a_checkpoint_and_is_for_the_parties_only(world: World, refused: tuple[str, int], tmp_path: Path):
    case, seq = refused
    with pytest.raises(Refusal) as caught:
        event_proof(world.applicant, case, seq, at=NOON)
    assert caught.value.code == "entry_not_published"
    publish(at=NOON)
    claimed = Event.objects.get(case__public_id=case, kind="claimed").seq
    for person, number in ((world.stranger, seq), (world.applicant, 99), (world.applicant, claimed)):
        with pytest.raises(NoSuchCase):
            event_proof(person, case, number, at=NOON)
    assert event_proof(world.officers["safety"], case, claimed, at=NOON)["document"][6] == "claimed"


def test_the_page_of_the_case_offers_it(world: World, refused: tuple[str, int], client: Client):
    case, seq = refused
    client.force_login(Person.objects.get(public_id=world.applicant))
    waiting = client.get(f"/en/cases/{case}/proofs/{seq}/")
    assert waiting.status_code == 409
    assert "There is no proof of this yet" in waiting.content.decode()
    assert client.get(f"/cases/{case}/proofs/99/").status_code == 404
    publish(at=NOON)
    page = client.get(f"/cases/{case}/").content.decode()
    assert f"/cases/{case}/proofs/{seq}/" in page
    answer = client.get(f"/cases/{case}/proofs/{seq}/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content)["document"][7] == "safety.review"
    client.force_login(Person.objects.get(public_id=world.stranger))
    assert client.get(f"/cases/{case}/proofs/{seq}/").status_code == 404
