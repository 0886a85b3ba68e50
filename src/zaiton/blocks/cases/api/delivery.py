"""How the papers of one's case are to come, by machine: choosing, and how far they have come."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from zaiton.blocks.cases.actions.delivering import case_delivery_choose
from zaiton.blocks.cases.api.cases import own_case
from zaiton.blocks.cases.api.routing import json_response, person_of, router
from zaiton.blocks.cases.domain.delivery_refusals import NothingToDeliver
from zaiton.blocks.cases.queries.cases import READ, WRITE
from zaiton.blocks.cases.queries.delivering import delivery_seen
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA


class DeliveryIn(Schema):
    """``way``: download, post or counter; the other three are for the post only."""

    way: str
    recipient: str = ""
    address: str = ""
    telephone: str = ""


class DeliveryOut(Schema):
    """A delivery. ``way`` is empty while nobody chose. ``trips``: visits to a counter, at most one."""

    way: str
    state: str
    recipient: str
    address: str
    telephone: str
    carrier: str
    tracking: str
    trips: int
    may_choose: bool
    changed_at: datetime | None


@router.get(
    "cases/{public_id}/delivery",
    auth=identity.TokenAuth(READ),
    response={200: DeliveryOut, **PROBLEM_SCHEMA},
    summary="How the papers of a case come",
)
def delivery(request: HttpRequest, public_id: str) -> HttpResponse:
    """The way that was chosen, its state and, for what is sent, the number to follow it by."""
    return json_response(_document(request, public_id))


@router.post(
    "cases/{public_id}/delivery",
    auth=identity.TokenAuth(WRITE),
    response={200: DeliveryOut, **PROBLEM_SCHEMA},
    summary="Choose how the papers of a case come",
)
def choose(request: HttpRequest, public_id: str, body: DeliveryIn) -> HttpResponse:
    """Choose, or choose otherwise until the papers are packed; 409 afterwards."""
    at = clock.now()
    own_case(request, public_id, at)
    case_delivery_choose(person=person_of(request), case=public_id, at=at, **body.dict())
    return json_response(_document(request, public_id))


def _document(request: HttpRequest, public_id: str) -> dict[str, Any]:
    seen = delivery_seen(own_case(request, public_id, clock.now()), person_of(request))
    if not seen.gives:
        raise NothingToDeliver
    found, names = seen.delivery, ("way", "state", "carrier", "tracking", "trips", "changed_at")
    told = {name: getattr(found, name) if found else "" for name in names}
    if found is None:
        told |= {"trips": 0, "changed_at": None}
    to = {name: getattr(found.to, name) if found else "" for name in ("recipient", "address", "telephone")}
    return {**told, **to, "may_choose": seen.may_choose}
