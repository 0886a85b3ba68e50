"""A signature beside the document by SM2 with SM3, for readers who must use the national algorithms."""

import secrets
from datetime import UTC, datetime
from hashlib import sha1, sha256

from asn1crypto import core, keys, pem, x509

from zaiton.blocks.papers.actions.keyfiles import passphrase
from zaiton.blocks.papers.actions.providing import Sealer
from zaiton.blocks.papers.domain.envelope import envelope_bytes
from zaiton.blocks.papers.domain.seal_refusals import KeyUnreadable, SealFailed
from zaiton.blocks.papers.domain.seals import SM2, KeyMade, KeyWish, subject_parts
from zaiton.blocks.papers.queries.sm2 import Sm2Failed, Sm2Key

SM2_WITH_SM3 = "1.2.156.10197.1.501"
"""GM/T 0006: SM2 signature over an SM3 digest."""
SERIAL_BITS = 127
FOUR_DIGITS_FROM = 2050


class Sm2:
    """Keys that certify themselves: their certificates are published by this site, with fingerprints."""

    name = SM2
    inside = False

    def make(self, wish: KeyWish) -> KeyMade:
        """A key with a certificate signed by itself; raises ``Sm2Lacking`` where OpenSSL has no SM2."""
        key = Sm2Key.made()
        der = self_certified(key, wish)
        return KeyMade(
            pem.armor("CERTIFICATE", der).decode(),
            key.private_pem(passphrase()),
            ",".join(f"{SHORT[name]}={text}" for name, text in reversed(subject_parts(wish.title, wish.demo))),
            f"{x509.Certificate.load(der).serial_number:x}",
            sha256(der).hexdigest(),
            wish.not_after,
        )

    def opened(self, certificate_pem: str, private_pem: bytes) -> Sealer:
        """Signs the whole document, byte for byte."""
        try:
            key = Sm2Key.private(private_pem, passphrase())
        except Sm2Failed:
            raise KeyUnreadable(key="") from None

        def sealed(document: bytes, at: datetime) -> bytes:
            try:
                signature = key.sign(document)
            except Sm2Failed as error:
                raise SealFailed(provider=SM2, why="OpenSSL") from error
            return envelope_bytes(document, signature, certificate_pem, at=at)

        return sealed


SHORT = {
    "country_name": "C",
    "organization_name": "O",
    "organizational_unit_name": "OU",
    "common_name": "CN",
}


def self_certified(key: Sm2Key, wish: KeyWish) -> bytes:
    """A certificate of version 3 over the key, signed by the key itself, as DER."""
    name = x509.Name.build(dict(subject_parts(wish.title, wish.demo)))
    public = keys.PublicKeyInfo.load(key.public_der())
    algorithm = x509.SignedDigestAlgorithm({"algorithm": SM2_WITH_SM3})
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(SERIAL_BITS) | 1,
            "signature": algorithm,
            "issuer": name,
            "validity": {
                "not_before": _time(wish.not_before),
                "not_after": _time(wish.not_after),
            },
            "subject": name,
            "subject_public_key_info": public,
            "extensions": _extensions(key),
        }
    )
    return x509.Certificate(
        {"tbs_certificate": body, "signature_algorithm": algorithm, "signature_value": key.sign(body.dump())}
    ).dump()


def _time(at: datetime) -> x509.Time:
    """RFC 5280, 4.1.2.5: two digits of the year until 2049, four from then on."""
    form = "utc_time" if at.astimezone(UTC).year < FOUR_DIGITS_FROM else "general_time"
    return x509.Time({form: at.astimezone(UTC).replace(microsecond=0)})


def _extensions(key: Sm2Key) -> list[dict[str, object]]:
    identifier = sha1(key.public_der(), usedforsecurity=False).digest()
    return [
        {"extn_id": "basic_constraints", "critical": True, "extn_value": x509.BasicConstraints({"ca": False})},
        {
            "extn_id": "key_usage",
            "critical": True,
            "extn_value": x509.KeyUsage({"digital_signature", "non_repudiation"}),
        },
        {"extn_id": "key_identifier", "critical": False, "extn_value": core.OctetString(identifier)},
    ]
