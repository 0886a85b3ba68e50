"""A ship as a plain document, the same for the API and the command."""

from dataclasses import asdict
from datetime import date
from typing import Any

from zaiton.blocks.papers.public import Card, verify_url
from zaiton.services.ships.queries.papers import certificates_of_ship
from zaiton.services.ships.queries.register import ship_card


def ship_document(name: str, *, on: date) -> dict[str, Any]:
    """The ship by public id, identification number or IMO number, with its certificates as of a day; raises ``NoSuchShip``."""
    card = ship_card(name)
    cards = reversed(certificates_of_ship(card.public_id))
    return {**asdict(card), "certificates": [_certificate(one, on) for one in cards]}


def _certificate(card: Card, on: date) -> dict[str, Any]:
    return {
        "number": card.number,
        "kind": card.kind,
        "title": {"zh": card.title.zh, "en": card.title.en},
        "status": card.status_on(on),
        "issued_at": card.issued_at.isoformat(),
        "valid_until": card.valid_until.isoformat() if card.valid_until else None,
        "notes": [{"zh": e.reason.zh, "en": e.reason.en} for e in card.history if e.note],
        "verify": verify_url(card),
    }
