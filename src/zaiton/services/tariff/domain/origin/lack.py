"""Why a rule of a line cannot be applied: it is not on file, the list does not have the line, or its words wait for a person."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Lack:
    """No rule, and why.

    ``not_loaded``: no list on file speaks of the line. ``not_listed``: a complete list on file does not have it.
    ``needs_person``: the row is kept in its own words (``text``), which could not be read. ``row``: the code of that row.
    """

    kind: Literal["not_loaded", "not_listed", "needs_person"]
    text: str = ""
    row: str = ""
