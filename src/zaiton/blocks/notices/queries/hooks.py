"""An organisation's endpoints and their deliveries, for its owners; for anybody else they do not exist."""

from datetime import datetime

from django.conf import settings

from zaiton.blocks.identity.public import OrgCard, Unseen, organisations_owned
from zaiton.blocks.notices.domain.cards import DeliveryCard, EndpointCard
from zaiton.blocks.notices.domain.limits import PAGE
from zaiton.blocks.notices.domain.signing import check_of, secret_of
from zaiton.blocks.notices.models import Delivery, Endpoint, Secret


def organisations_with_hooks(person: str, *, at: datetime) -> tuple[tuple[OrgCard, tuple[EndpointCard, ...]], ...]:
    """Every organisation a person owns with its endpoints, oldest first."""
    owned = organisations_owned(person, at=at)
    rows = Endpoint.objects.filter(organisation__in=[card.public_id for card in owned]).exclude(state="removed")
    cards = [endpoint_card(row, at=at) for row in rows.order_by("id")]
    return tuple((owner, tuple(c for c in cards if c.organisation == owner.public_id)) for owner in owned)


def endpoint_owned(person: str, public_id: str, *, at: datetime) -> Endpoint:
    """The row of an endpoint for an owner of its organisation."""
    row = Endpoint.objects.filter(public_id=public_id).exclude(state="removed").first()
    if row is None or row.organisation not in {card.public_id for card in organisations_owned(person, at=at)}:
        raise Unseen
    return row


def endpoint_for(person: str, public_id: str, *, at: datetime) -> EndpointCard:
    """The card of an endpoint for an owner of its organisation."""
    return endpoint_card(endpoint_owned(person, public_id, at=at), at=at)


def deliveries_of(
    person: str,
    endpoint_id: str,
    *,
    at: datetime,
    dead_only: bool = False,
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[DeliveryCard, ...]:
    """Deliveries to an endpoint, newest first, for an owner; ``before`` is the position of the last one seen."""
    rows = Delivery.objects.filter(endpoint=endpoint_owned(person, endpoint_id, at=at)).order_by("-id").defer("body")
    if dead_only:
        rows = rows.filter(state="dead")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(_delivery_card(row) for row in rows[:limit])


def secrets_live(endpoint: Endpoint, *, at: datetime) -> tuple[str, ...]:
    """The secrets that sign for an endpoint now, newest first; one that the installation's key no longer makes is left out."""
    rows = Secret.objects.filter(endpoint=endpoint).order_by("-id")
    live = [row for row in rows if row.ends_at is None or row.ends_at > at]
    made = [(secret_of(settings.SECRET_KEY, row.salt), row.check_digest) for row in live]
    return tuple(secret for secret, check in made if check_of(secret) == check)


def endpoint_card(row: Endpoint, *, at: datetime) -> EndpointCard:
    """The card of an endpoint."""
    live = [s for s in Secret.objects.filter(endpoint=row) if s.ends_at is None or s.ends_at > at]
    return EndpointCard(
        public_id=row.public_id,
        organisation=row.organisation,
        name=row.name,
        url=row.url,
        kinds=tuple(row.kinds),
        state=row.state,
        created_at=row.created_at,
        failing_since=row.failing_since,
        secrets=len(live),
        old_secret_until=max((s.ends_at for s in live if s.ends_at), default=None),
    )


def _delivery_card(row: Delivery) -> DeliveryCard:
    return DeliveryCard(
        public_id=row.public_id,
        kind=row.kind,
        event=row.event,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
        detail=row.detail,
        status=row.status,
        took_ms=row.took_ms,
        created_at=row.created_at,
        tried_at=row.tried_at,
        next_at=row.next_at,
        position=row.pk,
    )
