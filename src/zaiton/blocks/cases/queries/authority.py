"""Who may decide what on which day: authorities, absences with their deputies, recusals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zaiton.blocks.cases.domain.refusals import NotYourOfficers
from zaiton.blocks.cases.models import Absence, Authority, Recusal
from zaiton.blocks.identity import public as identity

ANY_TYPE = "*"
SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds: of one case type, or of every type that has it (``*``)."""

    type: str
    role: str


def authorities_on(day: date) -> QuerySet[Authority]:
    """The authorities in force on a day."""
    return Authority.objects.filter(revoked_at=None, valid_from__lte=day).filter(
        Q(valid_until=None) | Q(valid_until__gt=day)
    )


def holds(person: str, *, type: str, role: str, on: date) -> bool:
    """Whether the person holds the role for cases of the type on the day."""
    return authorities_on(on).filter(person=person, type__in=(type, ANY_TYPE), role=role).exists()


def roles_held(person: str, *, on: date) -> tuple[Held, ...]:
    """Every role the person holds on the day, supervising among them."""
    rows = authorities_on(on).filter(person=person).values_list("type", "role").distinct().order_by("type", "role")
    return tuple(Held(type, role) for type, role in rows)


def supervises(person: str, *, type: str, on: date) -> bool:
    """Whether the person supervises cases of the type on the day."""
    return holds(person, type=type, role=SUPERVISOR, on=on)


def absent_on(day: date, people: Iterable[str] | None = None) -> dict[str, str]:
    """Who is away on the day, with their deputies (the empty text for nobody)."""
    rows = Absence.objects.filter(ended_at=None, first__lte=day, until__gt=day)
    if people is not None:
        rows = rows.filter(person__in=set(people))
    return dict(rows.order_by("pk").values_list("person", "deputy"))


def deputised_by(person: str, *, on: date) -> tuple[str, ...]:
    """The officers for whom the person stands in on the day."""
    rows = Absence.objects.filter(deputy=person, ended_at=None, first__lte=on, until__gt=on)
    return tuple(rows.values_list("person", flat=True).distinct())


def recusal_of(case_pk: int, person: str) -> str | None:
    """Why the person takes no part in the case, or None."""
    return Recusal.objects.filter(case_id=case_pk, person=person).values_list("reason", flat=True).first()


def officers_with(type: str, role: str, *, on: date) -> tuple[str, ...]:
    """The people who hold a role of a case type on the day."""
    rows = authorities_on(on).filter(type__in=(type, ANY_TYPE), role=role)
    return tuple(rows.order_by("person").values_list("person", flat=True).distinct())


def types_supervised(person: str, *, on: date) -> tuple[str, ...]:
    """The case types that the person supervises on the day; ``*`` stands for every one."""
    rows = authorities_on(on).filter(person=person, role=SUPERVISOR)
    return tuple(rows.order_by("type").values_list("type", flat=True).distinct())


def must_manage(person: str, *, type: str, role: str, on: date) -> None:
    """Raises ``NotYourOfficers`` unless the person may give and end this role: administrators any, supervisors those they lead."""
    if identity.ADMINISTRATOR in identity.system_roles_of(person):
        return
    led = types_supervised(person, on=on)
    if role == SUPERVISOR or not (type in led or ANY_TYPE in led):
        raise NotYourOfficers


def manages_person(person: str, other: str, *, on: date) -> bool:
    """Whether ``other`` is an officer whom the person looks after: any for administrators, those of one's types for supervisors."""
    if identity.ADMINISTRATOR in identity.system_roles_of(person):
        return True
    led = types_supervised(person, on=on)
    held = {one.type for one in roles_held(other, on=on)}
    return bool(led and held) and (ANY_TYPE in led or ANY_TYPE in held or bool(held & set(led)))
