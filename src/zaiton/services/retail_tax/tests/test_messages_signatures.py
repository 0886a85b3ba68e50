"""Enveloped signatures: golden ones of another library hold; changed, wrapped, swapped and foreign ones do not."""

import base64
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from zaiton.services.retail_tax.queries.messages_layouts import around
from zaiton.services.retail_tax.queries.messages_reading import read
from zaiton.services.retail_tax.queries.messages_signatures import fingerprints, signed
from zaiton.services.retail_tax.tests import ceb_writer as writer

GOLDEN = Path(__file__).parents[1] / "golden" / "messages"
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"


def golden(name: str) -> bytes:
    return (GOLDEN / f"signed-{name}.xml").read_bytes()


def on_file() -> frozenset[bytes]:
    return fingerprints([(GOLDEN / "signer.pem").read_bytes()])


@cache
def made(bits: int = 2048, curve: bool = False):
    """A key with its certificate."""
    key = ec.generate_private_key(ec.SECP256R1()) if curve else rsa.generate_private_key(65537, bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "another")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(8).not_valid_before(datetime(2026, 1, 1)).not_valid_after(datetime(2036, 1, 1))
    return key, builder.sign(key, hashes.SHA256())


def own(key, certificate, method: str = SHA256) -> bytes:
    """A message signed by this programme."""
    root = etree.fromstring(writer.message("CEB311", [writer.of("CEB311")]))
    signed(root, key, certificate, method, around())
    return etree.tostring(root)


def faults(content: bytes, **options) -> list[str]:
    reading = read(content, **options)
    assert not (reading.faults and reading.records)
    return [fault.name for fault in reading.faults]


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_signatures_of_another_library_hold(name: str) -> None:
    reading = read(golden(name), on_file=on_file(), must_be_signed=True)
    assert not reading.faults and len(reading.good) == 2
    assert reading.signed and reading.signed.trusted and reading.signed.serial == 7
    assert reading.signed.method.endswith(f"rsa-{name}") and reading.signed.valid_to > datetime(2040, 1, 1, tzinfo=UTC)
    inside = writer.enveloped(golden(name), "CEB311")
    assert read(inside, on_file=on_file()).signed == reading.signed


def test_without_certificates_on_file_a_signature_is_not_trusted() -> None:
    reading = read(golden("sha256"))
    assert reading.signed and not reading.signed.trusted


@pytest.mark.parametrize("name", ["sha1", "sha256"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"21.48<", b"21.49<"),
        (b"FZ0000000001", b"FZ0000000009"),
        (b"DXPENT", b"DXPENS"),
        (b"Order>\n", b"Order>\n\n"),
    ],
)
def test_a_message_changed_afterwards_is_refused(name: str, old: bytes, new: bytes) -> None:
    head, _, body = golden(name).partition(b"?>")
    assert old in body and faults(head + b"?>" + body.replace(old, new, 1), on_file=on_file()) == ["signature_digest"]


def test_a_digest_replaced_with_the_content_does_not_hold_against_the_value() -> None:
    content = golden("sha256")
    key, certificate = made()
    digest = content.partition(b"DigestValue>")[2].partition(b"<")[0]
    assert faults(content.replace(digest, base64.b64encode(b"0" * 32)), on_file=on_file()) == ["signature_value"]
    other = own(key, certificate)
    mine = other.partition(b"X509Certificate>")[2].partition(b"<")[0]
    theirs = content.partition(b"X509Certificate>")[2].partition(b"<")[0]
    assert faults(other.replace(mine, theirs), on_file=on_file()) == ["signature_value"]


def test_a_stranger_is_refused_where_certificates_are_on_file() -> None:
    content = own(*made())
    assert faults(content) == [] and faults(content, on_file=on_file()) == ["signature_stranger"]
    assert faults(content, on_file=frozenset()) == ["signature_stranger"]


def test_an_unsigned_message_where_one_is_required() -> None:
    plain = writer.message("CEB311", [writer.of("CEB311")])
    assert faults(plain, must_be_signed=True) == ["signature_absent"]


def test_signatures_of_this_programme_hold_with_both_methods() -> None:
    key, certificate = made()
    for method in (SHA1, SHA256):
        reading = read(own(key, certificate, method), on_file=fingerprints([certificate.public_bytes(_der())]))
        assert reading.signed and reading.signed.trusted and reading.signed.method == method


def _der():
    from cryptography.hazmat.primitives.serialization import Encoding

    return Encoding.DER


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b'URI=""', b'URI="#x"', "signature_shape"),
        (b'<ds:Reference URI="">', b"<ds:Reference>", "signature_shape"),
        (b"#enveloped-signature", b"#base64", "signature_shape"),
        (b"</ds:Transforms>", b'<ds:Transform Algorithm="x"/></ds:Transforms>', "signature_shape"),
        (b"/REC-xml-c14n-20010315", b"/REC-xml-c14n-20010315#WithComments", "signature_method"),
        (b"more#rsa-sha256", b"more#hmac-sha256", "signature_method"),
        (b"xmlenc#sha256", b"xmlenc#sha512", "signature_method"),
        (b"<ds:SignatureValue>", b"<ds:SignatureValue>*", "signature_shape"),
        (b"<ds:X509Certificate>", b"<ds:X509Certificate>AAAA", "signature_certificate"),
        (b"<ds:KeyInfo>", b"<ds:Object/><ds:KeyInfo>", "signature_shape"),
    ],
)
def test_forms_of_signatures_that_forgers_use_are_refused(old: bytes, new: bytes, fault: str) -> None:
    content = own(*made())
    assert old in content and faults(content.replace(old, new, 1)) == [fault]


def test_a_signed_message_wrapped_into_another_is_refused() -> None:
    content = own(*made())
    signature = content[content.index(b"<ds:Signature ") : content.index(b"</ds:Signature>") + 15]
    twice = content.replace(b"</ceb:CEB311Message>", signature + b"</ceb:CEB311Message>")
    assert faults(twice) == ["signature_shape"]
    deep = content.replace(signature, b"").replace(b"</ceb:BaseTransfer>", signature + b"</ceb:BaseTransfer>")
    assert "signature_shape" in faults(deep)
    stray = content.replace(signature, b'<d:SignedInfo xmlns:d="http://www.w3.org/2000/09/xmldsig#"/>')
    assert "signature_shape" in faults(stray)


def test_keys_that_are_short_or_not_rsa_do_not_count(monkeypatch) -> None:
    _, certificate = made(curve=True)
    key, real = made()
    content = own(key, real)
    mine = content.partition(b"X509Certificate>")[2].partition(b"<")[0]
    foreign = base64.b64encode(certificate.public_bytes(_der()))
    assert faults(content.replace(mine, foreign)) == ["signature_certificate"]
    wanted = around()
    monkeypatch.setattr(type(wanted), "least_bits", property(lambda self: 4096), raising=False)
    assert faults(content) == ["signature_certificate"]


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_a_signed_message_says_the_same_as_an_unsigned_one(name: str) -> None:
    plain = read(writer.message("CEB311", [writer.of("CEB311", n) for n in (1, 2)]))
    reading = read(golden(name), on_file=on_file())
    assert reading.good == plain.good and reading.transfer == plain.transfer


def test_a_signed_message_with_a_bad_record_tells_it() -> None:
    root = etree.fromstring(writer.message("CEB311", [writer.of("CEB311"), writer.of("CEB311", 2, currency=840)]))
    signed(root, *made(), SHA256, around())
    reading = read(etree.tostring(root))
    assert reading.signed and [(r.place, r.faults[0].element) for r in reading.bad] == [(2, "currency")]
