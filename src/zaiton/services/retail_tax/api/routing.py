"""The router that the operations of this folder register with, who asks, and how they answer."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from zaiton.blocks.identity.public import Unseen
from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.kit.cli import to_json
from zaiton.services.retail_tax.queries.books import sees_all, theirs

router = Router()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks by a token: the person, and the company the token is bound to (empty: none)."""

    person: str
    only: str
    actor: str

    def companies(self, scope: str) -> tuple[str, ...]:
        """The companies they act for in a matter."""
        return theirs(self.person, scope=scope, only=self.only, at=clock.now())

    def seen(self, scope: str) -> Collection[str] | None:
        """The companies whose things they may see; None for officers: all."""
        return None if sees_all(self.person, self.only) else self.companies(scope)


def asker(request: HttpRequest) -> Asker:
    """The holder of the token."""
    person = request.auth.person
    return Asker(person.public_id, person.acting_for.public_id if person.acting_for else "", person.actor)


def officer(request: HttpRequest) -> Asker:
    """The holder, where they are an officer who stands for no company; for anybody else it does not exist."""
    found = asker(request)
    if not sees_all(found.person, found.only):
        raise Unseen
    return found


def answers(schema: Any) -> dict[int, Any]:
    """What an operation can answer."""
    return {200: schema, **PROBLEM_SCHEMA}


def json_response(data: object) -> HttpResponse:
    """A document as JSON that nobody caches."""
    response = HttpResponse(to_json(data, indent=None), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
