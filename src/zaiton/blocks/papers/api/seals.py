"""Uses of seals by machine, for whoever keeps them: the same as on the page."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema

from zaiton.blocks.identity.public import TokenAuth
from zaiton.blocks.papers.api.routing import router
from zaiton.blocks.papers.domain.seal_refusals import NoSuchSeal
from zaiton.blocks.papers.queries.reading import READ
from zaiton.blocks.papers.queries.seals import seal_uses_for
from zaiton.kit.api import PROBLEM_SCHEMA


class UseOut(Schema):
    """One use: ``document_sha256`` is what was sealed, ``sealed_sha256`` what came of it, ``key`` the key as it is published."""

    seal: str
    provider: str
    key: str
    document_sha256: str
    sealed_sha256: str
    purpose: str
    object: str
    asked_by: str
    at: datetime


class UsesOut(Schema):
    """One page of uses; give ``next`` as ``after`` to go on."""

    uses: list[UseOut]
    next: int | None


@router.get(
    "seals/uses", auth=TokenAuth(READ), response={200: UsesOut, **PROBLEM_SCHEMA}, summary="Uses of the seals one keeps"
)
def uses(
    request: HttpRequest,
    seal: str = Query("", max_length=60),
    day: date | None = Query(None, description="In Beijing"),
    after: int | None = Query(None, ge=1, le=2**62),
) -> dict[str, Any]:
    """The newest fifty, of one seal and one day where given. 404 for who keeps no seal, or not this one.

    Keeping a seal is a person's matter: a token that is bound to a company is told the same.
    """
    person = request.auth.person
    if person.acting_for:
        raise NoSuchSeal
    found = seal_uses_for(person.public_id, seal=seal, day=day, after=after)
    return {"uses": found.uses, "next": found.after}
