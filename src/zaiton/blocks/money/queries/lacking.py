"""What this block lacks to do its work, for ``zaiton check``."""

from collections.abc import Iterator

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.queries.places import keys_lacking


def lacking() -> Iterator[Refusal]:
    """Keys for counterparts that the settings name."""
    yield from keys_lacking()
