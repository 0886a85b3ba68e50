"""Certificates and keys for the wire to counterparts: an authority of this installation alone, and two keys for each party.

One key is for TLS (ECDSA P-256, both as server and as client), the other signs messages (Ed25519, RFC 9421). Where a real
counterpart has given certificates, its files take the place of these; nothing that is there is ever overwritten, except a
certificate of our own authority that is about to run out.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PARTIES = ("zaiton", "bank", "treasury", "customs")
AUTHORITY_DAYS, LEAF_DAYS, RENEW_DAYS = 3650, 397, 30


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One certificate: whose, whether it was made now, until when it holds (UTC)."""

    name: str
    made: bool
    until: datetime
    fingerprint: str


def keys_make(folder: Path, *, at: datetime, parties: Sequence[str] = PARTIES) -> tuple[KeyFile, ...]:
    """What is missing or runs out within thirty days is made; the authority first, then each party's certificate."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        authority = _authority(folder, at)
        for name in parties:
            _signing(folder, name)
        return (authority, *(_leaf(folder, name, at) for name in parties))


def _authority(folder: Path, at: datetime) -> KeyFile:
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if certificate.exists():
        return _told("ca", certificate, made=False)
    private = ec.generate_private_key(ec.SECP256R1())
    name = _named("Zaiton money, this installation's own authority")
    builder = _builder(name, name, private, at, AUTHORITY_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    _kept(key, _private_bytes(private))
    _kept(certificate, builder.sign(private, hashes.SHA256()).public_bytes(Encoding.PEM))
    return _told("ca", certificate, made=True)


def _leaf(folder: Path, name: str, at: datetime) -> KeyFile:
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    ours = (folder / "ca.key").exists()
    if certificate.exists():
        standing = _told(name, certificate, made=False)
        if not ours or standing.until - at > timedelta(days=RENEW_DAYS):
            return standing
    above = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    signer = load_pem_private_key((folder / "ca.key").read_bytes(), None)
    private = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_named(name), above.subject, private, at, LEAF_DAYS)
    both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage(both), critical=False)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())  # type: ignore[arg-type]
    builder = builder.add_extension(identifier, critical=False)
    made = builder.sign(signer, hashes.SHA256())  # type: ignore[arg-type]
    _kept(key, _private_bytes(private))
    _kept(certificate, made.public_bytes(Encoding.PEM))
    return _told(name, certificate, made=True)


def _signing(folder: Path, name: str) -> None:
    public, key = folder / f"{name}-signing.pub", folder / f"{name}-signing.key"
    if public.exists():
        return
    private = ed25519.Ed25519PrivateKey.generate()
    _kept(key, _private_bytes(private))
    _kept(public, private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def _builder(
    subject: x509.Name, issuer: x509.Name, private: ec.EllipticCurvePrivateKey, at: datetime, days: int
) -> x509.CertificateBuilder:
    begins = at - timedelta(hours=1)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(private.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(begins).not_valid_after(begins + timedelta(days=days))
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _told(name: str, path: Path, *, made: bool) -> KeyFile:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return KeyFile(name, made, certificate.not_valid_after_utc, certificate.fingerprint(hashes.SHA256()).hex())


def _private_bytes(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _kept(path: Path, content: bytes) -> None:
    """Written whole or not at all, for the service alone, durable when this returns."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder / "keys.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
