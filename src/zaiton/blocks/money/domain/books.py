"""The books as they are read: statements, the trial balance, closings, and what a check of them found."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from zaiton.base.text import gettext_noop


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One line of an account's statement, with the balance after it; minor units, debit positive."""

    entry: int
    key: str
    kind: str
    business_date: date
    booked_at: datetime
    document: str
    words: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class StatementCard:
    """The statement of an account over a period, both days included. ``more`` is the mark of the next page, if there is one."""

    code: str
    currency: str
    first: date
    last: date
    opening: int
    rows: tuple[StatementRow, ...]
    closing: int
    more: tuple[date, int] | None = None


@dataclass(frozen=True, slots=True)
class TrialRow:
    """An account in the trial balance."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    currency: str
    balance: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the books that cannot be: a word for what, and where."""

    what: str
    where: str

    @property
    def sentence(self) -> str:
        """The English sentence (msgid) for the word."""
        return FAULTS[self.what]


FAULTS = {
    "unbalanced": gettext_noop("An entry does not add up to zero in a currency"),
    "lines": gettext_noop("An entry has other lines than it was booked with"),
    "orphan": gettext_noop("A line belongs to no entry"),
    "balance": gettext_noop("The balance of an account is not the sum of its lines"),
    "pending": gettext_noop("What is held on an account is not the sum of its holds"),
    "limit": gettext_noop("An account is outside of its limits"),
    "hold": gettext_noop("A hold and the entry that posted it do not fit"),
    "reversal": gettext_noop("A reversal does not undo exactly its entry"),
    "snapshot": gettext_noop("A balance kept at the close of a day is not the sum of its lines"),
    "closing": gettext_noop("The trial balance of a closed day is not the one that was closed"),
    "anchor": gettext_noop("A stretch of entries is not what was anchored"),
    "evidence": gettext_noop("An anchor is not in the evidence log"),
    "guard": gettext_noop("A guard of the database is missing"),
}


@dataclass(frozen=True, slots=True)
class BooksVerdict:
    """What a check found; ``ok`` when nothing."""

    accounts: int
    entries: int
    anchored: int
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.faults


def trial_digest(rows: Iterable[tuple[str, int]]) -> str:
    """SHA-256 over ``code balance`` lines in the order of the codes; accounts at zero count too."""
    text = "".join(f"{code} {balance}\n" for code, balance in sorted(rows))
    return hashlib.sha256(text.encode()).hexdigest()
