"""Instructions to pay: the graph of their states as data, their numbers, their pauses, and what others get to see of them.

``unknown`` is a state like any other: nobody knows whether the counterpart acted, so it is asked and never sent again, until
it says so long after the sending that it never heard of the number; then the same number goes out once more.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from zaiton.base.text import gettext_noop
from zaiton.blocks.money.domain.channels import Order, Party

EVENTS: Mapping[tuple[str, str], str] = {
    ("queued", "claimed"): "sending",
    ("queued", "cancelled"): "cancelled",
    ("sending", "not_sent"): "queued",
    ("sending", "unclear"): "unknown",
    ("sent", "unclear"): "unknown",
    ("sent", "not_known"): "unknown",
    ("unknown", "not_known"): "queued",
    ("settled", "returned"): "returned",
    **{(state, "received"): "sent" for state in ("queued", "sending", "sent", "unknown")},
    **{(state, "settled"): "settled" for state in ("queued", "sending", "sent", "unknown")},
    **{(state, "rejected"): "rejected" for state in ("queued", "sending", "sent", "unknown")},
}
"""What may happen in which state, and the state after it. A reply may overtake its sending, so it is good in ``queued`` too."""

STATES: Mapping[str, str] = {
    "queued": gettext_noop("Waits to be sent"),
    "sending": gettext_noop("Is being sent"),
    "sent": gettext_noop("Received by the counterpart, not settled yet"),
    "unknown": gettext_noop("Unknown: it is being asked for, and not sent again"),
    "settled": gettext_noop("Paid"),
    "rejected": gettext_noop("Rejected"),
    "cancelled": gettext_noop("Cancelled before it was sent"),
    "returned": gettext_noop("Returned by the counterpart"),
}
LIVE = ("queued", "sending", "sent", "unknown")
FINAL = ("rejected", "cancelled", "returned")
SAME = {
    ("settled", "settled"),
    ("settled", "received"),
    ("rejected", "rejected"),
    ("rejected", "received"),
    ("returned", "returned"),
}
"""Replies that say of an ended instruction what is known, or what was before: noted, nothing follows."""
AGAIN = {
    "returned": {"settled", "received"},
    "settled": {"not_known"},
    "rejected": {"not_known"},
    "cancelled": {"not_known"},
}
"""Further replies that change nothing of an ended instruction: old ones that come late, and ignorance."""

LEASE = timedelta(seconds=60)
"""So long a worker may be at one sending; longer than any time-out of a channel."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
OVERLOOKED = timedelta(seconds=60)
"""What waits to be sent for so long has lost its job: it is given a new one."""
AGREEMENT_PAUSE = timedelta(minutes=1)
"""So often a payment whose agreement is not in force is looked at again."""
ASKED_LEAST = 2
"""So often a counterpart must have said that it never heard of a number before the number goes out again."""


def after(state: str, event: str) -> str | None:
    """The state after an event; None where the event is not for this state."""
    return EVENTS.get((state, event))


def tells_nothing_new(state: str, outcome: str) -> bool:
    """Whether a reply to an ended instruction repeats what is known; if not, it contradicts it."""
    return (state, outcome) in SAME or outcome in AGAIN.get(state, ())


def pause(times: int) -> timedelta:
    """How long to wait after so many attempts: doubling from 5 s to an hour."""
    return min(FIRST_PAUSE * 2 ** min(max(times - 1, 0), 12), LONGEST_PAUSE)


def number_of(document: str, attempt: int) -> str:
    """The number that travels (EndToEndId, at most 35 characters of ISO 20022): always the same for a document's attempt."""
    return f"Z{hashlib.sha256(document.encode()).hexdigest()[:26].upper()}-{attempt}"


@dataclass(frozen=True, slots=True)
class Wish:
    """A payment somebody wants made. ``debit`` and ``credit`` are accounts of the ledger; both blank: nothing is booked."""

    document: str
    purpose: str
    channel: str
    debtor: Party
    creditor: Party
    amount: int
    currency: str
    debit: str = ""
    credit: str = ""
    organisation: str = ""
    agreement: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says."""
        said = [getattr(self, name) for name in self.__dataclass_fields__ if name not in ("debtor", "creditor")]
        parties = [[party.name, party.account, party.bank] for party in (self.debtor, self.creditor)]
        return hashlib.sha256(json.dumps([said, parties], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PaymentBrief:
    """The little of an instruction that services follow thousands of; ``amount`` in minor units."""

    public_id: str
    number: str
    document: str
    state: str
    state_since: datetime
    amount: int
    currency: str
    business_date: date
    settled_on: date | None
    reply_code: str
    reply_words: str


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step of an instruction: what came, and the state it led to."""

    seq: int
    event: str
    from_state: str
    to_state: str
    at: datetime
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InstructionCard:
    """An instruction as it stands; ``amount`` in minor units, ``hold`` and ``entry`` are keys of the ledger."""

    public_id: str
    number: str
    document: str
    attempt: int
    purpose: str
    channel: str
    organisation: str
    debtor: Party
    creditor: Party
    amount: int
    currency: str
    business_date: date
    made_at: datetime
    actor: str
    state: str
    state_since: datetime
    next_at: datetime | None
    sent_at: datetime | None
    tries: int
    asked: int
    reply_code: str
    reply_words: str
    reference: str
    settled_on: date | None
    refunds: str
    hold: str
    entry: str
    steps: tuple[StepCard, ...] = ()

    @property
    def live(self) -> bool:
        """Whether its end is open."""
        return self.state in LIVE

    @property
    def order(self) -> Order:
        """What is sent; the same at every sending."""
        return Order(
            self.number,
            self.purpose,
            self.amount,
            self.currency,
            self.debtor,
            self.creditor,
            self.document,
            self.business_date,
            self.made_at,
        )
