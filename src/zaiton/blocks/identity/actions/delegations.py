"""Delegations: a company's owner lets an agent act for it, and either side can end it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction

from zaiton.base.identifiers import CREDIT_CODE_LENGTH, credit_code
from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity.actions.states import delegation_state
from zaiton.blocks.identity.domain.refusals import (
    AgentIsSelf,
    AgentUnknown,
    PeriodBackwards,
    ScopesMissing,
    ScopeUnknown,
)
from zaiton.blocks.identity.domain.scopes import joined
from zaiton.blocks.identity.models import Delegation, Organisation, Person
from zaiton.blocks.identity.queries.delegations import delegation_revocable
from zaiton.blocks.identity.queries.organisations import memberships_live, organisation_owned
from zaiton.blocks.identity.queries.people import email_normal
from zaiton.blocks.identity.queries.scopes import scopes_delegable
from zaiton.kit.clock import BEIJING


def delegation_grant(
    *,
    person_id: str,
    company_id: str,
    agent: str,
    scopes: Iterable[str],
    first_day: date,
    last_day: date | None,
    at: datetime,
) -> str:
    """The public id of a new delegation. ``agent`` is a credit code or an e-mail address; both days are Beijing's and count.

    A delegation that begins today begins now: it never reaches back before it was given.
    """
    valid_from, valid_until = _period(first_day, last_day, at)
    with transaction.atomic():
        company = organisation_owned(person_id, company_id, at=at)
        organisation, person = _agent(agent)
        if organisation == company or _is_member(person, company, at):
            raise AgentIsSelf("agent")
        delegation = Delegation.objects.create(
            company=company,
            agent_organisation=organisation,
            agent_person=person,
            scopes=scopes_checked(scopes, scopes_delegable()),
            valid_from=valid_from,
            valid_until=valid_until,
            created_at=at,
            created_by=Person.objects.get(public_id=person_id),
        )
        record(
            actor=f"person/{person_id}",
            action="identity.delegation.granted",
            object=f"identity.delegation/{delegation.public_id}",
            after=delegation_state(delegation),
            at=at,
        )
    return delegation.public_id


def delegation_revoke(*, person_id: str, delegation_id: str, at: datetime) -> None:
    """End a delegation at once; what the agent did before stays done."""
    with transaction.atomic():
        seen = delegation_revocable(person_id, delegation_id, at=at)
        delegation = Delegation.objects.select_for_update().get(pk=seen.pk)
        before = delegation_state(delegation)
        if not Delegation.objects.filter(pk=seen.pk, revoked_at=None).update(revoked_at=at):
            return
        record(
            actor=f"person/{person_id}",
            action="identity.delegation.revoked",
            object=f"identity.delegation/{delegation_id}",
            before=before,
            after={**before, "revoked_at": at},
            at=at,
        )


def scopes_checked(scopes: Iterable[str], known: Iterable[str]) -> str:
    """Scopes as they are stored; refuses none at all and any that no installed module knows."""
    chosen, allowed = list(scopes), set(known)
    if not chosen:
        raise ScopesMissing("scopes")
    for scope in chosen:
        if scope not in allowed:
            raise ScopeUnknown("scopes", scope=scope)
    return joined(chosen)


def _period(first_day: date, last_day: date | None, at: datetime) -> tuple[datetime, datetime | None]:
    today = at.astimezone(BEIJING).date()
    if first_day < today:
        raise PeriodBackwards("first_day")
    if last_day is not None and last_day < first_day:
        raise PeriodBackwards("last_day")
    valid_from = max(at, datetime.combine(first_day, time.min, BEIJING))
    valid_until = datetime.combine(last_day + timedelta(days=1), time.min, BEIJING) if last_day else None
    return valid_from, valid_until


def _agent(given: str) -> tuple[Organisation | None, Person | None]:
    if "@" in given:
        person = Person.objects.filter(email=email_normal(given), is_active=True).first()
        if person:
            return None, person
    elif len(given.strip()) >= CREDIT_CODE_LENGTH:
        organisation = Organisation.objects.filter(credit_code=credit_code(given, field="agent")).first()
        if organisation:
            return organisation, None
    raise AgentUnknown("agent", given=given.strip())


def _is_member(person: Person | None, company: Organisation, at: datetime) -> bool:
    return person is not None and memberships_live(at=at).filter(person=person, organisation=company).exists()
