"""An entry as it is shown: frozen, with all its lines."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line of an entry; minor units, debit positive."""

    account: str
    name_zh: str
    name_en: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class EntryCard:
    """An entry; ``reverses`` and ``reversed_by`` are numbers of entries, None where there is none."""

    id: int
    key: str
    kind: str
    business_date: date
    booked_at: datetime
    actor: str
    document: str
    words: str
    reverses: int | None
    reversed_by: int | None
    lines: tuple[LineCard, ...]
