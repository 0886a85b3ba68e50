"""Sealed files before programs of others: what we call good they call good, and nothing that was tampered with passes anybody."""

import json
import re
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import pem, x509
from gmssl import func, sm2
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.actions.keyfiles import folder
from zaiton.blocks.papers.actions.making import files_made
from zaiton.blocks.papers.actions.providing import providers
from zaiton.blocks.papers.actions.sealing import keys_in_force, sealed
from zaiton.blocks.papers.actions.seals import seals_ensured
from zaiton.blocks.papers.domain import verdicts
from zaiton.blocks.papers.domain.envelope import DISTID
from zaiton.blocks.papers.domain.seals import PADES, RSA3072, KeyWish
from zaiton.blocks.papers.public import Line, certificate_content
from zaiton.blocks.papers.queries.checking import checked, sm2_checked
from zaiton.blocks.papers.queries.verifying import verified
from zaiton.blocks.papers.tests.factories import a_certificate
from zaiton.blocks.papers.tests.independent import (
    needs_openssl,
    needs_pdfsig,
    openssl_cms_trusts,
    openssl_sm2_verifies,
    pdfsig_says,
    pdfsig_trusts,
)
from zaiton.blocks.papers.tests.preflight import needs_preflight, pdf_a_faults
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
TITLE = Bilingual("演示海事局", "Demonstration MSA, “A/B” + C")
NOW = clock.now() - timedelta(hours=1)
"""These programs read the machine's own clock, and trust no certificate of tomorrow."""
SEALED_AT = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path: Path) -> Path:
    settings.ZAITON_HOME = tmp_path / "home"
    settings.ZAITON_HOME.mkdir()
    return tmp_path


def made(**more) -> tuple[bytes, bytes]:
    """A certificate of the whole way: the sealed PDF and the signature beside it."""
    seals_ensured({"msa": TITLE}, demo=True, at=NOW)
    card = a_certificate(at=NOW, **more)
    files_made(now=lambda: SEALED_AT)
    return tuple(certificate_content(card.public_id, form).content for form in ("pdf", "sm2"))


def signed_by_another(drawn: bytes) -> bytes:
    """The drawing sealed by somebody with an authority of the same name, and a key certified under our organ's name."""
    ours = folder()
    ours.rename(ours.with_name("kept"))
    wish = KeyWish(TITLE, True, NOW, NOW + timedelta(days=300))
    key = providers.named(PADES).make(wish)
    sealed_by = providers.named(PADES).opened(key.certificate_pem, key.private_pem)
    for path in folder().iterdir():
        path.unlink()
    folder().rmdir()
    ours.with_name("kept").rename(ours)
    return sealed_by(drawn, SEALED_AT)


def drawing_of(pdf: bytes) -> bytes:
    """The first revision of a sealed file: the drawing."""
    return pdf[: pdf.index(b"%%EOF") + 6]


def flipped(pdf: bytes, place: int) -> bytes:
    found = bytearray(pdf)
    found[place] ^= 1
    return bytes(found)


TAMPERED: dict[str, Callable[[bytes], bytes]] = {
    "a bit of the drawing": lambda pdf: flipped(pdf, len(pdf) // 3),
    "a bit of the seal's appearance": lambda pdf: flipped(pdf, pdf.index(b"%%EOF") + 300),
    "a digit of the signature": lambda pdf: flipped(pdf, pdf.index(b"/Contents <") + 600),
    "the end is missing": lambda pdf: pdf[:-300],
    "something appended": lambda pdf: pdf + b"\n9 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n",
    "sealed by another authority": lambda pdf: signed_by_another(drawing_of(pdf)),
}


@needs_preflight
def test_a_sealed_file_is_still_pdf_a(own_home: Path):
    plain, _ = made()
    lines = tuple(Line(Bilingual(f"第{n}项", f"Item {n}"), Bilingual("内容" * 40, "words " * 40)) for n in range(40))
    long, _ = made(lines=lines)
    wish = KeyWish(TITLE, True, NOW, NOW + timedelta(days=300), RSA3072)
    key = providers.named(PADES).make(wish)
    rsa = providers.named(PADES).opened(key.certificate_pem, key.private_pem)(drawing_of(plain), SEALED_AT)
    files = []
    for name, content in {"plain": plain, "long": long, "rsa": rsa}.items():
        files.append(own_home / f"{name}.pdf")
        files[-1].write_bytes(content)
    assert pdf_a_faults(files) == []
    broken = own_home / "broken.pdf"
    broken.write_bytes(re.sub(rb"/AP", rb"/XX", plain))
    assert pdf_a_faults([broken]) != [], "a seal without appearance is no PDF/A: the validator looks at the seal, too"


@needs_pdfsig
@needs_openssl
def test_pdfsig_and_openssl_trust_what_was_sealed(own_home: Path):
    pdf, _ = made()
    file, root = own_home / "sealed.pdf", folder() / "ca.pem"
    file.write_bytes(pdf)
    assert pdfsig_trusts(file, root), pdfsig_says(file, root)
    assert openssl_cms_trusts(file, root)


@needs_pdfsig
@needs_openssl
@pytest.mark.parametrize("what", TAMPERED)
def test_nothing_tampered_with_passes_anybody(own_home: Path, what: str):
    pdf, beside = made()
    wrong = TAMPERED[what](pdf)
    file = own_home / "wrong.pdf"
    file.write_bytes(wrong)
    assert not pdfsig_trusts(file, folder() / "ca.pem")
    if what != "something appended":  # openssl sees only the bytes it is given
        assert not openssl_cms_trusts(file, folder() / "ca.pem")
    assert checked(wrong).ours is None
    assert not sm2_checked(beside, wrong).intact
    assert (
        verified(wrong).verdict
        in {
            "a bit of the drawing": (verdicts.ALTERED,),
            "a bit of the seal's appearance": (verdicts.ALTERED,),
            "a digit of the signature": (verdicts.ALTERED,),
            "the end is missing": (verdicts.TRUNCATED,),
            "something appended": (verdicts.APPENDED,),
            "sealed by another authority": (verdicts.FOREIGN,),
        }[what]
    )


@needs_openssl
def test_openssl_verifies_the_signature_beside(own_home: Path):
    pdf, beside = made()
    told = json.loads(beside)
    assert told["distid"] == DISTID == "1234567812345678"
    document, certificate, signature = own_home / "a.pdf", own_home / "sm2.pem", b64decode(told["signature"])
    document.write_bytes(pdf)
    certificate.write_text(told["certificate"])
    assert openssl_sm2_verifies(document, signature, certificate, DISTID)
    assert not openssl_sm2_verifies(document, signature, certificate, "1234567812345679")
    document.write_bytes(flipped(pdf, 100))
    assert not openssl_sm2_verifies(document, signature, certificate, DISTID)


def test_a_second_implementation_verifies_the_signature_beside(own_home: Path):
    """GmSSL drops the zero at the head of a coordinate and then fails over its own numbers: another signature is made then."""
    for _ in range(TRIES):
        pdf, beside = made()
        told = json.loads(beside)
        signature = b64decode(told["signature"])
        try:
            verdicts_ = [gmssl_verifies(told["certificate"], signature, one) for one in (pdf, flipped(pdf, 100))]
        except TypeError:
            continue
        assert verdicts_ == [True, False]
        return
    raise AssertionError("no signature that GmSSL can reckon with")


TRIES = 20


def gmssl_verifies(certificate_pem: str, signature: bytes, document: bytes) -> bool:
    """GmSSL in pure Python: a second implementation of the standard."""
    _, _, der = pem.unarmor(certificate_pem.encode())
    point = x509.Certificate.load(der).public_key["public_key"].native
    crypt = sm2.CryptSM2(private_key="", public_key=point[1:].hex(), asn1=True)
    return bool(crypt.verify_with_sm3(signature.hex(), bytes(func.bytes_to_list(document))))


def test_pyhanko_itself_finds_the_seal_sound():
    pdf, _ = made()
    import io

    reader = PdfFileReader(io.BytesIO(pdf))
    _, _, der = pem.unarmor((folder() / "ca.pem").read_bytes())
    context = ValidationContext(trust_roots=[x509.Certificate.load(der)], allow_fetching=False)
    found = validate_pdf_signature(reader.embedded_signatures[0], context)
    assert found.bottom_line and found.coverage.name == "ENTIRE_FILE"
    assert found.signer_reported_dt == SEALED_AT.replace(microsecond=0)


def test_two_revisions_of_ours_are_each_told():
    """A file sealed twice: the first seal no longer covers the whole file."""
    pdf, _ = made()
    found = checked(pdf)
    assert [(one.intact, one.whole, one.known) for one in found.signatures] == [(True, True, True)]
    keys = keys_in_force("msa", at=SEALED_AT)
    assert sealed(drawing_of(pdf), keys, at=SEALED_AT).uses[0].document_sha256
    assert [one.whole for one in checked(pdf + b"\n").signatures] == [False]
