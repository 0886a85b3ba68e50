"""How papers reach people: what follows what for each way, and what has to be said of an address. Plain rules, no tables."""

import re
from dataclasses import dataclass
from datetime import datetime

from zaiton.blocks.papers.domain.delivery_refusals import (
    AddressRefused,
    DeliveryStateUnfit,
    SecondTrip,
    TelephoneRefused,
    TrackingMissing,
    WayUnknown,
)
from zaiton.blocks.papers.domain.status import (
    ARRIVED,
    CHOSEN,
    COLLECTED,
    COUNTER,
    PACKED,
    POST,
    RETURNED,
    SENT,
    WAYS,
)

NEXT = {
    POST: {CHOSEN: (PACKED,), PACKED: (SENT,), SENT: (ARRIVED, RETURNED)},
    COUNTER: {CHOSEN: (PACKED,), PACKED: (COLLECTED,)},
}
"""What an office may mark next, by way and state. A download has nothing to mark."""
OPEN_TO_CHOICE = (CHOSEN, RETURNED)
"""States in which the person may still choose: nothing is packed, or it came back."""

MOST_RECIPIENT, MOST_ADDRESS, MOST_CARRIER, MOST_WORDS = 120, 300, 80, 300
TELEPHONE = re.compile(r"\+?[0-9](?:[0-9 -]{3,37})[0-9]")
TRACKING = re.compile(r"[A-Za-z0-9-]{5,60}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where and to whom; blank throughout where nothing is sent."""

    recipient: str = ""
    address: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryStepCard:
    """One thing that happened to a delivery."""

    state: str
    at: datetime
    actor: str
    words: str


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """A delivery with what happened to it, the oldest first. ``trips``: how often somebody had to come to a counter."""

    public_id: str
    object: str
    way: str
    to: Address
    carrier: str
    tracking: str
    state: str
    trips: int
    chosen_at: datetime
    changed_at: datetime
    steps: tuple[DeliveryStepCard, ...]

    @property
    def open_to_choice(self) -> bool:
        """Whether the person may still choose otherwise."""
        return self.state in OPEN_TO_CHOICE

    @property
    def next_states(self) -> tuple[str, ...]:
        """What the office may mark now."""
        return NEXT.get(self.way, {}).get(self.state, ())


def address_for(way: str, recipient: str, address: str, telephone: str) -> Address:
    """What is kept of an address for this way: nothing unless something is sent. Raises what is wrong, field by field.

    >>> address_for("counter", "a name", "an address", "1")
    Address(recipient='', address='', telephone='')
    """
    if way not in WAYS:
        raise WayUnknown("way")
    if way != POST:
        return Address()
    found = Address(_line(recipient), _line(address), " ".join(telephone.split()))
    _must_be_written("recipient", found.recipient, 1, MOST_RECIPIENT)
    _must_be_written("address", found.address, 5, MOST_ADDRESS)
    if not TELEPHONE.fullmatch(found.telephone):
        raise TelephoneRefused("telephone")
    return found


def must_lead_on(way: str, state: str, to: str) -> None:
    """Raises ``SecondTrip`` or ``DeliveryStateUnfit`` unless this state follows."""
    if to == COLLECTED and state == COLLECTED:
        raise SecondTrip
    if to not in NEXT.get(way, {}).get(state, ()):
        raise DeliveryStateUnfit


def must_be_followable(carrier: str, tracking: str) -> None:
    """Raises ``TrackingMissing`` unless a carrier and its number are named."""
    if not (0 < len(carrier) <= MOST_CARRIER and carrier.isprintable()):
        raise TrackingMissing("carrier")
    if not TRACKING.fullmatch(tracking):
        raise TrackingMissing("tracking")


def _line(text: str) -> str:
    """One line, as it stands on an envelope."""
    return " ".join(text.split())


def _must_be_written(field: str, text: str, least: int, most: int) -> None:
    if not least <= len(text) <= most or not text.isprintable():
        raise AddressRefused(field, most=most)
