"""API tokens: made once and shown once, marked when used, taken back."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity.actions.delegations import scopes_checked
from zaiton.blocks.identity.actions.states import token_state
from zaiton.blocks.identity.domain.cards import TokenHolder
from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.refusals import TokenPeriod, Unseen
from zaiton.blocks.identity.models import ApiToken, Organisation, Person
from zaiton.blocks.identity.queries.organisations import organisation_for
from zaiton.blocks.identity.queries.scopes import scopes_known
from zaiton.blocks.identity.queries.tokens import secret_hash, token_holder

PREFIX = "zt_"


def token_create(
    *, person_id: str, name: str, scopes: Iterable[str], days: int, at: datetime, organisation_id: str = ""
) -> tuple[str, str]:
    """Public id and secret of a new token; the secret is not kept and cannot be shown again.

    With an organisation the token acts for it, for as long as the person may.
    """
    if not 1 <= days <= LIMITS.token_days_most:
        raise TokenPeriod("days", most=LIMITS.token_days_most)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            person=Person.objects.get(public_id=person_id, is_active=True),
            organisation=_organisation(person_id, organisation_id, at),
            name=name.strip(),
            prefix=secret[:9],
            token_hash=secret_hash(secret),
            scopes=scopes_checked(scopes, scopes_known()),
            created_at=at,
            expires_at=at + timedelta(days=days),
        )
        _record("identity.token.created", token, person_id, None, at)
    return token.public_id, secret


def token_revoke(*, person_id: str, token_id: str, at: datetime) -> None:
    """Take one's own token back; it stops working at once."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().filter(public_id=token_id, person__public_id=person_id).first()
        if token is None:
            raise Unseen
        if token.revoked_at is not None:
            return
        before = token_state(token)
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _record("identity.token.revoked", token, person_id, before, at)


def tokens_revoke_all(*, person: Person, actor: str, at: datetime) -> int:
    """Take back every token of a person that is in force, each with its entry; returns how many."""
    rows = ApiToken.objects.select_for_update().filter(person=person, revoked_at=None, expires_at__gt=at)
    tokens = list(rows.order_by("pk"))
    for token in tokens:
        before = token_state(token)
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _record("identity.token.revoked", token, person.public_id, before, at, actor=actor)
    return len(tokens)


def token_use(secret: str, *, at: datetime) -> TokenHolder | None:
    """Who stands behind a presented token, marking it as used (a note of the time, not an act worth an entry)."""
    found = token_holder(secret, at=at)
    if found is None:
        return None
    holder, marked_at = found
    if marked_at is None or at - marked_at >= LIMITS.token_mark_every:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=at)
        ApiToken.objects.filter(stale, public_id=holder.token_id).update(last_used_at=at)
    return holder


def _organisation(person_id: str, organisation_id: str, at: datetime) -> Organisation | None:
    if not organisation_id:
        return None
    card = organisation_for(person_id, organisation_id, at=at)
    return Organisation.objects.get(public_id=card.public_id)


def _record(
    action: str, token: ApiToken, person_id: str, before: dict | None, at: datetime, *, actor: str = ""
) -> None:
    record(
        actor=actor or f"person/{person_id}",
        action=action,
        object=f"identity.token/{token.public_id}",
        before=before,
        after=token_state(token),
        at=at,
    )
