"""The demo cast: a company, its agent, two officers, an administrator and a stranger, the same people everywhere.

Made through the ordinary actions, so that what they show is what everybody gets.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zaiton.base.identifiers import credit_code_check_character
from zaiton.blocks.identity.actions.delegations import delegation_grant
from zaiton.blocks.identity.actions.organisations import organisation_create
from zaiton.blocks.identity.actions.people import person_register, person_set_password, role_grant
from zaiton.blocks.identity.domain.roles import ADMINISTRATOR, OFFICER
from zaiton.blocks.identity.models import Delegation, Organisation, Person
from zaiton.blocks.identity.queries.organisations import organisations_of
from zaiton.blocks.identity.queries.scopes import scopes_delegable
from zaiton.kit.clock import BEIJING


@dataclass(frozen=True, slots=True)
class Part:
    """One member of the cast. ``body`` is the first seventeen characters of an invented credit code."""

    key: str
    email: str
    display_name: str
    role: str = ""
    organisation: str = ""
    body: str = ""


CAST = (
    Part("importer", "importer@demo.invalid", "演示进口商", "", "演示进口有限公司", "91350200DEMA00000"),
    Part("agent", "agent@demo.invalid", "演示报关代理", "", "演示报关行有限公司", "91350200DEMA11111"),
    Part("officer", "officer@demo.invalid", "演示审查员", OFFICER),
    Part("second_officer", "second-officer@demo.invalid", "演示复核员", OFFICER),
    Part("administrator", "administrator@demo.invalid", "演示管理员", ADMINISTRATOR),
    Part("stranger", "stranger@demo.invalid", "演示旁观者", "", "演示旁观贸易有限公司", "91350200DEMA22222"),
)

_LETTERS = "bcdfghjkmnpqrstvwxz23456789"


def demo_cast_create(
    *, at: datetime, known: dict[str, str] | None = None, password: Callable[[], str] | None = None
) -> list[dict[str, Any]]:
    """Make the cast, or bring a partly made one up to date; returns who they are with their passwords.

    ``known`` holds the passwords handed out before, by e-mail address; they stay. Anybody else gets a random one.
    """
    fresh = password or _password
    known = known or {}
    with transaction.atomic():
        accounts = [_account(part, known.get(part.email), fresh, at) for part in CAST]
        _delegate(at)
    return accounts


def _password() -> str:
    """Sixteen characters without vowels, 76 bits: no draw is ever too like an address or a name of the cast."""
    return "".join(secrets.choice(_LETTERS) for _ in range(16))


def _account(part: Part, password: str | None, fresh: Callable[[], str], at: datetime) -> dict[str, Any]:
    person = Person.objects.filter(email=part.email).first()
    if person is None:
        password = password or fresh()
        person_register(
            email=part.email,
            display_name=part.display_name,
            password=password,
            language="zh-hans",
            at=at,
            actor="system",
        )
        person = Person.objects.get(email=part.email)
    elif password is None:
        password = fresh()
        person_set_password(person=person, new=password, action="identity.person.password_reset", at=at, actor="system")
    if part.role:
        role_grant(actor="system", person_id=person.public_id, role=part.role, at=at)
    code = part.body + credit_code_check_character(part.body) if part.body else ""
    if code and not Organisation.objects.filter(credit_code=code).exists():
        organisation_create(person_id=person.public_id, name=part.organisation, credit_code=code, at=at)
    return {
        "cast": part.key,
        "email": part.email,
        "password": password,
        "display_name": part.display_name,
        "public_id": person.public_id,
        "organisation": part.organisation or None,
        "credit_code": code or None,
    }


def _delegate(at: datetime) -> None:
    company, agent = (Person.objects.get(email=part.email) for part in CAST[:2])
    own = organisations_of(company.public_id, at=at)
    office = organisations_of(agent.public_id, at=at)
    scopes = scopes_delegable()
    if not own or not office or not scopes:
        return
    given = Delegation.objects.filter(
        company__public_id=own[0].public_id, agent_organisation__public_id=office[0].public_id
    )
    if given.exists():  # one that its owner ended stays ended
        return
    delegation_grant(
        person_id=company.public_id,
        company_id=own[0].public_id,
        agent=office[0].credit_code,
        scopes=scopes,
        first_day=at.astimezone(BEIJING).date(),
        last_day=None,
        at=at,
    )
