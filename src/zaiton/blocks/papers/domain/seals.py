"""Seals, their keys and their uses as plain facts: what they may be called, what is handed out of them."""

import re
from dataclasses import dataclass
from datetime import datetime

from zaiton.base.text import Bilingual

PADES, SM2, FAILING = "pades", "sm2", "failing"
NAME = re.compile(r"[a-z][a-z0-9-]{0,59}", re.ASCII)
"""What a seal may be called: what case types name it by."""

P256, RSA3072 = "p256", "rsa3072"
ALGORITHMS = (P256, RSA3072)
"""What a PAdES key can be: an elliptic curve of NIST (smaller, the default), or RSA for readers that know nothing else."""

YEARS_MOST, YEARS = 10, 3
LONGEST_TITLE, LONGEST_REASON = 200, 500
NAME_PART_MOST = 64
"""Characters in a part of a certificate's subject (RFC 5280, upper bounds of X.520 names)."""


@dataclass(frozen=True, slots=True)
class KeyWish:
    """A key to be made: for which organ, valid when, of which sort (``ALGORITHMS``; providers of one sort ignore it)."""

    title: Bilingual
    demo: bool
    not_before: datetime
    not_after: datetime
    algorithm: str = P256


@dataclass(frozen=True, slots=True)
class KeyMade:
    """A key that was made: its certificate, and the private half as it is to be kept."""

    certificate_pem: str
    private_pem: bytes
    subject: str
    serial: str
    fingerprint: str
    not_after: datetime


@dataclass(frozen=True, slots=True)
class SealCard:
    """A seal: ``keepers`` are public ids of persons, ``providers`` those for which it has a key in use."""

    name: str
    title: Bilingual
    demo: bool
    made_at: datetime
    keepers: tuple[str, ...]
    providers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UseCard:
    """One use of a seal: which key, on which document (digests before and after), what for, at whose wish, when."""

    public_id: str
    seal: str
    title: Bilingual
    provider: str
    key: str
    document_sha256: str
    sealed_sha256: str
    purpose: str
    object: str
    asked_by: str
    at: datetime


def subject_parts(title: Bilingual, demo: bool) -> tuple[tuple[str, str], ...]:
    """The subject of a key's certificate, part by part: country, organ in Chinese, organ in English.

    >>> subject_parts(Bilingual("演示海事局", "Demo MSA"), True)[0:2]
    (('country_name', 'CN'), ('organization_name', '演示海事局'))
    """
    parts = [("country_name", "CN"), ("organization_name", title.zh)]
    if demo:
        parts.append(("organizational_unit_name", "演示 DEMONSTRATION"))
    parts.append(("common_name", title.en))
    return tuple((name, " ".join(text.split())[:NAME_PART_MOST]) for name, text in parts)
