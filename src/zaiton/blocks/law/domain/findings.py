"""What `zaiton data check` has to say about a pack: a code, a place, a sentence and its data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a pack.

    ``pack`` is ``service/table/day``; ``severity`` is ``error`` (the check fails) or ``warning``; ``line`` is the line of
    rows.csv (the header is line 1); ``message`` is an English msgid with named placeholders filled from ``data``.
    """

    pack: str
    severity: str
    line: int | None
    code: str
    message: str
    data: dict[str, Any] = field(default_factory=dict)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """The finding in the language of ``translate``."""
        return translate(self.message).format(**self.data)
