"""The account API: whose token this is, which tokens there are, who may act for whom. Tokens are made on the page only."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.security import HttpBearer

from zaiton.blocks.identity.actions.tokens import token_use
from zaiton.blocks.identity.domain.cards import DelegationLine, OrgCard, TokenHolder
from zaiton.blocks.identity.domain.refusals import ScopeLacking
from zaiton.blocks.identity.domain.scopes import OWN_READ
from zaiton.blocks.identity.queries.delegations import delegations_given, delegations_received
from zaiton.blocks.identity.queries.organisations import acting_choices, organisations_of
from zaiton.blocks.identity.queries.tokens import tokens_of
from zaiton.kit.api.problems import PROBLEM_SCHEMA
from zaiton.kit.clock import now


class TokenAuth(HttpBearer):
    """``Authorization: Bearer TOKEN``, with the scope to read one's own account."""

    def authenticate(self, request: HttpRequest, token: str) -> TokenHolder | None:
        """The holder of a token in force, None for any other text."""
        holder = token_use(token, at=now())
        if holder and OWN_READ not in holder.scopes:
            raise ScopeLacking(scope=OWN_READ)
        return holder


class Organisation(Schema):
    """An organisation."""

    public_id: str
    name: str
    credit_code: str = Field(description="Unified social credit code (GB 32100), 18 characters")


class Me(Schema):
    """The person behind the token."""

    public_id: str
    display_name: str
    email: str
    language: str
    roles: list[str]
    scopes: list[str] = Field(description="What this token allows")
    acting_for: Organisation | None
    organisations: list[Organisation] = Field(description="Organisations the person belongs to")
    may_act_for: list[Organisation] = Field(description="Those, and the ones that delegate to the person now")


class Token(Schema):
    """A token without its secret."""

    public_id: str
    name: str
    prefix: str
    scopes: list[str]
    organisation: Organisation | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str = Field(description="live, ended or revoked")


class Delegation(Schema):
    """A delegation seen from either side."""

    public_id: str
    direction: str = Field(description="given or received")
    company: Organisation
    agent_kind: str = Field(description="organisation or person")
    agent_name: str
    scopes: list[str]
    valid_from: datetime
    valid_until: datetime | None
    state: str = Field(description="live, coming, ended or revoked")


router = Router(auth=TokenAuth())


@router.get("me", response={200: Me, **PROBLEM_SCHEMA}, summary="Whose token this is")
def me(request: HttpRequest) -> dict[str, Any]:
    """The person behind the token, what it allows, and for whom they may act."""
    holder: TokenHolder = request.auth
    person, at = holder.person, now()
    return {
        "public_id": person.public_id,
        "display_name": person.display_name,
        "email": person.email,
        "language": person.language,
        "roles": sorted(person.roles),
        "scopes": sorted(holder.scopes),
        "acting_for": _organisation(person.acting_for),
        "organisations": [_organisation(card) for card in organisations_of(person.public_id, at=at)],
        "may_act_for": [_organisation(card) for card in acting_choices(person.public_id, at=at)],
    }


@router.get("tokens", response={200: list[Token], **PROBLEM_SCHEMA}, summary="The person's tokens")
def tokens(request: HttpRequest) -> list[dict[str, Any]]:
    """Every token of the person, newest first, without secrets. New ones are made on the account page only."""
    lines = tokens_of(request.auth.person.public_id, at=now())
    return [
        {
            "public_id": line.public_id,
            "name": line.name,
            "prefix": line.prefix,
            "scopes": list(line.scopes),
            "organisation": _organisation(line.organisation),
            "created_at": line.created_at,
            "expires_at": line.expires_at,
            "last_used_at": line.last_used_at,
            "state": line.state,
        }
        for line in lines
    ]


@router.get("delegations", response={200: list[Delegation], **PROBLEM_SCHEMA}, summary="Delegations given and received")
def delegations(request: HttpRequest) -> list[dict[str, Any]]:
    """Delegations the person's organisations gave, and those that reach the person, newest first."""
    person_id, at = request.auth.person.public_id, now()
    given = [_delegation("given", line) for line in delegations_given(person_id, at=at)]
    return given + [_delegation("received", line) for line in delegations_received(person_id, at=at)]


def _organisation(card: OrgCard | None) -> dict[str, str] | None:
    if card is None:
        return None
    return {"public_id": card.public_id, "name": card.name, "credit_code": card.credit_code}


def _delegation(direction: str, line: DelegationLine) -> dict[str, Any]:
    return {
        "public_id": line.public_id,
        "direction": direction,
        "company": _organisation(line.company),
        "agent_kind": line.agent_kind,
        "agent_name": line.agent_name,
        "scopes": list(line.scopes),
        "valid_from": line.valid_from,
        "valid_until": line.valid_until,
        "state": line.state,
    }
