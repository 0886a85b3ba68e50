"""Scopes: what a delegation or a token allows, written ``<module>:<verb>`` and declared in the modules' manifests."""

from collections.abc import Iterable

OWN_READ = "account:read"
"""The one scope of this block itself: a token may read whose it is and which organisations it may act for."""


def joined(scopes: Iterable[str]) -> str:
    """Scopes as one column stores them: sorted, separated by a space."""
    return " ".join(sorted(set(scopes)))


def parted(column: str) -> tuple[str, ...]:
    """The scopes of a stored column."""
    return tuple(column.split())
