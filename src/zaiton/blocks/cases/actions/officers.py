"""Authority over cases: granted and ended with evidence, absences with a deputy.

``actor`` is ``person/…`` for people, whose right to do it is asked for here; the system and the operator's command have it.
"""

from datetime import date, datetime

from django.db import transaction

from zaiton.blocks.cases.domain.refusals import NotADay, NotYourOfficers, OwnAuthority, UnknownRole
from zaiton.blocks.cases.models import Absence, Authority
from zaiton.blocks.cases.queries.authority import ANY_TYPE, SUPERVISOR, manages_person, must_manage
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definitions_in_force
from zaiton.blocks.evidence.public import record

PERSON = "person/"


def authority_grant(
    *,
    actor: str,
    person: str,
    type: str,
    role: str,
    first: date,
    until: date | None,
    basis: str = "",
    at: datetime,
) -> int:
    """Let an officer decide in a role of a case type (``*``: wherever the role occurs); returns the number of the entry.

    Nobody gives it to themselves; a supervisor gives roles of the types they lead, an administrator any.
    """
    if actor.startswith(PERSON):
        if actor == PERSON + person:
            raise OwnAuthority
        must_manage(actor.removeprefix(PERSON), type=type, role=role, on=day_of(at))
    if until is not None and until <= first:
        raise NotADay("until")
    roles = {
        known.id for found in definitions_in_force(first) if type in (ANY_TYPE, found.name) for known in found.roles
    }
    if role != SUPERVISOR and role not in roles:
        raise UnknownRole("role", role=role[:60], type=type[:60])
    with transaction.atomic():
        row = Authority.objects.create(
            person=person,
            type=type,
            role=role,
            valid_from=first,
            valid_until=until,
            granted_by=actor,
            granted_at=at,
            basis=basis.strip()[:200],
        )
        after = {"person": person, "type": type, "role": role, "first": first, "until": until, "basis": row.basis}
        _record(actor, "cases.authority.granted", f"cases.authority/{row.pk}", None, after, at)
    return row.pk


def authority_revoke(*, actor: str, authority: int, at: datetime) -> bool:
    """End an authority now; False where there is none or it has ended. Raises ``NotYourOfficers``."""
    with transaction.atomic():
        row = Authority.objects.filter(pk=authority, revoked_at=None).first()
        if row is None:
            return False
        if actor.startswith(PERSON):
            must_manage(actor.removeprefix(PERSON), type=row.type, role=row.role, on=day_of(at))
        changed = Authority.objects.filter(pk=authority, revoked_at=None).update(revoked_at=at)
        if changed:
            _record(actor, "cases.authority.revoked", f"cases.authority/{authority}", {"revoked": None}, {"at": at}, at)
    return bool(changed)


def absence_enter(*, actor: str, person: str, deputy: str, first: date, until: date, at: datetime) -> int:
    """An officer is away from ``first`` up to ``until``; the deputy may take over their steps within own authority.

    Entered by the officer, or for them by whoever manages them: somebody taken ill cannot do it.
    """
    if until <= first:
        raise NotADay("until")
    _must_look_after(actor, person, at)
    with transaction.atomic():
        row = Absence.objects.create(
            person=person,
            deputy="" if deputy == person else deputy,
            first=first,
            until=until,
            entered_by=actor,
            entered_at=at,
        )
        after = {"person": person, "deputy": row.deputy, "first": first, "until": until}
        _record(actor, "cases.absence.entered", f"cases.absence/{row.pk}", None, after, at)
    return row.pk


def absence_end(*, actor: str, absence: int, at: datetime) -> bool:
    """The officer is back; False where there is no such absence or it has ended. Raises ``NotYourOfficers``."""
    with transaction.atomic():
        person = Absence.objects.filter(pk=absence, ended_at=None).values_list("person", flat=True).first()
        if person is None:
            return False
        _must_look_after(actor, person, at)
        changed = Absence.objects.filter(pk=absence, ended_at=None).update(ended_at=at)
        if changed:
            _record(actor, "cases.absence.ended", f"cases.absence/{absence}", {"ended": None}, {"at": at}, at)
    return bool(changed)


def _must_look_after(actor: str, person: str, at: datetime) -> None:
    own = actor == PERSON + person
    if actor.startswith(PERSON) and not own and not manages_person(actor.removeprefix(PERSON), person, on=day_of(at)):
        raise NotYourOfficers


def _record(actor: str, action: str, thing: str, before: object, after: object, at: datetime) -> None:
    record(actor=actor, action=action, object=thing, before=before, after=after, at=at)
