"""The unguessable name under which people and machines address a row."""

import secrets


def public_id() -> str:
    """Sixteen characters that say nothing of the row."""
    return secrets.token_urlsafe(12)
