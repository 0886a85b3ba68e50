"""Organisations and their members."""

from datetime import datetime

from django.db import IntegrityError, transaction

from zaiton.base.identifiers import credit_code as checked_credit_code
from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity.actions.states import membership_state, organisation_state
from zaiton.blocks.identity.domain.cards import OrgCard
from zaiton.blocks.identity.domain.refusals import AlreadyMember, CreditCodeTaken, LastOwner, PersonUnknown, Unseen
from zaiton.blocks.identity.domain.roles import OWNER
from zaiton.blocks.identity.models import Membership, Organisation, Person
from zaiton.blocks.identity.queries.organisations import memberships_live, org_card, organisation_owned
from zaiton.blocks.identity.queries.people import email_normal


def organisation_create(*, person_id: str, name: str, credit_code: str, at: datetime) -> OrgCard:
    """A new organisation under its checked credit code; whoever enters it becomes its owner."""
    organisation = Organisation(
        name=name.strip(), credit_code=checked_credit_code(credit_code, field="credit_code"), created_at=at
    )
    with transaction.atomic():
        person = _person(person_id)
        try:
            with transaction.atomic():
                organisation.save(force_insert=True)
        except IntegrityError as error:
            raise CreditCodeTaken("credit_code") from error
        membership = Membership.objects.create(organisation=organisation, person=person, role=OWNER, since=at)
        after = {**organisation_state(organisation), "owner": membership.person.public_id}
        _record("identity.organisation.created", organisation, person_id, None, after, at)
    return org_card(organisation)


def organisation_rename(*, person_id: str, organisation_id: str, name: str, at: datetime) -> OrgCard:
    """The name an organisation goes by, changed by one of its owners; the credit code never changes."""
    with transaction.atomic():
        organisation = _locked(person_id, organisation_id, at)
        before = organisation_state(organisation)
        organisation.name = name.strip()
        organisation.save(update_fields=["name"])
        after = organisation_state(organisation)
        _record("identity.organisation.renamed", organisation, person_id, before, after, at)
    return org_card(organisation)


def member_add(*, person_id: str, organisation_id: str, email: str, role: str, at: datetime) -> None:
    """Add a person with an account to an organisation, or change the role of a member; only owners can."""
    with transaction.atomic():
        organisation = _locked(person_id, organisation_id, at)
        member = Person.objects.filter(email=email_normal(email), is_active=True).first()
        if member is None:
            raise PersonUnknown("email", email=email_normal(email))
        current = memberships_live(at=at).filter(organisation=organisation, person=member).first()
        before = membership_state(current) if current else None
        if current and current.role == role:
            raise AlreadyMember("email", email=member.email)
        if current:
            _keep_an_owner(current, at)
            current.ended_at = at
            current.save(update_fields=["ended_at"])
        added = Membership.objects.create(organisation=organisation, person=member, role=role, since=at)
        _record("identity.member.added", organisation, person_id, before, membership_state(added), at)


def member_end(*, person_id: str, organisation_id: str, member_id: str, at: datetime) -> None:
    """End a membership: an owner ends anybody's, a member their own; the last owner stays."""
    with transaction.atomic():
        if person_id != member_id:
            _locked(person_id, organisation_id, at)
        rows = memberships_live(at=at).filter(organisation__public_id=organisation_id, person__public_id=member_id)
        membership = rows.select_related("organisation", "person").first()
        if membership is None:
            raise Unseen
        _keep_an_owner(membership, at)
        before = membership_state(membership)
        membership.ended_at = at
        membership.save(update_fields=["ended_at"])
        after = membership_state(membership)
        _record("identity.member.ended", membership.organisation, person_id, before, after, at)


def _person(person_id: str) -> Person:
    person = Person.objects.filter(public_id=person_id, is_active=True).first()
    if person is None:
        raise Unseen
    return person


def _locked(person_id: str, organisation_id: str, at: datetime) -> Organisation:
    owned = organisation_owned(person_id, organisation_id, at=at)
    return Organisation.objects.select_for_update().get(pk=owned.pk)


def _keep_an_owner(leaving: Membership, at: datetime) -> None:
    Organisation.objects.select_for_update().get(pk=leaving.organisation_id)
    owners = memberships_live(at=at).filter(organisation=leaving.organisation_id, role=OWNER, person__is_active=True)
    if leaving.role == OWNER and not owners.exclude(pk=leaving.pk).exists():
        raise LastOwner


def _record(
    action: str, organisation: Organisation, person_id: str, before: dict | None, after: dict, at: datetime
) -> None:
    record(
        actor=f"person/{person_id}",
        action=action,
        object=f"identity.organisation/{organisation.public_id}",
        before=before,
        after=after,
        at=at,
    )
