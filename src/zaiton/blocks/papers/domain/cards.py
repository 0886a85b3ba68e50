"""What is ordered of this block and what it hands out: plain facts, nothing with a table behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.domain.status import EXPIRED, VALID


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a certificate: what it is, and what it says in both languages."""

    title: Bilingual
    value: Bilingual


@dataclass(frozen=True, slots=True)
class Order:
    """A certificate to be issued.

    ``key`` names the act that issues it, so that a repetition issues nothing new. ``prefix`` begins its number, ``seal`` names
    the seal of the issuer, ``basis`` is the article it rests on, ``rests_on`` the public ids of the certificates without which it
    cannot stand. ``object`` is what it comes from (``cases.case/ab12``), ``subject`` what it is about (``ships.ship/cd34``).
    """

    key: str
    kind: str
    prefix: str
    title: Bilingual
    issuer: Bilingual
    seal: str
    holder: str
    basis: str
    lines: tuple[Line, ...]
    person: str = ""
    organisation: str = ""
    object: str = ""
    subject: str = ""
    valid_until: date | None = None
    rests_on: tuple[str, ...] = ()
    demo: bool = False


@dataclass(frozen=True, slots=True)
class StatusCard:
    """One entry in the history of a certificate."""

    status: str
    note: bool
    at: datetime
    reason: Bilingual
    article: str
    cause: str


@dataclass(frozen=True, slots=True)
class Card:
    """A certificate of the register. ``files`` are the digests of what was made, by form (``pdf``, ``sm2``)."""

    public_id: str
    number: str
    code: str
    kind: str
    title: Bilingual
    issuer: Bilingual
    seal: str
    holder: str
    basis: str
    lines: tuple[Line, ...]
    person: str
    organisation: str
    object: str
    subject: str
    demo: bool
    issued_at: datetime
    valid_until: date | None
    status: str
    status_since: datetime
    superseded_by: str
    making: str
    making_why: str
    rests_on: tuple[str, ...]
    history: tuple[StatusCard, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def status_on(self, day: date) -> str:
        """The status on a day: a valid certificate whose last day is over has expired."""
        over = self.valid_until is not None and day > self.valid_until
        return EXPIRED if self.status == VALID and over else self.status
