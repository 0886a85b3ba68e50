"""What of a row goes into the digests of the evidence log, and the passwords' own rules."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from zaiton.blocks.identity.domain.refusals import PasswordWeak
from zaiton.blocks.identity.models import ApiToken, Delegation, Membership, Organisation, Person


def person_state(person: Person) -> dict:
    """A person; the password by its salted hash."""
    return {
        "public_id": person.public_id,
        "email": person.email,
        "display_name": person.display_name,
        "language": person.language,
        "is_active": person.is_active,
        "password": person.password,
    }


def organisation_state(organisation: Organisation) -> dict:
    """An organisation."""
    return {"public_id": organisation.public_id, "name": organisation.name, "credit_code": organisation.credit_code}


def membership_state(membership: Membership) -> dict:
    """A membership."""
    return {
        "organisation": membership.organisation.public_id,
        "person": membership.person.public_id,
        "role": membership.role,
        "since": membership.since,
        "ended_at": membership.ended_at,
    }


def delegation_state(delegation: Delegation) -> dict:
    """A delegation."""
    agent = delegation.agent_organisation or delegation.agent_person
    return {
        "public_id": delegation.public_id,
        "company": delegation.company.public_id,
        "agent": agent.public_id,
        "scopes": delegation.scopes,
        "valid_from": delegation.valid_from,
        "valid_until": delegation.valid_until,
        "revoked_at": delegation.revoked_at,
    }


def token_state(token: ApiToken) -> dict:
    """A token by the hash of its secret."""
    return {
        "public_id": token.public_id,
        "token_hash": token.token_hash,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
    }


def password_checked(password: str, person: Person, *, field: str = "new_password") -> str:
    """The password when it is strong enough for this person; refuses with every reason otherwise."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise PasswordWeak(field, reasons=" ".join(error.messages)) from error
    return password
