"""The numbers of this block in one place: how many failures lock, how long a link, a token, a lock lasts."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """House rules, not law; one object, so that a change is one line and shows in review."""

    account_failures: int = 5
    address_failures: int = 20
    """Higher than for an account: a whole office may share one address."""
    address_requests: int = 20
    """Registrations, and separately reset requests, from one address within the window."""
    failure_window: timedelta = timedelta(minutes=15)
    lock: timedelta = timedelta(minutes=15)
    link_life: timedelta = timedelta(hours=1)
    token_days_default: int = 90
    token_days_most: int = 366
    token_mark_every: timedelta = timedelta(minutes=5)
    """How exact "last used" is: one write per token in this time."""
    page: int = 50


LIMITS = Limits()
