"""What treasury or customs say of a day before it is over: their list is asked for and read, and not kept.

A list of a running day is not the day's statement: taken as one it would let the comparison of earlier days believe that the
source has said all. So it is only looked at; the statement itself is taken when the day is over (``fetching``).
"""

from collections.abc import Mapping
from datetime import date, datetime

from zaiton.blocks.money.actions.channels import channels as registered
from zaiton.blocks.money.domain.channels import Channel, StatementLine


def lines_listed(
    source: str, day: date, *, at: datetime, channels: Mapping[str, Channel] | None = None
) -> tuple[StatementLine, ...]:
    """The lines a source has of a day now. Raises ``NotSent``, ``Unclear``, or the refusal of a list that cannot be believed."""
    told = (registered if channels is None else channels)[source].statement(day, at=at)
    return told.lines if told.day == day else ()
