"""People: the card of one, and the administrator's list of all."""

from collections.abc import Iterable
from datetime import datetime

from zaiton.blocks.identity.domain.cards import Contact, OrgCard, PersonCard, PersonLine
from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.refusals import Unseen
from zaiton.blocks.identity.domain.roles import ADMINISTRATOR
from zaiton.blocks.identity.models import Person, RoleGrant
from zaiton.blocks.identity.queries.organisations import acting_choices


def email_normal(email: str) -> str:
    """An e-mail address as it is stored and compared: no spaces around it, lower case."""
    return email.strip().lower()


def person_card(person: Person, *, acting_for: str = "", at: datetime) -> PersonCard:
    """The card of a person; ``acting_for`` counts only while they belong to it or it delegates to them."""
    return PersonCard(
        public_id=person.public_id,
        display_name=person.display_name,
        email=person.email,
        roles=person.roles(),
        acting_for=_acting(person.public_id, acting_for, at) if acting_for else None,
        language=person.language,
    )


def person_by_email(email: str, *, at: datetime) -> PersonCard:
    """The active person with this address; for operators and for owners who add a member."""
    person = Person.objects.filter(email=email_normal(email), is_active=True).first()
    if person is None:
        raise Unseen
    return person_card(person, at=at)


def person_by_public_id(public_id: str, *, at: datetime) -> PersonCard:
    """The person with this public id, active or not."""
    person = Person.objects.filter(public_id=public_id).first()
    if person is None:
        raise Unseen
    return person_card(person, at=at)


def people_page(
    by: PersonCard, *, search: str = "", after: int | None = None, limit: int = LIMITS.page
) -> tuple[PersonLine, ...]:
    """People in order of registration, for an administrator; nobody else learns who has an account."""
    if not by.is_administrator:
        raise Unseen
    return people_lines(search=search, after=after, limit=limit)


def people_lines(*, search: str = "", after: int | None = None, limit: int = LIMITS.page) -> tuple[PersonLine, ...]:
    """The same list for whoever holds the machine; pages ask through ``people_page``."""
    rows = Person.objects.order_by("pk")
    if search:
        rows = rows.filter(email__contains=email_normal(search)) | rows.filter(display_name__contains=search.strip())
    if after is not None:
        rows = rows.filter(pk__gt=after)
    people = list(rows[:limit])
    roles: dict[int, list[str]] = {}
    grants = RoleGrant.objects.filter(person__in=people, revoked_at=None).order_by("role")
    for person_id, role in grants.values_list("person_id", "role"):
        roles.setdefault(person_id, []).append(role)
    return tuple(_line(person, tuple(roles.get(person.pk, ()))) for person in people)


def person_line(by: PersonCard, public_id: str) -> PersonLine:
    """One person of that list, for an administrator."""
    person = Person.objects.filter(public_id=public_id).first() if by.is_administrator else None
    if person is None:
        raise Unseen
    return _line(person, tuple(sorted(person.roles())))


def names_of(public_ids: Iterable[str]) -> dict[str, str]:
    """The display names of people by public id; unknown ids are left out. For colleagues who work on one thing together."""
    return dict(Person.objects.filter(public_id__in=set(public_ids)).values_list("public_id", "display_name"))


def contact_of(public_id: str) -> Contact | None:
    """Where a person is written to; None for a closed account and for nobody's id. For what the house itself sends."""
    row = Person.objects.filter(public_id=public_id, is_active=True).first()
    return Contact(row.email, row.display_name, row.language) if row else None


def administrators() -> int:
    """How many people can look after this installation."""
    return RoleGrant.objects.filter(role=ADMINISTRATOR, revoked_at=None, person__is_active=True).count()


def _acting(person_id: str, organisation_id: str, at: datetime) -> OrgCard | None:
    return next((card for card in acting_choices(person_id, at=at) if card.public_id == organisation_id), None)


def _line(person: Person, roles: tuple[str, ...]) -> PersonLine:
    return PersonLine(
        public_id=person.public_id,
        display_name=person.display_name,
        email=person.email,
        roles=roles,
        is_active=person.is_active,
        registered_at=person.registered_at,
        signed_in_at=person.signed_in_at,
        position=person.pk,
    )
