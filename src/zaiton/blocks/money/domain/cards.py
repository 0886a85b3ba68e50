"""What others get to see of money: frozen, without a way to write."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account with its balance now: minor units, debit positive. ``available`` counts what is held."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    currency: str
    owner: str
    least: int | None
    most: int | None
    posted: int
    pending_debit: int
    pending_credit: int
    opened_on: date
    closed_on: date | None

    @property
    def available(self) -> int | None:
        """What can still be credited (taken out); None without a limit."""
        return None if self.least is None else self.posted - self.pending_credit - self.least
