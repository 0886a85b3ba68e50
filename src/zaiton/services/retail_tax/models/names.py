"""Names of rows for people and addresses."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def public_id() -> str:
    """Twelve characters that no one mistakes for one another."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))
