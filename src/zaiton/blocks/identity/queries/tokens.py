"""API tokens: a person's own, and whose a presented one is."""

from datetime import datetime
from hashlib import sha256

from zaiton.blocks.identity.domain.cards import TokenHolder, TokenLine
from zaiton.blocks.identity.domain.periods import LIVE, state_of
from zaiton.blocks.identity.domain.scopes import parted
from zaiton.blocks.identity.models import ApiToken, OneTimeLink
from zaiton.blocks.identity.queries.organisations import org_card
from zaiton.blocks.identity.queries.people import person_card


def secret_hash(secret: str) -> str:
    """The hash under which a random secret is kept; a plain one is enough for 256 random bits."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def tokens_of(person_id: str, *, at: datetime) -> tuple[TokenLine, ...]:
    """A person's tokens, newest first, ended ones too."""
    rows = ApiToken.objects.filter(person__public_id=person_id).select_related("organisation")
    return tuple(_line(row, at) for row in rows.order_by("-created_at", "-pk"))


def token_holder(secret: str, *, at: datetime) -> tuple[TokenHolder, datetime | None] | None:
    """Who stands behind a token that is in force, and when it was last marked as used; None for any other text."""
    rows = ApiToken.objects.select_related("person", "organisation").filter(token_hash=secret_hash(secret))
    row = rows.first()
    if row is None or not row.person.is_active or _state(row, at) != LIVE:
        return None
    acting_for = row.organisation.public_id if row.organisation else ""
    person = person_card(row.person, acting_for=acting_for, at=at)
    if acting_for and person.acting_for is None:
        return None
    return TokenHolder(person, frozenset(parted(row.scopes)), row.public_id), row.last_used_at


def link_is_live(secret: str, *, at: datetime) -> bool:
    """Whether a one-time link can still be used."""
    rows = OneTimeLink.objects.filter(token_hash=secret_hash(secret), used_at=None, expires_at__gt=at)
    return rows.filter(person__is_active=True).exists()


def _state(row: ApiToken, at: datetime) -> str:
    return state_of(valid_from=row.created_at, valid_until=row.expires_at, revoked_at=row.revoked_at, at=at)


def _line(row: ApiToken, at: datetime) -> TokenLine:
    return TokenLine(
        public_id=row.public_id,
        name=row.name,
        prefix=row.prefix,
        scopes=parted(row.scopes),
        organisation=org_card(row.organisation) if row.organisation else None,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        state=_state(row, at),
    )
