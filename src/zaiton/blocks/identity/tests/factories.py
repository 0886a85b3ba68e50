"""People and organisations for tests, made by the actions everybody uses."""

from datetime import UTC, date, datetime
from itertools import count

from zaiton.base.identifiers import credit_code_check_character
from zaiton.blocks.identity.actions.delegations import delegation_grant
from zaiton.blocks.identity.actions.organisations import organisation_create
from zaiton.blocks.identity.actions.people import person_register, role_grant
from zaiton.blocks.identity.domain.cards import OrgCard, PersonCard
from zaiton.blocks.identity.domain.roles import ADMINISTRATOR

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Noon in Beijing on a Friday."""
TODAY = date(2026, 11, 20)
PASSWORD = "seven quiet harbours"
_numbers = count(1)


def a_person(name: str = "", *, at: datetime = NOON) -> PersonCard:
    """Somebody with an account."""
    name = name or f"person{next(_numbers)}"
    return person_register(
        email=f"{name}@example.com", display_name=name.title(), password=PASSWORD, language="zh-hans", at=at
    )


def an_administrator(name: str = "wu") -> PersonCard:
    """Somebody who looks after the installation."""
    card = a_person(name)
    role_grant(actor="system", person_id=card.public_id, role=ADMINISTRATOR, at=NOON)
    return card


def a_credit_code() -> str:
    """A code nobody has yet."""
    body = f"91350200TEST{next(_numbers):05}".replace("S", "X")
    return body + credit_code_check_character(body)


def an_organisation(owner: PersonCard, name: str = "", *, at: datetime = NOON) -> OrgCard:
    """A company of its owner's."""
    return organisation_create(
        person_id=owner.public_id, name=name or f"Company of {owner.display_name}", credit_code=a_credit_code(), at=at
    )


def a_delegation(
    owner: PersonCard,
    company: OrgCard,
    agent: str,
    *,
    scopes: tuple[str, ...] = ("tariff:read",),
    first_day: date = TODAY,
    last_day: date | None = None,
    at: datetime = NOON,
) -> str:
    """A delegation's public id."""
    return delegation_grant(
        person_id=owner.public_id,
        company_id=company.public_id,
        agent=agent,
        scopes=scopes,
        first_day=first_day,
        last_day=last_day,
        at=at,
    )
