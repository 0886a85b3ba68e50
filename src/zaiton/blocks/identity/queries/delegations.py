"""Delegations as both sides see them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from zaiton.blocks.identity.domain.cards import DelegationLine
from zaiton.blocks.identity.domain.periods import COMING, LIVE, state_of
from zaiton.blocks.identity.domain.refusals import Unseen
from zaiton.blocks.identity.domain.roles import OWNER
from zaiton.blocks.identity.domain.scopes import parted
from zaiton.blocks.identity.models import Delegation
from zaiton.blocks.identity.queries.organisations import memberships_live, org_card


def delegations_given(person_id: str, *, at: datetime) -> tuple[DelegationLine, ...]:
    """Delegations given by the organisations a person belongs to, newest first, ended ones too."""
    return _lines(Q(company__in=_own(person_id, at)), at)


def delegations_received(person_id: str, *, at: datetime) -> tuple[DelegationLine, ...]:
    """Delegations that reach a person or their organisations, newest first, ended ones too."""
    return _lines(Q(agent_person__public_id=person_id) | Q(agent_organisation__in=_own(person_id, at)), at)


def delegation_revocable(person_id: str, delegation_id: str, *, at: datetime) -> Delegation:
    """The row of a delegation for an owner on either side, who alone may end it; for others it does not exist."""
    owned = memberships_live(at=at).filter(person__public_id=person_id, role=OWNER).values("organisation")
    sides = Q(company__in=owned) | Q(agent_organisation__in=owned) | Q(agent_person__public_id=person_id)
    row = Delegation.objects.select_related("company").filter(sides, public_id=delegation_id, revoked_at=None).first()
    if row is None:
        raise Unseen
    return row


def revocable_ids(person_id: str, lines: Iterable[DelegationLine], *, at: datetime) -> frozenset[str]:
    """Which of these delegations a person may end."""
    owned = set(
        memberships_live(at=at)
        .filter(person__public_id=person_id, role=OWNER)
        .values_list("organisation__public_id", flat=True)
    )
    return frozenset(
        line.public_id
        for line in lines
        if line.state in {LIVE, COMING} and {line.company.public_id, line.agent_id} & (owned | {person_id})
    )


def _own(person_id: str, at: datetime):
    return memberships_live(at=at).filter(person__public_id=person_id).values("organisation")


def _lines(which: Q, at: datetime) -> tuple[DelegationLine, ...]:
    rows = Delegation.objects.filter(which).select_related("company", "agent_organisation", "agent_person")
    return tuple(_line(row, at) for row in rows.order_by("-created_at", "-pk"))


def _line(row: Delegation, at: datetime) -> DelegationLine:
    organisation, person = row.agent_organisation, row.agent_person
    return DelegationLine(
        public_id=row.public_id,
        company=org_card(row.company),
        agent_kind="organisation" if organisation else "person",
        agent_id=organisation.public_id if organisation else person.public_id,
        agent_name=organisation.name if organisation else person.display_name,
        scopes=parted(row.scopes),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        state=state_of(valid_from=row.valid_from, valid_until=row.valid_until, revoked_at=row.revoked_at, at=at),
    )
