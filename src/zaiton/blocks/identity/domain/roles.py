"""System roles and the permissions they carry; membership roles inside an organisation."""

from collections.abc import Iterable

from zaiton.base.text import gettext_noop

ADMINISTRATOR = "administrator"
OFFICER = "officer"
ROLES = (ADMINISTRATOR, OFFICER)
ROLE_NAMES = {ADMINISTRATOR: gettext_noop("Administrator"), OFFICER: gettext_noop("Officer")}

OWNER = "owner"
MEMBER = "member"
MEMBERSHIP_NAMES = {OWNER: gettext_noop("Owner"), MEMBER: gettext_noop("Member")}


def may(roles: Iterable[str], permission: str) -> bool:
    """Whether system roles carry a permission: administrators look after everything, officers hold none by themselves."""
    return ADMINISTRATOR in roles
