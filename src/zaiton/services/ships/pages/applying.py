"""A follow-up application begun from a ship's page, with what the register knows already filled in."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zaiton.blocks.cases.public import draft_begin, draft_save
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.services.ships.domain.refusals import NoSuchShip
from zaiton.services.ships.domain.words import FOLLOW_UPS, RELEASE, RENEWAL, TRANSFER
from zaiton.services.ships.queries.register import ShipCard, ship_card


@require_POST
@identity.login_required
def apply_for(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Begin the application for the organisation acted for, and go to its form."""
    person, at = identity.person_of(request), clock.now()
    ship = ship_card(public_id)
    if name not in FOLLOW_UPS:
        raise NoSuchShip
    acting = person.acting_for.public_id if person.acting_for else ""
    draft = draft_begin(person=person.public_id, organisation=acting, type=name, at=at)
    draft_save(person=person.public_id, draft=draft, data=known(ship, name), at=at)
    return redirect("cases:draft", public_id=draft)


def known(ship: ShipCard, name: str) -> Mapping[str, str]:
    """What the register knows of the answers of a follow-up's form."""
    found = {"ship_id": ship.ship_id, "name_zh": ship.name_zh}
    if name == RENEWAL:
        found |= {"gross": str(ship.gross), "net": str(ship.net)}
    if name == TRANSFER:
        found |= {"mortgaged": "true" if ship.open_mortgages else "false"}
        found |= {"seller_code": ship.owner.code} if ship.owner else {}
    if name == RELEASE and len(ship.open_mortgages) == 1:
        found |= {"mortgage_number": ship.open_mortgages[0].number}
    return found
