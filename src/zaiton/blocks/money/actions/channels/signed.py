"""Signed HTTP messages (RFC 9421, Ed25519): what we sign, and what of others we believe.

Signed are method, path, content type and the digest of the content (of an answer: its status instead of method and path).
The keys lie beside the certificates: ``<name>-signing.key`` for us, ``<name>-signing.pub`` of each counterpart.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, algorithms
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import MappingKeyResolver

from zaiton.blocks.money.domain.wire_refusals import KeysMissing

TAG = "zaiton-money"
REQUEST = ("@method", "@path", "content-type")
RESPONSE = ("@status", "content-type")
HOST = "https://counterpart.invalid"
"""Addresses are not signed, since a proxy may change them; the library wants one all the same."""
MOST_NONCE = 80


class Unbelievable(Exception):
    """The signature is missing, of somebody else, or of another message."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: who made it and when, and the word that makes it unlike every other."""

    name: str
    created: datetime
    nonce: str


@dataclass
class _Asked:
    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class _Answered:
    status_code: int
    headers: dict[str, str] = field(default_factory=dict)


class _Verifier(HTTPMessageVerifier):
    """Leaves the age of a signature to the caller, to whom time is an argument."""

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        """A signature says when it was made, and is no longer good after what it says itself."""
        if type(sig_input.params.get("created")) is not int or "expires" in sig_input.params:
            raise HTTPMessageSignaturesException("the signature does not say when it was made")


def sign_request(
    keys: Path,
    method: str,
    path: str,
    body: bytes,
    *,
    at: datetime,
    name: str = "zaiton",
    kind: str = "application/json",
) -> dict[str, str]:
    """The headers of a request that ``name`` signs. Raises ``KeysMissing``."""
    private = load_pem_private_key(_read(keys, f"{name}-signing.key"), None)
    resolver = MappingKeyResolver(public_keys={}, private_keys={name: private})  # type: ignore[dict-item]
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
    message = _Asked(method, HOST + path, {"Content-Type": kind})
    nonce = secrets.token_urlsafe(16)
    signer.sign(message, key_id=name, created=at, nonce=nonce, tag=TAG, covered_component_ids=REQUEST, body=body)
    return message.headers


def request_by(keys: Path, name: str, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Signed:
    """The signature of ``name`` on a request. Raises ``Unbelievable``, ``KeysMissing``."""
    return _believed(keys, name, _Asked(method, HOST + path, dict(headers)), REQUEST, body)


def response_by(keys: Path, name: str, status: int, headers: Mapping[str, str], body: bytes) -> Signed:
    """The signature of ``name`` on an answer. Raises ``Unbelievable``, ``KeysMissing``."""
    return _believed(keys, name, _Answered(status, dict(headers)), RESPONSE, body)


def _believed(keys: Path, name: str, message: _Asked | _Answered, parts: tuple[str, ...], body: bytes) -> Signed:
    public = load_pem_public_key(_read(keys, f"{name}-signing.pub"))
    resolver = MappingKeyResolver(public_keys={name: public}, private_keys={})  # type: ignore[dict-item]
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
    try:
        found = verifier.verify(message, max_age=None, expect_tag=TAG, require_components=parts, body=body)
        parameters = found[0].parameters
        created = datetime.fromtimestamp(int(parameters["created"]), UTC)
        nonce = found[0].nonce or ""
    except (HTTPMessageSignaturesException, ValueError, OverflowError, OSError) as error:
        raise Unbelievable(str(error)) from error
    if len(found) != 1 or found[0].body != body or not 16 <= len(nonce) <= MOST_NONCE:
        raise Unbelievable("one signature over the whole content, with a nonce, is expected")
    return Signed(str(parameters["keyid"]), created, nonce)


def _read(keys: Path, name: str) -> bytes:
    try:
        return (keys / name).read_bytes()
    except OSError as error:
        raise KeysMissing(folder=keys, file=name) from error
