"""The tables of the identity block: people, organisations, delegations, and what opens the door to them."""

from zaiton.blocks.identity.models.access import ApiToken, OneTimeLink, SignInGuard
from zaiton.blocks.identity.models.delegations import Delegation
from zaiton.blocks.identity.models.organisations import Membership, Organisation
from zaiton.blocks.identity.models.people import Person, RoleGrant

__all__ = [
    "ApiToken",
    "Delegation",
    "Membership",
    "OneTimeLink",
    "Organisation",
    "Person",
    "RoleGrant",
    "SignInGuard",
]
