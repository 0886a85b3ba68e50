"""The installation's own certification authority: a root made with the first key, and certificates for PAdES keys.

Whoever verifies with tools of their own trusts this one root. It is a key of this installation, no licensed authority.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from zaiton.blocks.papers.actions.keyfiles import folder, kept, private_bytes, private_key
from zaiton.blocks.papers.domain.seal_refusals import AuthorityUnreadable

YEARS = 30
CERTIFICATE, PRIVATE = "ca.pem", "ca.key.pem"
NAME = "Zaiton installation CA"
NO_USE = dict.fromkeys(
    (
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "encipher_only",
        "decipher_only",
        "content_commitment",
        "digital_signature",
        "key_cert_sign",
        "crl_sign",
    ),
    False,
)


class Authority(NamedTuple):
    """The root with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def authority(at: datetime) -> Authority:
    """The installation's root, made where there is none yet; raises ``AuthorityUnreadable``."""
    place = folder()
    with _alone(place / ".lock"):
        if not (place / CERTIFICATE).exists():
            _made(place, at)
    try:
        certificate = x509.load_pem_x509_certificate((place / CERTIFICATE).read_bytes())
        return Authority(certificate, private_key((place / PRIVATE).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise AuthorityUnreadable from None


def certified(
    root: Authority, subject: x509.Name, public_key, *, not_before: datetime, not_after: datetime
) -> x509.Certificate:
    """A certificate for a key that seals documents: signature and non-repudiation, for documents sent by mail or at all.

    Never valid longer than the root.
    """
    builder = _builder(subject, root.certificate.subject, public_key, not_before, not_after, root.certificate)
    usage = x509.KeyUsage(**{**NO_USE, "digital_signature": True, "content_commitment": True})
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(root.key, hashes.SHA384())
    )


def _made(place: Path, at: datetime) -> None:
    """The key first: a root without its key certifies nothing, and a key without its root is made anew."""
    key = ec.generate_private_key(ec.SECP384R1())
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    until = at + timedelta(days=366 * YEARS)
    usage = x509.KeyUsage(**{**NO_USE, "key_cert_sign": True, "crl_sign": True})
    certificate = (
        _builder(name, name, key.public_key(), at, until, None)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA384())
    )
    (place / PRIVATE).unlink(missing_ok=True)
    kept(place / PRIVATE, private_bytes(key))
    kept(place / CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key,
    not_before: datetime,
    not_after: datetime,
    above: x509.Certificate | None,
) -> x509.CertificateBuilder:
    last = min(not_after, above.not_valid_after_utc) if above else not_after
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(last)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
