"""Seals and their keys: made, replaced, revoked, kept secret; their uses seen by who keeps them and by nobody else."""

import json
import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.test import Client

from zaiton.base.text import Bilingual
from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.blocks.identity.public import create_demo_cast
from zaiton.blocks.identity.tests.factories import a_person, an_organisation
from zaiton.blocks.papers.actions import keyfiles
from zaiton.blocks.papers.actions.keys import seal_key_make, seal_key_revoke, seal_key_rotate
from zaiton.blocks.papers.actions.making import Tally, files_made
from zaiton.blocks.papers.actions.providing import ProviderTwice, providers
from zaiton.blocks.papers.actions.sealing import _opened
from zaiton.blocks.papers.actions.seals import seal_keeper_add, seal_keeper_remove, seal_make, seals_ensured
from zaiton.blocks.papers.domain import seal_refusals as refused
from zaiton.blocks.papers.domain.seals import RSA3072
from zaiton.blocks.papers.models import Certificate, SealKey
from zaiton.blocks.papers.public import certificate_content, seal_names, seal_uses_for
from zaiton.blocks.papers.queries import sm2
from zaiton.blocks.papers.queries.checking import checked, sm2_checked
from zaiton.blocks.papers.queries.publishing import keys_published
from zaiton.blocks.papers.tests.factories import LATER, NOON, a_certificate
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
TITLE = Bilingual("演示海事局", "Demonstration MSA")
SAID = {"actor": "person/operator0001", "at": NOON}


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path: Path) -> Path:
    settings.ZAITON_HOME = tmp_path
    return tmp_path


@pytest.fixture
def seal() -> None:
    seals_ensured({"msa": TITLE}, demo=True, at=NOON)


def test_seals_are_named_and_titled():
    seal_make("msa", TITLE, **SAID)
    for name in ("", "Msa", "1a", "a b", "海事", "a" * 61):
        with pytest.raises(refused.SealNameUnfit):
            seal_make(name, TITLE, **SAID)
    for title in (Bilingual("", "x"), Bilingual("x", " "), Bilingual("x" * 201, "x"), Bilingual("x\u0000", "x")):
        with pytest.raises(refused.SealTitleUnfit):
            seal_make("other", title, **SAID)
    with pytest.raises(refused.SealThere):
        seal_make("msa", TITLE, **SAID)
    assert seal_names() == ("msa",) and Entry.objects.filter(action="papers.seal.made").count() == 1


def test_ensuring_seals_again_changes_nothing(seal):
    before = [key.public_id for key in keys_published(at=NOON)]
    seals_ensured({"msa": TITLE}, demo=True, at=LATER)
    assert [key.public_id for key in keys_published(at=NOON)] == before and len(before) == 2


def test_without_sm2_in_openssl_seals_come_without_that_key(monkeypatch):
    def lacking():
        raise refused.Sm2Lacking

    monkeypatch.setattr(sm2, "library", lacking)
    assert seals_ensured({"msa": TITLE}, demo=True, at=NOON)[0].providers == ("pades",)
    with pytest.raises(refused.Sm2Lacking):
        seal_key_make("msa", "sm2", **SAID)


def test_an_openssl_configured_without_sm2_is_found_out(tmp_path: Path):
    """OpenSSL itself, with no provider but the one that can do nothing: all functions are there, and no algorithm."""
    config = tmp_path / "openssl.cnf"
    config.write_text("openssl_conf = a\n[a]\nproviders = b\n[b]\nnull = c\n[c]\nactivate = 1\n")
    program = (
        "from zaiton.blocks.papers.domain.seal_refusals import Sm2Lacking\n"
        "from zaiton.blocks.papers.queries.sm2 import Sm2Key\n"
        "try:\n    Sm2Key.made()\n    print('made')\nexcept Sm2Lacking:\n    print('lacking')\n"
    )
    for more, said in (({"OPENSSL_CONF": str(config)}, "lacking\n"), ({}, "made\n")):
        environment = {**os.environ, **more}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
        assert done.stdout == said, done.stderr


def test_a_key_is_certified_for_sealing_documents_by_the_root(seal, own_home: Path):
    root = x509.load_pem_x509_certificate((own_home / "seal-keys" / "ca.pem").read_bytes())
    card = next(key for key in keys_published(at=NOON) if key.provider == "pades")
    made = x509.load_pem_x509_certificate(card.certificate_pem.encode())
    made.verify_directly_issued_by(root)
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.content_commitment and not usage.key_cert_sign
    purposes = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.EMAIL_PROTECTION]
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert made.not_valid_before_utc == NOON and card.valid_until == made.not_valid_after_utc
    assert "演示 DEMONSTRATION" in card.subject


def test_private_keys_are_for_the_service_alone(seal, own_home: Path):
    folder = own_home / "seal-keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    private = [path for path in folder.iterdir() if b"PRIVATE" in path.read_bytes()]
    assert len(private) == 3 and {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert not any("PRIVATE" in key.certificate_pem for key in SealKey.objects.all())


def test_with_a_passphrase_they_are_encrypted_and_nothing_seals_without_it(settings, own_home: Path):
    settings.SEAL_PASSPHRASE = "刺桐 zaiton"
    seals_ensured({"msa": TITLE}, demo=True, at=NOON)
    private = [path for path in (own_home / "seal-keys").glob("*.pem") if path.name != "ca.pem"]
    assert len(private) == 3 and all(b"ENCRYPTED" in path.read_bytes() for path in private)
    a_certificate()
    assert files_made(now=lambda: LATER) == Tally(sealed=1)
    a_certificate()
    settings.SEAL_PASSPHRASE = "another"
    assert files_made(now=lambda: LATER) == Tally(waiting=1)
    assert "seal_key_unreadable" in Certificate.objects.get(making="waiting").making_why
    with pytest.raises(refused.AuthorityUnreadable):
        seal_key_rotate("msa", "pades", **SAID)


def test_a_rotated_key_seals_no_more_and_its_seals_stay_good(seal):
    first = a_certificate()
    files_made(now=lambda: LATER)
    old = {key.provider: key for key in keys_published(at=NOON)}
    for provider in ("pades", "sm2"):
        seal_key_rotate("msa", provider, actor="command", at=LATER)
    second = a_certificate()
    files_made(now=lambda: LATER)
    prints = []
    for card in (first, second):
        pdf, beside = (certificate_content(card.public_id, form).content for form in ("pdf", "sm2"))
        (one,) = checked(pdf).signatures
        assert one.intact and one.known and sm2_checked(beside, pdf).intact
        prints.append((one.fingerprint, sm2_checked(beside, pdf).fingerprint))
    assert prints[0] == (old["pades"].fingerprint, old["sm2"].fingerprint)
    assert set(prints[0]).isdisjoint(prints[1])
    assert {key.state for key in keys_published(at=LATER) if key.fingerprint in prints[0]} == {"ended"}
    assert not any(keyfiles.place_of(key.public_id).exists() for key in old.values()), "destroyed"
    _opened.cache_clear()
    a_certificate()
    assert files_made(now=lambda: LATER) == Tally(sealed=1)


def test_a_revoked_key_is_replaced_by_a_new_one(seal):
    old = next(key for key in keys_published(at=NOON) if key.provider == "pades")
    for reason in ("", " ", "x" * 501):
        with pytest.raises(refused.RevokingReasonMissing):
            seal_key_revoke(old.public_id, reason=reason, **SAID)
    card = seal_key_revoke(old.public_id, reason="stolen", **SAID)
    assert (card.state, card.revoked_why) == ("revoked", "stolen")
    with pytest.raises(refused.KeyRevokedAlready):
        seal_key_revoke(old.public_id, reason="again", **SAID)
    with pytest.raises(refused.NoSuchSealKey):
        seal_key_revoke("nothing", reason="x", **SAID)
    with pytest.raises(refused.NoKeyInUse):
        seal_key_rotate("msa", "pades", **SAID)
    assert seal_key_make("msa", "pades", **SAID).state == "active"


def test_what_does_not_fit_is_refused_and_leaves_no_file(seal, own_home: Path):
    before = sorted(path.name for path in (own_home / "seal-keys").iterdir())
    with pytest.raises(refused.KeyInUse):
        seal_key_make("msa", "pades", **SAID)
    with pytest.raises(refused.NoSuchSeal):
        seal_key_make("nobody", "pades", **SAID)
    with pytest.raises(refused.NoSuchProvider):
        seal_key_make("msa", "wax", **SAID)
    for years in (0, 11, -1):
        with pytest.raises(refused.YearsUnfit):
            seal_key_rotate("msa", "pades", years=years, **SAID)
    assert sorted(path.name for path in (own_home / "seal-keys").iterdir()) == before
    with pytest.raises(ProviderTwice):
        providers.register(providers.named("pades"))


def test_an_rsa_key_seals_as_well(seal):
    seal_key_rotate("msa", "pades", algorithm=RSA3072, **SAID)
    card = a_certificate()
    assert files_made(now=lambda: LATER) == Tally(sealed=1)
    assert checked(certificate_content(card.public_id, "pdf").content).ours is not None


def test_a_leap_day_key_and_one_longer_than_the_root():
    leap = NOON.replace(year=2028, month=2, day=29)
    seal_make("msa", TITLE, actor="command", at=leap)
    assert seal_key_make("msa", "sm2", actor="command", at=leap).valid_until.strftime("%m-%d") == "02-28"
    seal_key_make("msa", "pades", actor="command", at=leap)
    late = leap + timedelta(days=366 * 25)
    sm2_key = seal_key_rotate("msa", "sm2", actor="command", at=late)
    told = x509.load_pem_x509_certificate(sm2_key.certificate_pem.encode())
    assert told.not_valid_after_utc == sm2_key.valid_until and told.not_valid_before_utc == late
    assert seal_key_rotate("msa", "pades", years=10, actor="command", at=late).valid_until < late + timedelta(
        days=366 * 6
    )


def test_keepers_see_each_use_and_nobody_else_any(seal):
    seals_ensured({"customs": TITLE}, demo=True, at=NOON)
    for name in ("msa", "customs", "msa"):
        a_certificate(seal=name)
    files_made(now=lambda: LATER)
    with pytest.raises(refused.NoSuchSeal):
        seal_uses_for("keeper000001")
    seal_keeper_add("msa", "keeper000001", **SAID)
    seal_keeper_add("msa", "keeper000001", **SAID)
    assert Entry.objects.filter(action="papers.seal.keeper_added").count() == 1
    found = seal_uses_for("keeper000001", limit=3)
    assert {use.seal for use in found.uses} == {"msa"} and len(found.uses) == 3
    rest = seal_uses_for("keeper000001", after=found.after, limit=3)
    assert len(rest.uses) == 1 and rest.after is None
    day = LATER.date()
    assert len(seal_uses_for("keeper000001", day=day).uses) == 4
    assert seal_uses_for("keeper000001", day=day - timedelta(days=1)).uses == ()
    with pytest.raises(refused.NoSuchSeal):
        seal_uses_for("keeper000001", seal="customs")
    seal_keeper_remove("msa", "keeper000001", **SAID)
    with pytest.raises(refused.NotKeeperYet):
        seal_keeper_remove("msa", "keeper000001", **SAID)
    with pytest.raises(refused.NoSuchSeal):
        seal_uses_for("keeper000001")


def test_keepers_fetch_the_uses_by_token_and_nobody_else_any(seal, client: Client):
    keeper, stranger = a_person("keeper"), a_person("stranger")
    company = an_organisation(keeper)
    seal_keeper_add("msa", keeper.public_id, **SAID)
    a_certificate()
    files_made(now=lambda: LATER)

    def asked(person: str, query: str = "", **bound: str):
        at = clock.now()
        _, token = token_create(person_id=person, name="robot", scopes=["papers:read"], days=30, at=at, **bound)
        return client.get(f"/api/papers/seals/uses{query}", headers={"Authorization": f"Bearer {token}"})

    told = asked(keeper.public_id).json()
    assert [use["provider"] for use in told["uses"]] == ["sm2", "pades"] and told["next"] is None
    assert told["uses"][0]["document_sha256"] == told["uses"][1]["sealed_sha256"]
    assert len(asked(keeper.public_id, f"?seal=msa&day={LATER.date()}").json()["uses"]) == 2
    assert asked(keeper.public_id, "?day=2026-01-01").json()["uses"] == []
    for refused_one in (
        asked(keeper.public_id, "?seal=customs"),
        asked(stranger.public_id),
        asked(keeper.public_id, organisation_id=company.public_id),
    ):
        assert (refused_one.status_code, refused_one.json()["code"]) == (404, "no_such_seal")
    assert client.get("/api/papers/seals/uses").status_code == 401


def test_the_public_halves_are_there_for_anyone(client: Client, own_home: Path):
    assert client.get("/papers/keys/ca.pem").status_code == 404
    seals_ensured({"msa": TITLE}, demo=True, at=NOON)
    root = client.get("/papers/keys/ca.pem")
    assert root.content == (own_home / "seal-keys" / "ca.pem").read_bytes() and b"PRIVATE" not in root.content
    assert "ca.pem" in client.get("/en/papers/keys/").content.decode()


def test_commands_make_rotate_revoke_and_export(own_home: Path):
    from click.testing import CliRunner

    from zaiton.blocks.papers.cli import papers

    def run(*words: str, code: int = 0) -> dict:
        done = CliRunner().invoke(papers, [*words, "--json"], standalone_mode=code == 0)
        assert done.exit_code == code or done.exception, done.output
        return json.loads(done.output) if done.exception is None else {"refused": type(done.exception).__name__}

    run("seals", "make", "msa", "--title-zh", "演示海事局", "--title-en", "Demo MSA", "--demo")
    made = run("keys", "make", "msa", "--provider", "pades", "--years", "2")["keys"][0]
    run("keys", "make", "msa", "--provider", "sm2")
    fresh = run("keys", "rotate", "msa", "--provider", "pades")["keys"][0]
    gone = run("keys", "revoke", fresh["key"], "--reason", "lost")["keys"][0]
    assert gone["state"] == "revoked" and gone["reason"] == "lost"
    states = {row["key"]: row["state"] for row in run("keys", "list")["keys"]}
    assert (states[made["key"]], states[fresh["key"]]) == ("ended", "revoked") and len(states) == 3
    assert run("seals", "list")["seals"][0]["keys"] == ["sm2"]
    files = run("keys", "export", str(own_home / "out"))["files"]
    assert {Path(name).name for name in files} > {"ca.pem"} and len(files) == 4
    assert not any("PRIVATE" in Path(name).read_text() for name in files)
    a_certificate()
    assert run("make") == {"sealed": 1, "waiting": 0, "failed": 0}


def test_a_demonstration_has_somebody_who_keeps_its_seals(tmp_path: Path):
    """Whoever tries the product out sees the uses of its seals; a seal in earnest has only the keepers it is given."""
    cast = {one["cast"]: one["public_id"] for one in create_demo_cast(NOON, tmp_path)}
    assert seals_ensured({"msa": TITLE}, demo=True, at=NOON)[0].keepers == (cast["second_officer"],)
    seal_keeper_remove("msa", cast["second_officer"], **SAID)
    assert seals_ensured({"msa": TITLE}, demo=True, at=NOON)[0].keepers == ()
    assert seals_ensured({"port": TITLE}, demo=False, at=NOON)[0].keepers == ()
