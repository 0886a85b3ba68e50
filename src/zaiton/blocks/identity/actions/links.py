"""One-time links: the way back in for someone who forgot their password."""

import secrets
from datetime import datetime

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity.actions.people import links_end, person_set_password
from zaiton.blocks.identity.actions.signing_in import guard_clear, request_count
from zaiton.blocks.identity.actions.tokens import tokens_revoke_all
from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.refusals import LinkSpent, Unseen
from zaiton.blocks.identity.models import OneTimeLink, Person
from zaiton.blocks.identity.queries.people import email_normal
from zaiton.blocks.identity.queries.tokens import secret_hash


def link_issue(*, person_id: str, actor: str, at: datetime) -> str:
    """The secret of a fresh link for a person; earlier links of theirs stop working."""
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(public_id=person_id, is_active=True).first()
        if person is None:
            raise Unseen
        links_end(person=person, at=at)
        secret = secrets.token_urlsafe(32)
        expires_at = at + LIMITS.link_life
        OneTimeLink.objects.create(person=person, token_hash=secret_hash(secret), issued_at=at, expires_at=expires_at)
        record(
            actor=actor,
            action="identity.link.issued",
            object=f"identity.person/{person_id}",
            after={"link": secret_hash(secret), "expires_at": expires_at},
            at=at,
        )
    return secret


def link_request(*, email: str, address: str, at: datetime) -> tuple[str, str, str] | None:
    """Address, language and link secret for a mail when the account exists; None (told to nobody) when it does not."""
    request_count(kind="reset", address=address, at=at)
    person = Person.objects.filter(email=email_normal(email), is_active=True).first()
    if person is None:
        return None
    return person.email, person.language, link_issue(person_id=person.public_id, actor="visitor", at=at)


def link_use(*, secret: str, new_password: str, at: datetime) -> Person:
    """Set a new password by a link; a second use, a late one and a made-up one are refused alike.

    Whoever needs the link may have lost more than the password: the person's tokens and other links end with it.
    """
    with transaction.atomic():
        link = OneTimeLink.objects.select_for_update().filter(token_hash=secret_hash(secret)).first()
        if link is None:
            raise LinkSpent
        person = Person.objects.select_for_update().get(pk=link.person_id)
        live = OneTimeLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=at)
        if not person.is_active or not live.update(used_at=at):
            raise LinkSpent
        person_set_password(person=person, new=new_password, action="identity.person.password_reset", at=at)
        tokens_revoke_all(person=person, actor=f"person/{person.public_id}", at=at)
        guard_clear(email=person.email)
    return person
