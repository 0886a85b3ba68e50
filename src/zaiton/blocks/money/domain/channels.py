"""What a channel to a counterpart is: an order goes out, a reply comes back, a statement of a day is fetched.

A channel that does not know whether its order arrived says so by ``Unclear``; only ``NotSent`` promises that nothing left.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from zaiton.base.text import Bilingual

OUTCOMES = ("received", "pending", "settled", "rejected", "returned", "not_known")


@dataclass(frozen=True, slots=True)
class Party:
    """Who pays or is paid: name, account, and the bank that keeps the account (blank: the channel's own)."""

    name: str
    account: str
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One payment that is asked for. ``number`` is the same at every sending; ``amount`` in minor units."""

    number: str
    purpose: str
    amount: int
    currency: str
    debtor: Party
    creditor: Party
    document: str
    requested_on: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What a counterpart says of an order: ``outcome`` is one of ``OUTCOMES``, ``code`` and ``words`` its reason."""

    outcome: str
    code: str = ""
    words: str = ""
    reference: str = ""
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a counterpart's statement; ``amount`` is signed, + into our (the creditor's) account."""

    reference: str
    amount: int
    currency: str
    booked_on: date
    counterparty: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """A counterpart's own account of a day. ``opening`` and ``closing`` are None where it gives no balances."""

    source: str
    day: date
    number: str
    currency: str
    opening: int | None
    closing: int | None
    lines: tuple[StatementLine, ...]


class NotSent(Exception):
    """Nothing left this house: the order may be sent again."""


class Unclear(Exception):
    """Perhaps it arrived, perhaps not: it is asked for, never sent again blindly."""


class Channel(Protocol):
    """A way to a counterpart. ``final_after``: so long after the last sending ``not_known`` is a final word."""

    name: str
    title: Bilingual
    final_after: timedelta

    def send(self, order: Order, *, at: datetime) -> Reply:
        """Give the order. Raises ``NotSent``, ``Unclear``."""

    def query(self, number: str, *, at: datetime) -> Reply:
        """Ask what became of an order. Raises ``NotSent``, ``Unclear``: nothing was learnt."""

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """The counterpart's statement of a day. Raises ``NotSent``, ``Unclear``, or a refusal of what it sent."""
