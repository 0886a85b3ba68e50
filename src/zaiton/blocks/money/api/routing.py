"""The router that the operations of this folder register with, how they answer, and what each of them asks of its caller."""

from dataclasses import dataclass
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from pydantic import Field

from zaiton.blocks.identity.public import Unseen
from zaiton.blocks.money.queries.seeing import sees_all
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.kit.cli import to_json

router = Router()
BOOKS = "money:books"
MARK = 2**62
PAGE = 50
KEY = Header("", alias="Idempotency-Key", description="New for each new request, the same when it is repeated")
Name = Annotated[str, Field(pattern="^[0-9a-z]{12}$", description="An id that the API gave out")]
Minor = Annotated[int, Field(strict=True, ge=-(2**53), le=2**53, description="Minor units: 12345 is 123.45 CNY")]
Minors = Annotated[int, Field(strict=True, ge=1, le=2**53, description="Minor units: 12345 is 123.45 CNY")]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks by a token: the person, and the organisation the token is bound to (empty: none)."""

    person: str
    only: str
    actor: str


def asker(request: HttpRequest) -> Asker:
    """The holder of the token."""
    person = request.auth.person
    return Asker(person.public_id, person.acting_for.public_id if person.acting_for else "", person.actor)


def overseer(request: HttpRequest) -> Asker:
    """The holder, where they see all of money; for anybody else, and for a token of a company, it does not exist."""
    found = asker(request)
    if not sees_all(found.person, found.only):
        raise Unseen
    return found


def answers(schema: Any, *, made: Any = None) -> dict[int, Any]:
    """What an operation can answer; ``made``: the schema of 201, when something was made."""
    return {200: schema, **({201: made} if made else {}), **PROBLEM_SCHEMA}


def json_response(data: object, status: int = 200) -> HttpResponse:
    """A document as JSON that nobody caches."""
    response = HttpResponse(to_json(data, indent=None), content_type="application/json", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def made_response(data: object, *, repeated: bool) -> HttpResponse:
    """201 for what was made now; 200 and ``Idempotency-Replayed: true`` for what a repeated request had made before."""
    response = json_response(data, 200 if repeated else 201)
    if repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response
