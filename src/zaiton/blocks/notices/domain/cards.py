"""What leaves this block and what its doors show: frozen cards, never rows."""

from dataclasses import dataclass
from datetime import datetime, time

from zaiton.blocks.notices.domain.quiet import QuietHours


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A notice as its reader sees it, already in words. ``link`` is a path of this site in the reader's language, or blank."""

    public_id: str
    kind: str
    title: str
    sentence: str
    link: str
    organisation: str
    urgent: bool
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an inbox; ``after`` leads to the next one, blank at the end."""

    notices: tuple[NoticeCard, ...]
    after: str


@dataclass(frozen=True, slots=True)
class PreferenceCard:
    """How a person wants to be told: the groups without mail, and the quiet hours (Beijing time)."""

    mail_off: frozenset[str]
    quiet_begins: time
    quiet_ends: time

    @property
    def quiet(self) -> QuietHours:
        """The quiet hours for the rules."""
        return QuietHours(self.quiet_begins, self.quiet_ends)


@dataclass(frozen=True, slots=True)
class EndpointCard:
    """An endpoint as its organisation's owner sees it; the secrets are counted, not shown."""

    public_id: str
    organisation: str
    name: str
    url: str
    kinds: tuple[str, ...]
    state: str
    created_at: datetime
    failing_since: datetime | None
    secrets: int
    old_secret_until: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """One event on its way to one endpoint; ``error`` is a code, ``status`` the HTTP status of the last answer."""

    public_id: str
    kind: str
    event: str
    state: str
    attempts: int
    error: str
    detail: str
    status: int | None
    took_ms: int | None
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime | None
    position: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Something that did not arrive, as the operator's list shows it: a ``mail`` or an ``event``, dead or unknown."""

    id: str
    channel: str
    kind: str
    to: str
    state: str
    error: str
    created_at: datetime
    position: int
