"""Names under which rows are seen outside, and the code that a stranger types from a certificate."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def public_id() -> str:
    """Twelve characters that no one mistakes for one another, 59 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def verification_code() -> str:
    """Sixteen of them, 79 bits: who has the code has seen the certificate."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))
