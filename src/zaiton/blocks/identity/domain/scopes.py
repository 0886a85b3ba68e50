"""Scopes: what a delegation or a token allows, written ``<module>:read`` or ``<module>:write``."""

from collections.abc import Iterable

from zaiton.base.text import gettext_noop

READ_SENTENCE = gettext_noop("{module}: look at what is saved")
WRITE_SENTENCE = gettext_noop("{module}: save, change and submit")
OWN_READ = "account:read"
"""The one scope of this block itself: a token may read whose it is and which organisations it may act for."""


def joined(scopes: Iterable[str]) -> str:
    """Scopes as one column stores them: sorted, separated by a space."""
    return " ".join(sorted(set(scopes)))


def parted(column: str) -> tuple[str, ...]:
    """The scopes of a stored column."""
    return tuple(column.split())


def sentence_of(scope: str) -> str:
    """The English sentence (a msgid with ``{module}``) of a scope."""
    return READ_SENTENCE if scope.endswith(":read") else WRITE_SENTENCE
