"""What did not arrive, for the operator: mails that were refused or are in doubt, and events that were given up."""

from zaiton.blocks.identity.public import contact_of
from zaiton.blocks.notices.domain.cards import Failed
from zaiton.blocks.notices.domain.limits import PAGE
from zaiton.blocks.notices.models import Delivery, Mail

MAIL, EVENT = "mail", "event"
GIVEN_UP = ("dead", "unknown")


def failed(*, limit: int = PAGE) -> tuple[Failed, ...]:
    """The newest mails and events that did not arrive, at most ``limit`` of each, mails first."""
    mails = Mail.objects.filter(state__in=GIVEN_UP).select_related("notice").order_by("-id")[:limit]
    events = Delivery.objects.filter(state="dead").select_related("endpoint").defer("body").order_by("-id")[:limit]
    return tuple([_mail(row) for row in mails] + [_event(row) for row in events])


def _mail(row: Mail) -> Failed:
    contact = contact_of(row.notice.person)
    to = contact.email if contact else ""
    return Failed(row.public_id, MAIL, row.notice.kind, to, row.state, row.error, row.created_at, row.pk)


def _event(row: Delivery) -> Failed:
    error = " ".join(part for part in (row.error, row.detail) if part)
    to = row.endpoint.url.partition("?")[0]  # a query may hold a password
    return Failed(row.public_id, EVENT, row.kind, to, row.state, error, row.created_at, row.pk)
