"""What a stranger is told of really sealed files: flipped bits, strange keys, added revisions, the signature beside."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.actions.keys import seal_key_revoke, seal_key_rotate
from zaiton.blocks.papers.actions.making import files_made
from zaiton.blocks.papers.actions.sealing import keys_in_force, sealed
from zaiton.blocks.papers.actions.seals import seals_ensured
from zaiton.blocks.papers.domain import verdicts
from zaiton.blocks.papers.domain.sheets import sheet_of
from zaiton.blocks.papers.models import SealKey
from zaiton.blocks.papers.public import Card, certificate_card, certificate_content, verify_url
from zaiton.blocks.papers.queries.rendering import sheet_pdf
from zaiton.blocks.papers.queries.verifying import verified
from zaiton.blocks.papers.tests.factories import LATER, NOON, OFFICER, a_certificate
from zaiton.kit.clock import BEIJING

pytestmark = pytest.mark.django_db
TITLE = Bilingual("演示海事局", "Demonstration Maritime Administration")


class Issued:
    """A certificate with its drawing, its sealed file and the signature beside it."""

    def __init__(self) -> None:
        card = a_certificate()
        files_made(now=lambda: LATER)
        self.card: Card = certificate_card(card.public_id)
        self.drawn = sheet_pdf(
            sheet_of(card, issued_on=card.issued_at.astimezone(BEIJING).date(), verify_url=verify_url(card))
        )
        self.pdf = certificate_content(card.public_id, "pdf").content
        self.sm2 = certificate_content(card.public_id, "sm2").content


@pytest.fixture
def issued(settings, tmp_path: Path) -> Issued:
    settings.ZAITON_HOME = tmp_path
    seals_ensured({"msa": TITLE}, demo=True, at=NOON)
    return Issued()


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_the_file_as_issued_and_the_drawing_below_it(issued: Issued):
    assert verified(issued.pdf).verdict == verdicts.THIS and verified(issued.pdf).card == issued.card
    assert (verified(issued.drawn).verdict, verified(issued.drawn).card) == (verdicts.UNSEALED, issued.card)


@pytest.mark.parametrize("part", range(1, 20))
def test_a_flipped_bit_anywhere_is_never_the_file(issued: Issued, part: int):
    found = verified(flipped(issued.pdf, len(issued.pdf) * part // 20))
    assert found.verdict in (verdicts.ALTERED, verdicts.FOREIGN)


def test_a_flipped_bit_in_the_drawing_is_a_change_after_sealing(issued: Issued):
    found = verified(flipped(issued.pdf, len(issued.drawn) // 2))
    assert found.verdict == verdicts.ALTERED and "演示海事局" in found.signer


@pytest.mark.parametrize("part", range(1, 20))
def test_a_truncated_file_breaks_off(issued: Issued, part: int):
    assert verified(issued.pdf[: len(issued.pdf) * part // 20]).verdict == verdicts.TRUNCATED


def test_a_truncated_file_is_named_once_the_drawing_is_whole(issued: Issued):
    assert verified(issued.pdf[:-5]).card == verified(issued.pdf[: len(issued.drawn) + 50]).card == issued.card


def test_something_behind_the_seal_is_told_with_the_certificate(issued: Issued):
    for tail in (b"\n", b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n"):
        found = verified(issued.pdf + tail)
        assert (found.verdict, found.card) == (verdicts.APPENDED, issued.card)


def test_a_strangers_seal_on_our_drawing_is_told(issued: Issued):
    seals_ensured({"strange": Bilingual("陌生机关", "A stranger")}, demo=True, at=NOON)
    file = sealed(issued.drawn, keys_in_force("strange", at=LATER)[:1], at=LATER).files[0].content
    SealKey.objects.filter(seal__name="strange").delete()
    found = verified(file)
    assert (found.verdict, found.card) == (verdicts.FOREIGN, issued.card)


def test_our_seal_on_what_is_not_in_the_register_is_told(issued: Issued):
    other = issued.drawn.replace(b"%PDF-1.4", b"%PDF-1.4", 1) + b"\n% another drawing\n"
    file = sealed(other, keys_in_force("msa", at=LATER)[:1], at=LATER).files[0].content
    assert verified(file).verdict in (verdicts.SEALED_BY_US, verdicts.ALTERED)


def test_a_rotated_key_changes_nothing_a_revoked_one_is_told(issued: Issued):
    key = SealKey.objects.get(provider="pades")
    seal_key_rotate("msa", "pades", actor=OFFICER, at=LATER)
    assert verified(issued.pdf).revoked_at is None
    seal_key_revoke(key.public_id, reason="私钥遗失", actor=OFFICER, at=LATER)
    found = verified(issued.pdf)
    assert (found.verdict, found.revoked_at, found.revoked_why) == (verdicts.THIS, LATER, "私钥遗失")


def test_the_signature_beside_the_file(issued: Issued, client: Client):
    other = Issued()
    assert verified(issued.pdf, issued.sm2).beside == verdicts.SOUND
    assert verified(issued.pdf, other.sm2).beside == verdicts.WRONG
    assert verified(issued.pdf, b"{}").beside == verdicts.UNREADABLE
    SealKey.objects.filter(provider="sm2").update(fingerprint="0" * 64)
    assert verified(issued.pdf, issued.sm2).beside == verdicts.FOREIGN_KEY
    files = {
        "file": SimpleUploadedFile("a.pdf", issued.pdf),
        "envelope": SimpleUploadedFile("a.sm2.json", other.sm2),
    }
    assert client.post("/en/papers/verify/", files).status_code == 200
