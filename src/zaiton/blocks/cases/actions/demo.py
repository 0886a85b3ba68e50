"""The demo cast's authority over every case type in force: one officer holds all roles but one, the other the rest and supervises.

Entered by the ordinary actions, so that what they show is what everybody gets; what somebody ended stays ended.
"""

from datetime import datetime

from zaiton.blocks.cases.actions.officers import authority_grant
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.models import Authority, CaseType
from zaiton.blocks.cases.queries.authority import SUPERVISOR
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definitions_in_force
from zaiton.blocks.identity import public as identity
from zaiton.blocks.papers.public import seals_ensured

OFFICER, SECOND = "officer@demo.invalid", "second-officer@demo.invalid"


def demo_officers_entered(*, at: datetime) -> int:
    """Give the two demo officers their roles of each type in force; returns how many entries are new. Repeatable."""
    first, second = identity.officer_by_email(OFFICER), identity.officer_by_email(SECOND)
    if first is None or second is None:
        return 0
    types = definitions_in_force(day_of(at))
    wanted = [(first, d, role) for d in types for role in _roles(d)[:-1]]
    wanted += [(second, d, role) for d in types for role in (*_roles(d)[-1:], SUPERVISOR)]
    return sum(_entered(person, definition, role, at) for person, definition, role in wanted)


def _roles(definition: Definition) -> list[str]:
    return [role.id for role in definition.roles]


def _entered(person: str, definition: Definition, role: str, at: datetime) -> bool:
    known = {"person": person, "type": definition.name, "role": role}
    if Authority.objects.filter(**known).exists():
        return False
    authority_grant(actor="system", **known, first=day_of(at), until=None, basis="演示", at=at)
    return True


def demo_seals_made(*, at: datetime) -> None:
    """Seals, with keys of this installation's own, for what the demonstration's types give out. Repeatable."""
    demo = set(CaseType.objects.filter(demo=True).values_list("name", flat=True))
    titles = {}
    for definition in definitions_in_force(day_of(at)):
        for item in definition.items:
            if definition.name in demo and item.certificate:
                titles.setdefault(item.certificate.seal, definition.role(item.roles[0]).organ)
    seals_ensured(titles, demo=True, at=at)
