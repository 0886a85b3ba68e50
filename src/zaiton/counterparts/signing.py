"""Signed HTTP messages (RFC 9421, Ed25519): what a counterpart sends and what it believes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, algorithms
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import MappingKeyResolver

REQUEST = ("@method", "@path", "content-type")
RESPONSE = ("@status", "content-type")
WINDOW = timedelta(minutes=5)


class NotBelieved(Exception):
    """The signature is missing, of somebody else, too old, or of another message."""


@dataclass
class Asked:
    """A request as the signature sees it."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Answered:
    """A response as the signature sees it."""

    status_code: int
    headers: dict[str, str] = field(default_factory=dict)


class Keys:
    """The private signing key of ``name`` and the public ones of everybody whose file lies in the folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        own = load_pem_private_key((folder / f"{name}-signing.key").read_bytes(), None)
        ending = "-signing.pub"
        public = {p.name.removesuffix(ending): load_pem_public_key(p.read_bytes()) for p in folder.glob(f"*{ending}")}
        resolver = MappingKeyResolver(public_keys=public, private_keys={name: own})
        self._signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
        self._verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver)

    def sign(self, message: Asked | Answered, body: bytes, at: datetime) -> dict[str, str]:
        """The message's headers with its digest and signature."""
        parts = REQUEST if isinstance(message, Asked) else RESPONSE
        self._signer.sign(
            message,
            key_id=self.name,
            created=at,
            nonce=secrets.token_urlsafe(16),
            tag="zaiton-money",
            covered_component_ids=parts,
            body=body,
        )
        return message.headers

    def believe(self, method: str, path: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
        """Who signed the request. Raises ``NotBelieved``."""
        message = Asked(method, f"https://counterpart.invalid{path}", dict(headers))
        try:
            found = self._verifier.verify(
                message, max_age=None, expect_tag="zaiton-money", require_components=REQUEST, body=body
            )
        except HTTPMessageSignaturesException as error:
            raise NotBelieved(str(error)) from error
        created = datetime.fromtimestamp(int(found[0].parameters["created"]), UTC)
        if len(found) != 1 or abs(at - created) > WINDOW:
            raise NotBelieved("signed too long ago, or by a clock that is wrong")
        return str(found[0].parameters["keyid"])


class _Verifier(HTTPMessageVerifier):
    """Leaves the age of a signature to us, whose clock a test may have moved."""

    def validate_created_and_expires(self, sig_input: object, max_age: object = None) -> None:
        """A signature says when it was made; the rest is asked in ``believe``."""
        if type(getattr(sig_input, "params", {}).get("created")) is not int:
            raise HTTPMessageSignaturesException("the signature does not say when it was made")
