"""One order assessed by machine."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.services.retail_tax.api.routing import router
from zaiton.services.retail_tax.domain.assessing import assess as assessed
from zaiton.services.retail_tax.domain.reading import document_of, order_of
from zaiton.services.retail_tax.queries import limits_on, rates_of


class OrderIn(Schema):
    """One order, as ``zaiton retail-tax assess`` reads it."""

    on: str
    buyer_used_fen: int = 0
    freight_fen: int = 0
    insurance_fen: int = 0
    lines: list[dict[str, Any]]


class AssessmentOut(Schema):
    """What it pays, line by line, with every step."""

    scheme: str
    reason: str
    lines: list[dict[str, Any]]
    total_fen: int


@router.post("assess", response={200: AssessmentOut, **PROBLEM_SCHEMA}, summary="Assess one order of retail imports")
def assess(request: HttpRequest, order: OrderIn) -> dict[str, Any]:
    """Nothing is kept. A refused order is an answer (200) with its reason."""
    read = order_of(order.model_dump(), rates_of)
    return document_of(assessed(read, limits_on(read.on)))
