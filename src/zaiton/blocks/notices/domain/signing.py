"""Signatures of webhooks by the Standard Webhooks scheme: HMAC-SHA256 over id, time and body, under one or two secrets.

A secret is not stored. It is made again from the installation's key and the salt beside the endpoint, so that whoever reads
the tables cannot sign; the check tells when the installation's key is no longer the one it was made with.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
PURPOSE = b"zaiton.notices.webhook"


def secret_of(key: str, salt: str) -> str:
    """The secret as its owner sees it: ``whsec_`` and 32 bytes in base64."""
    made = hmac.new(key.encode(), PURPOSE + b"/" + salt.encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(made).decode()


def check_of(secret: str) -> str:
    """A digest by which a secret is known again; it does not give the secret away."""
    return hashlib.sha256(PURPOSE + secret.encode()).hexdigest()


def signature(secret: str, *, id: str, at: datetime, body: bytes) -> str:
    """One signature: ``v1,`` and base64. ``at`` counts by whole seconds. Raises ``ValueError`` where the secret is none."""
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = f"{id}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Iterable[str], *, id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of the scheme; with two live secrets two signatures, of which the receiver needs one."""
    signatures = " ".join(signature(secret, id=id, at=at, body=body) for secret in secrets)
    return {"webhook-id": id, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signatures}
