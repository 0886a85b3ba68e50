"""Officers for the blocks above: who one is by address, and which system roles somebody holds now."""

from zaiton.blocks.identity.domain.roles import OFFICER
from zaiton.blocks.identity.models import Person, RoleGrant
from zaiton.blocks.identity.queries.people import email_normal


def officer_by_email(email: str) -> str | None:
    """The public id of the active officer with this address; None for anybody else, so that nobody learns who has an account."""
    person = Person.objects.filter(email=email_normal(email), is_active=True).first()
    return person.public_id if person and OFFICER in person.roles() else None


def holders_of(role: str) -> tuple[str, ...]:
    """Public ids of everybody who holds a system role now, by how long; for what the house itself tells them."""
    live = RoleGrant.objects.filter(role=role, person__is_active=True, revoked_at=None)
    return tuple(live.order_by("granted_at", "pk").values_list("person__public_id", flat=True))


def system_roles_of(public_id: str) -> frozenset[str]:
    """The system roles a person holds now; none for a closed account."""
    live = RoleGrant.objects.filter(person__public_id=public_id, person__is_active=True, revoked_at=None)
    return frozenset(live.values_list("role", flat=True))
