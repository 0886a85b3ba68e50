"""Deliveries of what came of an object. Whoever asks has asked whether the person may see the object."""

from collections.abc import Iterable, Mapping

from zaiton.blocks.papers.domain.delivering import Address, DeliveryCard, DeliveryStepCard
from zaiton.blocks.papers.models import Delivery


def delivery_of(object: str) -> DeliveryCard | None:
    """How the papers of an object are delivered; None while nobody has chosen."""
    row = Delivery.objects.prefetch_related("steps").filter(object=object).first()
    return None if row is None else delivery_card(row)


def trips_of(objects: Iterable[str]) -> Mapping[str, int]:
    """How often somebody had to come to a counter, for those of these objects whose delivery was chosen."""
    return dict(Delivery.objects.filter(object__in=set(objects)).values_list("object", "trips"))


def delivery_card(row: Delivery) -> DeliveryCard:
    """A delivery without its row."""
    steps = sorted(row.steps.all(), key=lambda step: step.pk)
    return DeliveryCard(
        row.public_id,
        row.object,
        row.way,
        Address(row.recipient, row.address, row.telephone),
        row.carrier,
        row.tracking,
        row.state,
        row.trips,
        row.chosen_at,
        row.changed_at,
        tuple(DeliveryStepCard(step.state, step.at, step.actor, step.words) for step in steps),
    )
