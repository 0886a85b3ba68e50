"""Names under which rows are seen outside."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def public_id() -> str:
    """Twelve characters that no one mistakes for one another, 59 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def file_owner(public_id: str) -> str:
    """As whom the store of contents knows a file of a case or of a draft."""
    return f"cases.file/{public_id}"
