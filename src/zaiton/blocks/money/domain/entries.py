"""An entry before it is booked, and what came of it: lines that add up to nothing in each currency, under a client's key."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.domain import ledger_refusals as refusals
from zaiton.blocks.money.domain.states import AMOUNT_MOST

KEY_MOST, KIND_MOST, DOCUMENT_MOST, WORDS_MOST, LINES_MOST = 120, 40, 120, 300, 1000
BETWEEN = "\x1f"
"""Between two parts of what is digested: no text of an entry may hold it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the code of an account and minor units, debit positive and credit negative."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry to be. ``key`` is the client's own name for it; ``reverses`` the key of an entry that it undoes."""

    key: str
    kind: str
    business_date: date
    lines: tuple[Line, ...]
    document: str = ""
    words: str = ""
    reverses: str = ""
    hold: str = ""
    """The key of a hold that this entry posts."""

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says, its key aside: the same key with another digest is a misuse."""
        lines = [f"{line.account}{BETWEEN}{line.amount}" for line in self.lines]
        said = (
            self.kind,
            self.business_date.isoformat(),
            *lines,
            "",
            self.document,
            self.words,
            self.reverses,
            self.hold,
        )
        return hashlib.sha256(BETWEEN.join(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Posted:
    """A booked entry; ``repeated`` when it had been booked before under this key."""

    id: int
    key: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one group of a batch: its entries, or the refusal for which nothing of the group was booked."""

    posted: tuple[Posted, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Reserve:
    """Money to be set apart on its way from ``credit`` to ``debit``, until ``expires_at`` where one is given."""

    key: str
    debit: str
    credit: str
    amount: int
    business_date: date
    expires_at: datetime | None = None
    document: str = ""
    words: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says, its key aside."""
        said = (
            self.debit,
            self.credit,
            str(self.amount),
            self.business_date.isoformat(),
            self.expires_at.isoformat() if self.expires_at else "",
            self.document,
            self.words,
        )
        return hashlib.sha256(BETWEEN.join(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class HoldCard:
    """A hold as it stands."""

    key: str
    debit: str
    credit: str
    amount: int
    currency: str
    state: str
    business_date: date
    expires_at: datetime | None
    document: str
    entry: str
    """The key of the entry that posted it; empty otherwise."""


def checked(draft: Draft) -> Draft:
    """The draft, where its shape is right; what needs the accounts (currencies, limits) the database checks.

    Raises ``TextUnfit``, ``TooFewLines``, ``AmountOutOfRange``, ``Unbalanced``.
    """
    named("key", draft.key, KEY_MOST)
    named("kind", draft.kind, KIND_MOST)
    fitting("document", draft.document, DOCUMENT_MOST)
    fitting("words", draft.words, WORDS_MOST)
    if not 2 <= len(draft.lines) <= LINES_MOST:
        raise refusals.TooFewLines("lines", most=LINES_MOST)
    total = 0
    for line in draft.lines:
        amount = line.amount
        if type(amount) is not int or not 0 < abs(amount) <= AMOUNT_MOST:
            raise refusals.AmountOutOfRange("amount", amount=str(amount)[:40], most=AMOUNT_MOST)
        total += amount
    if total:
        raise refusals.Unbalanced("lines", key=draft.key, difference=total)
    return draft


def checked_hold(reserve: Reserve) -> Reserve:
    """The same for a hold. Raises ``TextUnfit``, ``AmountOutOfRange``, ``SameAccount``."""
    named("key", reserve.key, KEY_MOST)
    fitting("document", reserve.document, DOCUMENT_MOST)
    fitting("words", reserve.words, WORDS_MOST)
    if type(reserve.amount) is not int or not 0 < reserve.amount <= AMOUNT_MOST:
        raise refusals.AmountOutOfRange("amount", amount=str(reserve.amount)[:40], most=AMOUNT_MOST)
    if reserve.debit == reserve.credit:
        raise refusals.SameAccount("credit", account=reserve.debit)
    return reserve


def named(field: str, text: str, most: int) -> None:
    """Raises ``TextUnfit`` where a name is missing, too long, or holds what no database keeps."""
    if not text:
        raise refusals.TextUnfit(field, most=most)
    fitting(field, text, most)


def fitting(field: str, text: str, most: int) -> None:
    """Raises ``TextUnfit`` where a text is too long, or holds what no database keeps."""
    if len(text) > most or not text.isprintable():
        raise refusals.TextUnfit(field, most=most)
