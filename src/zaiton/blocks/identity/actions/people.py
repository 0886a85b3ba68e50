"""People: register, correct, close and reopen an account, change a password, give and take roles."""

from datetime import datetime

from django.db import IntegrityError, transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity.actions.states import password_checked, person_state
from zaiton.blocks.identity.actions.tokens import tokens_revoke_all
from zaiton.blocks.identity.domain.cards import PersonCard
from zaiton.blocks.identity.domain.refusals import (
    EmailTaken,
    LastAdministrator,
    PasswordWrong,
    RoleUnknown,
    Unseen,
)
from zaiton.blocks.identity.domain.roles import ADMINISTRATOR, ROLES
from zaiton.blocks.identity.models import OneTimeLink, Person, RoleGrant
from zaiton.blocks.identity.queries.people import administrators, email_normal, person_card


def person_register(
    *, email: str, display_name: str, password: str, language: str, at: datetime, actor: str = ""
) -> PersonCard:
    """A new account. ``actor`` is who made it when that is not the person themself."""
    person = Person(email=email_normal(email), display_name=display_name.strip(), language=language, registered_at=at)
    person.set_password(password_checked(password, person))
    with transaction.atomic():
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError as error:
            raise EmailTaken("email") from error
        _record("identity.person.registered", person, None, actor=actor, at=at)
    return person_card(person, at=at)


def person_update_profile(*, person_id: str, display_name: str, language: str, at: datetime) -> PersonCard:
    """The name and language a person goes by."""
    with transaction.atomic():
        person = _locked(person_id)
        before = person_state(person)
        person.display_name, person.language = display_name.strip(), language
        person.save(update_fields=["display_name", "language"])
        _record("identity.person.changed", person, before, at=at)
    return person_card(person, at=at)


def person_change_password(*, person_id: str, current: str, new: str, at: datetime) -> Person:
    """A new password by someone who knows the old one; every other session of theirs ends with it."""
    with transaction.atomic():
        person = _locked(person_id)
        if not person.check_password(current):
            raise PasswordWrong("current_password")
        person_set_password(person=person, new=new, action="identity.person.password_changed", at=at)
    return person


def person_set_password(*, person: Person, new: str, action: str, at: datetime, actor: str = "") -> None:
    """Set the password of a locked row and say so in the log; links issued before stop working."""
    before = person_state(person)
    person.set_password(password_checked(new, person))
    person.save(update_fields=["password"])
    links_end(person=person, at=at)
    _record(action, person, before, actor=actor, at=at)


def links_end(*, person: Person, at: datetime) -> None:
    """Every one-time link of a person that still works stops working."""
    OneTimeLink.objects.filter(person=person, used_at=None, expires_at__gt=at).update(expires_at=at)


def person_set_active(*, actor: str, person_id: str, active: bool, at: datetime) -> None:
    """Close an account (its sessions, tokens and links end for good) or reopen it."""
    with transaction.atomic():
        person = _locked(person_id)
        if person.is_active == active:
            return
        before = person_state(person)
        if not active and ADMINISTRATOR in person.roles():
            _refuse_last_administrator()
        person.is_active = active
        if not active:
            person.end_sessions()
            links_end(person=person, at=at)
            tokens_revoke_all(person=person, actor=actor, at=at)
        person.save(update_fields=["is_active", "session_salt"])
        verb = "reopened" if active else "closed"
        _record(f"identity.person.{verb}", person, before, actor=actor, at=at)


def role_grant(*, actor: str, person_id: str, role: str, at: datetime) -> None:
    """Give a person a system role; giving one they hold changes nothing."""
    _known(role)
    with transaction.atomic():
        person = _locked(person_id)
        if role in person.roles():
            return
        before = sorted(person.roles())
        RoleGrant.objects.create(person=person, role=role, granted_at=at)
        after = sorted({*before, role})
        record(actor=actor, action="identity.role.granted", object=_name(person), before=before, after=after, at=at)


def role_revoke(*, actor: str, person_id: str, role: str, at: datetime) -> None:
    """Take a system role back; the last administrator keeps theirs."""
    _known(role)
    with transaction.atomic():
        person = _locked(person_id)
        if role not in person.roles():
            return
        if role == ADMINISTRATOR and person.is_active:
            _refuse_last_administrator()
        before = sorted(person.roles())
        RoleGrant.objects.filter(person=person, role=role, revoked_at=None).update(revoked_at=at)
        after = sorted(set(before) - {role})
        record(actor=actor, action="identity.role.revoked", object=_name(person), before=before, after=after, at=at)


def _locked(person_id: str) -> Person:
    person = Person.objects.select_for_update().filter(public_id=person_id).first()
    if person is None:
        raise Unseen
    return person


def _refuse_last_administrator() -> None:
    list(RoleGrant.objects.select_for_update().filter(role=ADMINISTRATOR, revoked_at=None))
    if administrators() <= 1:
        raise LastAdministrator


def _known(role: str) -> None:
    if role not in ROLES:
        raise RoleUnknown("role", role=role, roles=", ".join(ROLES))


def _name(person: Person) -> str:
    return f"identity.person/{person.public_id}"


def _record(action: str, person: Person, before: dict | None, *, at: datetime, actor: str = "") -> None:
    record(
        actor=actor or f"person/{person.public_id}",
        action=action,
        object=_name(person),
        before=before,
        after=person_state(person),
        at=at,
    )
