"""What the signatures in a file, and beside it, are worth: sound or not, over the whole file or a part, by a key of this site or not.

A file that a stranger shows may be made to harm whoever opens it, so it is not opened as a PDF at all. A seal covers every byte
of the file but the hexadecimal digits of the signature itself; where they stand is written in plain bytes (``/ByteRange``). So it
is enough to find that place, to see that what is left out is nothing but digits, and to check the signature over all the rest.
Whatever else stands in the file was signed, or the signature does not fit. (Of the signature's own wrapping a few fields are
covered by nothing, in any such file: whether it is the very file that was issued, only the register knows.) Takes time in proportion to the size, and no more.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import new as new_digest
from hashlib import sha256

from asn1crypto import cms, pem, x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from zaiton.blocks.papers.domain.envelope import Envelope, envelope_read
from zaiton.blocks.papers.domain.register_refusals import ShownFileTooLarge
from zaiton.blocks.papers.domain.seal_refusals import EnvelopeBroken
from zaiton.blocks.papers.models import SealKey
from zaiton.blocks.papers.queries.sm2 import Sm2Failed, Sm2Key

MOST_BYTES = 20 * 1024 * 1024
MOST_SIGNATURES = 8
MOST_SIGNATURE_BYTES = 512 * 1024
DIGESTS = ("sha256", "sha384", "sha512")
PLACE = re.compile(
    rb"/ByteRange[\s\0]{0,20}\[[\s\0]{0,20}(\d{1,10})[\s\0]{1,20}(\d{1,10})[\s\0]{1,20}(\d{1,10})[\s\0]{1,20}(\d{1,10})[\s\0]{0,20}\]"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature in a file.

    ``intact``: it fits what it covers, and was made with the key of its certificate; None where it uses algorithms that cannot be
    checked here (national ones inside a PDF). ``whole``: it covers all of the file.
    ``known``: that certificate is one of this site's keys; ``revoked_at`` is when it was revoked, if it was. ``signer`` is what
    the certificate says of its holder, which anybody can write into one of their own.
    """

    intact: bool | None
    whole: bool
    fingerprint: str
    signer: str
    known: bool
    revoked_at: datetime | None = None
    revoked_why: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The signatures found in a file, in the order of the file."""

    signatures: tuple[Signature, ...]

    @property
    def ours(self) -> Signature | None:
        """The sound signature of a key of this site over the whole file, or None."""
        return next((one for one in self.signatures if one.known and one.intact and one.whole), None)


@dataclass(frozen=True, slots=True)
class Sm2Checked:
    """What a separate signature is worth for a document: ``intact`` where it fits, ``known`` where the key is this site's."""

    intact: bool
    fingerprint: str
    known: bool
    revoked_at: datetime | None = None
    revoked_why: str = ""


def checked(pdf: bytes) -> Checked:
    """The signatures in a file; none for what is no PDF, or none that can be read. Raises ``ShownFileTooLarge``."""
    if len(pdf) > MOST_BYTES:
        raise ShownFileTooLarge(size=len(pdf) // 2**20, most=MOST_BYTES // 2**20)
    return Checked(tuple(_signature(pdf, place) for place in _places(pdf)))


def sm2_checked(envelope: bytes, document: bytes) -> Sm2Checked:
    """A separate signature held against a document; raises ``EnvelopeBroken``, ``Sm2Lacking``."""
    told = envelope_read(envelope)
    try:
        der = _der(told.certificate_pem)
        public = x509.Certificate.load(der, strict=True).public_key
        key = Sm2Key.public(pem.armor("PUBLIC KEY", public.dump()))
    except (ValueError, TypeError, KeyError, Sm2Failed):
        raise EnvelopeBroken from None
    fingerprint = sha256(der).hexdigest()
    row = SealKey.objects.filter(fingerprint=fingerprint).first()
    return Sm2Checked(
        _fits(told, key, document),
        fingerprint,
        row is not None,
        row and row.revoked_at,
        row.revoked_reason if row else "",
    )


def _fits(told: Envelope, key: Sm2Key, document: bytes) -> bool:
    try:
        return told.document_sha256 == sha256(document).hexdigest() and key.verifies(told.signature, document)
    except Sm2Failed:
        return False


def _places(pdf: bytes) -> Iterator[tuple[int, int, int]]:
    """Where what is left out begins and ends, and how far the signature reaches; the first few that are possible."""
    found = 0
    for match in PLACE.finditer(pdf):
        start, before, gap_end, after = (int(number) for number in match.groups())
        end = gap_end + after
        if start == 0 and 0 < before < gap_end <= end <= len(pdf):
            found += 1
            yield before, gap_end, end
        if found == MOST_SIGNATURES:
            return


def _signature(pdf: bytes, place: tuple[int, int, int]) -> Signature:
    before, gap_end, end = place
    try:
        signed = _contents(pdf[before:gap_end])
        (info,) = signed["signer_infos"]
        certificate = extract_certificate_info(signed).signer_cert
    except Exception:  # bytes of a stranger in a deep format: nothing that goes wrong in them is a fault of ours
        return Signature(False, end == len(pdf), "", "", False)
    intact: bool | None
    try:
        intact = _is_intact(pdf, place, info, certificate)
    except (UnsupportedAlgorithm, RuntimeError):  # RuntimeError: what the library has no code for
        intact = None
    except Exception:  # as above
        intact = False
    fingerprint = sha256(certificate.dump()).hexdigest()
    row = SealKey.objects.filter(fingerprint=fingerprint).first()
    return Signature(
        intact,
        end == len(pdf),
        fingerprint,
        row.subject if row else _name(certificate),
        row is not None,
        row and row.revoked_at,
        row.revoked_reason if row else "",
    )


def _contents(gap: bytes) -> cms.SignedData:
    """The signature between the angle brackets; behind it nothing but zeros, or something could hide there."""
    if not (gap.startswith(b"<") and gap.endswith(b">")) or len(gap) > 2 * MOST_SIGNATURE_BYTES:
        raise ValueError("the gap is no string of digits")
    raw = binascii.unhexlify(gap[1:-1])
    info = cms.ContentInfo.load(raw)
    if raw[len(info.dump()) :].strip(b"\0") or info["content_type"].native != "signed_data":
        raise ValueError("not a signature alone")
    return info["content"]


def _is_intact(pdf: bytes, place: tuple[int, int, int], info: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    before, gap_end, end = place
    name = info["digest_algorithm"]["algorithm"].native
    if name not in DIGESTS:
        raise UnsupportedAlgorithm(name)
    digest = new_digest(name)
    view = memoryview(pdf)
    digest.update(view[:before])
    digest.update(view[gap_end:end])
    fits, valid = validate_sig_integrity(info, certificate, "data", digest.digest())
    return fits and valid


def _name(certificate: x509.Certificate) -> str:
    try:
        return certificate.subject.human_friendly[:300]
    except Exception:  # as above
        return ""


def _der(certificate_pem: str) -> bytes:
    _, _, der = pem.unarmor(certificate_pem.encode())
    return der
