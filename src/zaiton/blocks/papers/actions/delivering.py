"""Choosing how papers come, and marking what happened to them on their way; one delivery for everything of an object.

The log knows digests of what was chosen, never an address.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.papers.domain.delivering import (
    MOST_WORDS,
    OPEN_TO_CHOICE,
    DeliveryCard,
    address_for,
    must_be_followable,
    must_lead_on,
)
from zaiton.blocks.papers.domain.delivery_refusals import DeliveryFixed, NoSuchDelivery
from zaiton.blocks.papers.domain.status import CHOSEN, COLLECTED, SENT
from zaiton.blocks.papers.models import Delivery, DeliveryStep
from zaiton.blocks.papers.queries.deliveries import delivery_card


def delivery_choose(
    object: str,
    *,
    way: str,
    recipient: str = "",
    address: str = "",
    telephone: str = "",
    actor: str,
    at: datetime,
) -> DeliveryCard:
    """Choose, or choose otherwise, until it is packed or after it came back; the same choice again changes nothing.

    Raises ``WayUnknown``, ``AddressRefused``, ``TelephoneRefused``, ``DeliveryFixed``.
    """
    to = asdict(address_for(way, recipient, address, telephone))
    with transaction.atomic():
        fresh = Delivery(object=object, way=way, chosen_at=at, changed_at=at, **to)
        Delivery.objects.bulk_create([fresh], ignore_conflicts=True)
        row = Delivery.objects.select_for_update().get(object=object)
        made, before = row.public_id == fresh.public_id, _told(row)
        if row.state not in OPEN_TO_CHOICE:
            raise DeliveryFixed
        row.way, row.state, row.carrier, row.tracking = way, CHOSEN, "", ""
        for name, text in to.items():
            setattr(row, name, text)
        if made or before != _told(row):
            row.changed_at = at
            row.save()
            DeliveryStep.objects.create(delivery=row, state=CHOSEN, at=at, actor=actor)
            _record(actor, "papers.delivery_chosen", row, None if made else before, at)
    return delivery_card(row)


def delivery_mark(
    object: str, state: str, *, actor: str, at: datetime, carrier: str = "", tracking: str = "", words: str = ""
) -> DeliveryCard:
    """The office marks what happened; sending names the carrier and its number, collecting counts as the one trip.

    Raises ``NoSuchDelivery``, ``DeliveryStateUnfit``, ``SecondTrip``, ``TrackingMissing``.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(object=object).first()
        if row is None:
            raise NoSuchDelivery
        must_lead_on(row.way, row.state, state)
        before = _told(row)
        if state == SENT:
            row.carrier, row.tracking = carrier.strip(), tracking.strip()
            must_be_followable(row.carrier, row.tracking)
        if state == COLLECTED:
            row.trips += 1
        row.state, row.changed_at = state, at
        row.save()
        said = "".join(sign if sign.isprintable() else " " for sign in words).strip()[:MOST_WORDS]
        DeliveryStep.objects.create(delivery=row, state=state, at=at, actor=actor, words=said)
        _record(actor, "papers.delivery_marked", row, before, at)
    return delivery_card(row)


def _told(row: Delivery) -> dict[str, Any]:
    names = ("way", "recipient", "address", "telephone", "carrier", "tracking", "state", "trips")
    return {name: getattr(row, name) for name in names}


def _record(actor: str, action: str, row: Delivery, before: object, at: datetime) -> None:
    thing = f"papers.delivery/{row.public_id}"
    record(actor=actor, action=action, object=thing, before=before, after=_told(row), at=at)
