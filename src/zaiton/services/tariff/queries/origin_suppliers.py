"""A question to a supplier, found by the digest of the secret in its link: whoever has the link is who was asked."""

from datetime import datetime

from zaiton.services.tariff.domain.origin.product_refusals import NoSuchRequest
from zaiton.services.tariff.models import SupplierRequest
from zaiton.services.tariff.queries.origin_products import RequestCard, request_card


def request_row(token: str, *, locked: bool = False) -> SupplierRequest:
    """The row of a question. Raises ``NoSuchRequest``."""
    rows = SupplierRequest.objects.select_for_update() if locked else SupplierRequest.objects
    row = rows.filter(token=token).first()
    if row is None:
        raise NoSuchRequest()
    return row


def request_under(token: str, *, at: datetime) -> tuple[RequestCard, bool]:
    """The question under a link, and whether it can be answered still. Raises ``NoSuchRequest``."""
    row = request_row(token)
    return request_card(row), row.state == "open" and at < row.expires_at
