"""The unguessable name under which people and machines address a row."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def public_id() -> str:
    """Sixteen characters that say nothing of the row, 79 bits; none that a command takes for an option."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))
