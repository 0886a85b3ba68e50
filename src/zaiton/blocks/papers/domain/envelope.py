"""A detached SM2 signature as one JSON file: what was signed, by whom, and everything a stranger needs to check it.

OpenSSL writes no national PKCS #7 with SM2, so the raw signature lies beside the certificate it is checked with. The signature
is over the bytes of the document (SM2 with SM3, GB/T 32918), with the identity that the standard names where parties agreed on none.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from zaiton.blocks.papers.domain.seal_refusals import EnvelopeBroken

FORMAT = "zaiton-sm2-detached/1"
ALGORITHM = "SM2-with-SM3"
DISTID = "1234567812345678"
"""The identity of the signer that goes into the digest (GB/T 35276, GM/T 0009): both sides must take the same one."""
MOST_BYTES = 256 * 1024
MOST_SIGNATURE = 200
FIELDS = ("format", "algorithm", "distid", "document_sha256", "document_sm3", "signature", "certificate", "made_at")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signature that was read. ``signature`` is DER (ECDSA-Sig-Value with SM2's r and s), ``made_at`` as written."""

    document_sha256: str
    document_sm3: str
    signature: bytes
    certificate_pem: str
    made_at: str


def envelope_bytes(document: bytes, signature: bytes, certificate_pem: str, *, at: datetime) -> bytes:
    """The file; the same signature at the same moment gives the same bytes."""
    content = {
        "format": FORMAT,
        "algorithm": ALGORITHM,
        "distid": DISTID,
        "document_sha256": hashlib.sha256(document).hexdigest(),
        "document_sm3": hashlib.new("sm3", document).hexdigest(),
        "signature": base64.b64encode(signature).decode(),
        "certificate": certificate_pem,
        "made_at": at.isoformat(timespec="seconds"),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def envelope_read(content: bytes) -> Envelope:
    """A file that somebody shows; raises ``EnvelopeBroken`` for anything else."""
    try:
        if len(content) > MOST_BYTES:
            raise ValueError("too large")
        told = json.loads(content.decode("utf-8"))
        if not isinstance(told, dict) or any(not isinstance(told.get(name), str) for name in FIELDS):
            raise ValueError("fields")
        if (told["format"], told["algorithm"], told["distid"]) != (FORMAT, ALGORITHM, DISTID):
            raise ValueError("format")
        signature = base64.b64decode(told["signature"], validate=True)
        if not 0 < len(signature) <= MOST_SIGNATURE:
            raise ValueError("signature")
    except (ValueError, RecursionError):
        raise EnvelopeBroken from None
    return Envelope(told["document_sha256"], told["document_sm3"], signature, told["certificate"], told["made_at"])
