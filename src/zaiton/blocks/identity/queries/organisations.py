"""Organisations: whose they are, who may act for them, and the getter that refuses strangers."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from zaiton.blocks.identity.domain.cards import MemberLine, OrgCard
from zaiton.blocks.identity.domain.refusals import Unseen
from zaiton.blocks.identity.domain.roles import OWNER
from zaiton.blocks.identity.domain.scopes import parted
from zaiton.blocks.identity.models import Delegation, Membership, Organisation


def org_card(organisation: Organisation) -> OrgCard:
    """The card of an organisation."""
    return OrgCard(organisation.public_id, organisation.name, organisation.credit_code)


def memberships_live(*, at: datetime) -> QuerySet[Membership]:
    """Memberships in force at a moment."""
    return Membership.objects.filter(since__lte=at).filter(Q(ended_at=None) | Q(ended_at__gt=at))


def delegations_live(*, at: datetime) -> QuerySet[Delegation]:
    """Delegations in force at a moment."""
    begun = Delegation.objects.filter(valid_from__lte=at)
    return begun.filter(Q(valid_until=None) | Q(valid_until__gt=at), Q(revoked_at=None) | Q(revoked_at__gt=at))


def delegations_to(person_id: str, *, at: datetime) -> QuerySet[Delegation]:
    """Live delegations that reach a person, directly or through an organisation they belong to."""
    own = memberships_live(at=at).filter(person__public_id=person_id).values("organisation")
    reaching = Q(agent_person__public_id=person_id, agent_person__is_active=True) | Q(agent_organisation__in=own)
    return delegations_live(at=at).filter(reaching)


def organisations_of(person_id: str, *, at: datetime) -> tuple[OrgCard, ...]:
    """The organisations a person belongs to, oldest membership first."""
    rows = memberships_live(at=at).filter(person__public_id=person_id, person__is_active=True)
    return tuple(org_card(row.organisation) for row in rows.select_related("organisation").order_by("since", "pk"))


def organisations_entered(person_id: str, *, at: datetime) -> tuple[OrgCard, ...]:
    """The organisations a person entered and still owns: nobody else can have put them there."""
    rows = memberships_live(at=at).filter(person__public_id=person_id, person__is_active=True, role=OWNER)
    rows = rows.filter(since=F("organisation__created_at"))
    return tuple(org_card(row.organisation) for row in rows.select_related("organisation").order_by("since", "pk"))


def acting_choices(person_id: str, *, at: datetime) -> tuple[OrgCard, ...]:
    """Every organisation a person may act for in some matter: their own first, then those that delegate to them."""
    own = organisations_of(person_id, at=at)
    lent = delegations_to(person_id, at=at).select_related("company").order_by("company__name", "pk")
    return tuple(dict.fromkeys([*own, *(org_card(row.company) for row in lent)]))


def organisations_visible_to(person_id: str, *, scope: str, at: datetime) -> tuple[str, ...]:
    """Public ids of the organisations whose things a person may see in one matter: own ones and live delegations."""
    own = [card.public_id for card in organisations_of(person_id, at=at)]
    lent = delegations_to(person_id, at=at).order_by("pk").values_list("company__public_id", "scopes")
    return tuple(dict.fromkeys([*own, *(company for company, scopes in lent if scope in parted(scopes))]))


def may_act_for(person_id: str, organisation_id: str, *, scope: str, at: datetime) -> bool:
    """Whether a person may do something in one matter for an organisation at a moment."""
    return organisation_id in organisations_visible_to(person_id, scope=scope, at=at)


def organisation_for(person_id: str, organisation_id: str, *, at: datetime, scope: str = "") -> OrgCard:
    """The organisation, for a member or (in the named matter) a delegate; for anybody else it does not exist."""
    allowed = (
        organisations_visible_to(person_id, scope=scope, at=at)
        if scope
        else tuple(card.public_id for card in acting_choices(person_id, at=at))
    )
    if organisation_id not in allowed:
        raise Unseen
    return org_card(Organisation.objects.get(public_id=organisation_id))


def organisation_owned(person_id: str, organisation_id: str, *, at: datetime) -> Organisation:
    """The row of an organisation for one of its owners; for anybody else it does not exist."""
    owned = memberships_live(at=at).filter(
        person__public_id=person_id, person__is_active=True, organisation__public_id=organisation_id, role=OWNER
    )
    row = owned.select_related("organisation").first()
    if row is None:
        raise Unseen
    return row.organisation


def owns(person_id: str, organisation_id: str, *, at: datetime) -> bool:
    """Whether a person is an owner of an organisation."""
    return (
        memberships_live(at=at)
        .filter(person__public_id=person_id, organisation__public_id=organisation_id, role=OWNER)
        .exists()
    )


def owners_of(organisation_id: str, *, at: datetime) -> tuple[str, ...]:
    """Public ids of the owners of an organisation, oldest first; for what the house itself tells them."""
    rows = memberships_live(at=at).filter(organisation__public_id=organisation_id, role=OWNER, person__is_active=True)
    return tuple(rows.order_by("since", "pk").values_list("person__public_id", flat=True))


def organisations_owned(person_id: str, *, at: datetime) -> tuple[OrgCard, ...]:
    """The organisations a person owns, oldest membership first."""
    rows = memberships_live(at=at).filter(person__public_id=person_id, person__is_active=True, role=OWNER)
    return tuple(org_card(row.organisation) for row in rows.select_related("organisation").order_by("since", "pk"))


def members_of(person_id: str, organisation_id: str, *, at: datetime) -> tuple[MemberLine, ...]:
    """The members of an organisation, for one of its members."""
    rows = memberships_live(at=at).filter(organisation__public_id=organisation_id)
    if not rows.filter(person__public_id=person_id).exists():
        raise Unseen
    return tuple(
        MemberLine(row.person.public_id, row.person.display_name, row.person.email, row.role, row.since)
        for row in rows.select_related("person").order_by("since", "pk")
    )
