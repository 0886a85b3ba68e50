"""Buyers as numbers that say nothing: a keyed hash to count limits by, a masked number to show, and the year a sale counts in.

The plain number is needed by the law in few places (the declaration itself, an officer's look with a reason); there it is unsealed, and
everywhere else only what is here is used. A hash without a key would not do: there are few enough numbers to try them all.
"""

import hashlib
import hmac
import unicodedata
from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
KEY_LENGTH = 32
LEAST_SHOWN = 10


def plain_number(number: str) -> str:
    """A number as it is compared: one width of signs, no blanks or hyphens, capitals."""
    text = unicodedata.normalize("NFKC", number)
    return "".join(sign for sign in text if sign.isalnum()).upper()


def buyer_key(secret: bytes, id_type: str, number: str) -> str:
    """The keyed hash of a person's document (HMAC-SHA-256, 128 bits in hexadecimal)."""
    said = f"{id_type.strip()}\x1f{plain_number(number)}".encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()[:KEY_LENGTH]


def shown_number(number: str) -> str:
    """A number as it may be shown: the first four and the last two signs of a long one, of a short one nothing."""
    plain = plain_number(number)
    if len(plain) < LEAST_SHOWN:
        return "*" * len(plain)
    return f"{plain[:4]}{'*' * (len(plain) - 6)}{plain[-2:]}"


def shown_name(name: str) -> str:
    """A person's name as it may be shown: its first sign."""
    text = name.strip()
    return text[:1] + "*" * min(max(len(text) - 1, 1), 3) if text else ""


def year_of(at: datetime) -> int:
    """The calendar year in which a sale counts: that of Beijing."""
    return at.astimezone(BEIJING).year
