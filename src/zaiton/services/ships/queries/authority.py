"""Which desk answers for which kind of certificate, and whose officer somebody is."""

from datetime import date

from zaiton.blocks.cases.public import Definition, definition_known, holds
from zaiton.services.ships.domain.words import FIRST

REGISTRY = "registry"


def role_of_kind(definition: Definition, kind: str) -> str:
    """The role of the desk that gives out certificates of a kind; the registry for what only it gives out."""
    for item in definition.items:
        if item.certificate and item.certificate.kind == kind:
            return item.roles[0]
    return REGISTRY


def kind_of_item(type: str, item: str, *, on: date) -> str:
    """The kind of certificate that an item of a case type gives out; the empty text for none."""
    wanted = definition_known(type, on)[0].item(item).certificate
    return wanted.kind if wanted else ""


def roles_of(person: str, *, on: date) -> frozenset[str]:
    """The roles over ships that a person holds on a day."""
    roles = {role.id for role in definition_known(FIRST, on)[0].roles}
    return frozenset(role for role in roles if holds(person, type=FIRST, role=role, on=on))
