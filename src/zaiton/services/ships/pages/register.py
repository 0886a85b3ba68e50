"""The register of ships as everybody may read it, a ship's page, and the ships of those one looks after."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zaiton.blocks.cases.public import Definition, definition_known, definitions_in_force
from zaiton.blocks.identity import public as identity
from zaiton.blocks.papers.public import Card, verify_url
from zaiton.kit import clock
from zaiton.services.ships.domain.words import (
    CANCELLATION,
    FIRST,
    FOLLOW_UPS,
    MORTGAGE,
    REGISTERED,
    RELEASE,
    RENEWAL,
    TRANSFER,
)
from zaiton.services.ships.pages.words import chosen, told
from zaiton.services.ships.queries.authority import role_of_kind, roles_of
from zaiton.services.ships.queries.papers import certificates_of_ship
from zaiton.services.ships.queries.register import PAGE, ShipCard, ShipLine, ship_card, ships_found, ships_of_person

LONGEST_ROW_NUMBER = 18
OWNERS_ACTS = (RENEWAL, MORTGAGE, CANCELLATION)


@require_safe
def register_page(request: HttpRequest) -> HttpResponse:
    """Ships by number or name, fifty a page; a number that names one ship is told as such."""
    asked, after = request.GET.get("q", "").strip(), row_number(request.GET.get("after", ""))
    found = ships_found(asked, after=after)
    query = {"q": asked} if asked else {}
    more = len(found) == PAGE
    context = {
        "question": asked,
        "lines": lines_shown(found),
        "first_address": f"?{urlencode(query)}" if after is not None else "",
        "next_address": f"?{urlencode({**query, 'after': found[-1].position})}" if more else "",
    }
    return render(request, "ships/register.html", context)


@require_safe
@identity.login_required
def mine_page(request: HttpRequest) -> HttpResponse:
    """The ships now owned by the companies of the person."""
    person = identity.person_of(request)
    found = ships_of_person(person.public_id, at=clock.now())
    return render(request, "ships/mine.html", {"lines": lines_shown(found), "person": person})


@require_safe
def ship_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """All that the register says of a ship, its certificates, and what may be done by who looks at it."""
    today, person = clock.today(), identity.person_of(request)
    ship, definition = ship_card(public_id), definition_known(FIRST, today)[0]
    certificates = certificates_of_ship(ship.public_id)
    roles = roles_of(person.public_id, on=today) if person and identity.OFFICER in person.roles else frozenset()
    context = {
        "ship": ship,
        "words": {name: chosen(definition, name, getattr(ship, name)) for name in ("type", "voyages", "port")},
        "length": f"{ship.length_cm / 100:.2f}",
        "here": ship.state == REGISTERED,
        "certificates": [_certificate(one, definition, roles) for one in reversed(certificates)],
        "entries": _entries(certificates),
        "errands": _errands(ship),
        "acts": _acts(ship, person),
        "officer": bool(roles),
        "person": person,
    }
    return render(request, "ships/ship.html", context)


def lines_shown(found: tuple[ShipLine, ...]) -> list[dict[str, Any]]:
    """Ships of a list with their types and ports in words."""
    definition = definition_known(FIRST, clock.today())[0]
    return [
        {"ship": line, "type": chosen(definition, "type", line.type), "port": chosen(definition, "port", line.port)}
        for line in found
    ]


def row_number(text: str) -> int | None:
    """The number of the row a list goes on after; None for anything else."""
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_ROW_NUMBER
    return int(text) if plain else None


def _certificate(card: Card, definition: Definition, roles: frozenset[str]) -> dict[str, Any]:
    status = card.status_on(clock.today())
    mine = role_of_kind(definition, card.kind) in roles
    return {
        "card": card,
        "title": told(card.title),
        "tag": status,
        "verify": verify_url(card),
        "notes": [told(entry.reason) for entry in card.history if entry.note],
        "can_act": mine and card.status in ("valid", "suspended"),
    }


def _entries(certificates: tuple[Card, ...]) -> list[dict[str, Any]]:
    """What happened to the ship's certificates, the newest first."""
    found = [(entry.at, card.number, told(card.title), entry) for card in certificates for entry in card.history]
    found.sort(key=lambda one: (one[0], one[1]), reverse=True)
    return [
        {
            "at": at,
            "number": number,
            "title": title,
            "reason": told(entry.reason),
            "tag": "" if entry.note else entry.status,
            "article": entry.article,
        }
        for at, number, title, entry in found
    ]


def _errands(ship: ShipCard) -> list[dict[str, Any]]:
    titles = {one.name: told(one.title) for one in definitions_in_force(clock.today())}
    return [{"errand": one, "title": titles.get(one.type, one.type), "held": told(one.held)} for one in ship.errands]


def _acts(ship: ShipCard, person: Any) -> list[tuple[str, str]]:
    """What the organisation that the person acts for can apply for about this ship: the owner, the mortgagee, a buyer."""
    acting = person.acting_for if person else None
    if acting is None or ship.state != REGISTERED or ship.owner is None:
        return []
    owner = ship.owner.organisation == acting.public_id
    names = set(OWNERS_ACTS) if owner else {TRANSFER}
    if ship.open_mortgages and (owner or acting.credit_code in {one.code for one in ship.open_mortgages}):
        names.add(RELEASE)
    titles = {one.name: told(one.title) for one in definitions_in_force(clock.today())}
    return [(name, titles[name]) for name in FOLLOW_UPS if name in names and name in titles]
