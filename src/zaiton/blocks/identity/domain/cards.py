"""What leaves this block: frozen cards with public ids, never rows."""

from dataclasses import dataclass
from datetime import datetime

from zaiton.blocks.identity.domain.roles import ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class OrgCard:
    """An organisation as neighbours see it."""

    public_id: str
    name: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as neighbours see them, with the organisation they act for at the moment."""

    public_id: str
    display_name: str
    email: str
    roles: frozenset[str]
    acting_for: OrgCard | None
    language: str = "zh-hans"

    @property
    def actor(self) -> str:
        """The name under which this person stands in the evidence log."""
        return f"person/{self.public_id}"

    @property
    def is_administrator(self) -> bool:
        """Whether this person looks after the installation."""
        return ADMINISTRATOR in self.roles


@dataclass(frozen=True, slots=True)
class Contact:
    """Where and in which language a person is written to."""

    email: str
    display_name: str
    language: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as an administrator's list shows them."""

    public_id: str
    display_name: str
    email: str
    roles: tuple[str, ...]
    is_active: bool
    registered_at: datetime
    signed_in_at: datetime | None
    position: int


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member of an organisation."""

    person_id: str
    display_name: str
    email: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """One delegation with both sides named; ``state`` is live, coming, ended or revoked."""

    public_id: str
    company: OrgCard
    agent_kind: str
    agent_id: str
    agent_name: str
    scopes: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One API token without its secret; ``state`` is live, ended or revoked."""

    public_id: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    organisation: OrgCard | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who stands behind a request that came with a token, and what the token allows."""

    person: PersonCard
    scopes: frozenset[str]
    token_id: str
