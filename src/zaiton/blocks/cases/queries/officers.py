"""Who decides what, who is away and who stands in, as those who manage officers see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zaiton.blocks.cases.models import Absence, Authority
from zaiton.blocks.cases.queries.authority import ANY_TYPE, authorities_on, roles_held, types_supervised
from zaiton.blocks.identity import public as identity

MOST = 500


@dataclass(frozen=True, slots=True)
class AuthorityCard:
    """One entry of authority: ``state`` is live, coming, ended or revoked; ``until`` is the first day it no longer holds."""

    id: int
    person: str
    type: str
    role: str
    first: date
    until: date | None
    basis: str
    granted_by: str
    state: str


@dataclass(frozen=True, slots=True)
class AbsenceCard:
    """One absence; ``until`` is the first day on which the officer is back."""

    id: int
    person: str
    deputy: str
    first: date
    until: date
    state: str


def manages_officers(person: str, *, on: date) -> bool:
    """Whether the person manages any officer at all."""
    return identity.ADMINISTRATOR in identity.system_roles_of(person) or bool(types_supervised(person, on=on))


def authorities_managed(person: str, *, on: date, ended: bool = False) -> tuple[AuthorityCard, ...]:
    """What the person manages, by type and role: what holds or is to hold, or what has ended (the latest first)."""
    rows = Authority.objects.all()
    if identity.ADMINISTRATOR not in identity.system_roles_of(person):
        led = types_supervised(person, on=on)
        rows = rows if ANY_TYPE in led else rows.filter(type__in=led)
    over = Q(revoked_at__isnull=False) | Q(valid_until__lte=on)
    rows = rows.filter(over).order_by("-pk") if ended else rows.exclude(over).order_by("type", "role", "person", "pk")
    return tuple(_authority(row, on) for row in rows[:MOST])


def colleagues_of(person: str, *, on: date) -> tuple[str, ...]:
    """The officers who hold a role in a case type in which the person holds one, without the person."""
    types = {one.type for one in roles_held(person, on=on)}
    rows = authorities_on(on)
    rows = rows if ANY_TYPE in types else rows.filter(type__in=[*types, ANY_TYPE])
    found = rows.exclude(person=person).order_by("person").values_list("person", flat=True).distinct()
    return tuple(found) if types else ()


def absences_of(people: Iterable[str], *, on: date) -> tuple[AbsenceCard, ...]:
    """The absences of these officers that are not over, the next first."""
    return _absences(Absence.objects.filter(person__in=set(people)), on)


def _absences(rows: QuerySet[Absence], on: date) -> tuple[AbsenceCard, ...]:
    rows = rows.filter(ended_at=None, until__gt=on).order_by("first", "pk")
    return tuple(
        AbsenceCard(row.pk, row.person, row.deputy, row.first, row.until, "live" if row.first <= on else "coming")
        for row in rows[:MOST]
    )


def _authority(row: Authority, on: date) -> AuthorityCard:
    state = "revoked" if row.revoked_at else "ended" if row.valid_until and row.valid_until <= on else "live"
    if state == "live" and row.valid_from > on:
        state = "coming"
    return AuthorityCard(
        row.pk, row.person, row.type, row.role, row.valid_from, row.valid_until, row.basis, row.granted_by, state
    )
