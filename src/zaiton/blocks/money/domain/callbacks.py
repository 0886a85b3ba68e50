"""What a counterpart tells by itself: one message with a number, and in it bookings of payments."""

from dataclasses import dataclass
from datetime import timedelta

from zaiton.blocks.money.domain.channels import Reply

MOST = 256 * 1024
"""Bytes of one message."""
WINDOW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Booked:
    """One booking: of which payment, over how much (as it was asked for, without sign), and what that means for it."""

    number: str
    amount: int
    currency: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Told:
    """One message."""

    number: str
    bookings: tuple[Booked, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it: how many payments it told of, and how many of these are not ours."""

    number: str
    payments: int
    unknown: int
