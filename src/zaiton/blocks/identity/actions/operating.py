"""What an operator at the machine may do: they hold the data anyway, so no role is asked of them, but the log hears of it."""

import secrets
from datetime import datetime

from django.db import transaction

from zaiton.blocks.identity.actions.links import link_issue
from zaiton.blocks.identity.actions.people import person_register, role_grant
from zaiton.blocks.identity.domain.cards import PersonCard
from zaiton.blocks.identity.domain.refusals import EmailWrong, PersonUnknown
from zaiton.blocks.identity.domain.roles import ADMINISTRATOR
from zaiton.blocks.identity.models import Person
from zaiton.blocks.identity.queries.people import email_normal, person_by_public_id, person_card


def administrator_make(
    *, email: str, display_name: str, password: str, actor: str, at: datetime
) -> tuple[PersonCard, str]:
    """An administrator, and the secret of a link to set a password when none was given; an existing person gets the role."""
    email = email_normal(email)
    local, _, domain = email.partition("@")
    if not local or not domain or " " in email:
        raise EmailWrong("email", given=email)
    with transaction.atomic():
        person = Person.objects.filter(email=email).first()
        secret = ""
        if person is None:
            person_register(
                email=email,
                display_name=display_name or email,
                password=password or secrets.token_urlsafe(24),
                language="zh-hans",
                at=at,
                actor=actor,
            )
            person = Person.objects.get(email=email)
            secret = "" if password else link_issue(person_id=person.public_id, actor=actor, at=at)
        role_grant(actor=actor, person_id=person.public_id, role=ADMINISTRATOR, at=at)
    return person_by_public_id(person.public_id, at=at), secret


def person_find(given: str, *, at: datetime) -> PersonCard:
    """The person with this e-mail address or public id; an operator is told plainly when there is none."""
    person = Person.objects.filter(email=email_normal(given)).first() or Person.objects.filter(public_id=given).first()
    if person is None:
        raise PersonUnknown("person", email=given)
    return person_card(person, at=at)
