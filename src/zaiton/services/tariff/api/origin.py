"""Whether a product is originating under each agreement, from its document with the bill of materials."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Body, Schema

from zaiton.kit.api import PROBLEM_SCHEMA, problem_response
from zaiton.services.tariff.api.routing import json_response, router
from zaiton.services.tariff.domain.origin.product_faults import BadProduct
from zaiton.services.tariff.queries.origin import assess, faults_document
from zaiton.services.tariff.queries.origin_plans import origin_plan


class AssessmentOut(Schema):
    """The assessment: one verdict for each agreement, with steps, missing facts and figures."""

    verdicts: list[dict[str, Any]]
    originating_under: list[str]


@router.post("origin", response={200: AssessmentOut, **PROBLEM_SCHEMA}, summary="Whether a product is originating")
def origin(request: HttpRequest, document: Body[dict[str, Any]]) -> HttpResponse:
    """Originating, not originating, or undetermined with the missing facts. Nothing of it is kept; every fault is told in ``errors``."""
    return _answered(request, assess, document)


class PlansOut(Schema):
    """What would make the product originate, for each agreement: proposals with their cost, the least first, and headroom."""

    plans: list[dict[str, Any]]
    originating_under: list[str]


@router.post("origin/plan", response={200: PlansOut, **PROBLEM_SCHEMA}, summary="What would make a product originate")
def origin_plans(request: HttpRequest, document: Body[dict[str, Any]]) -> HttpResponse:
    """The smallest changes, each applied and judged again. Nothing of it is kept; every fault is told in ``errors``."""
    return _answered(request, origin_plan, document)


def _answered(request: HttpRequest, ask: Callable[[Any], dict], document: dict[str, Any]) -> HttpResponse:
    try:
        return json_response(ask(document))
    except BadProduct as refusal:
        return problem_response(
            request,
            status=refusal.status,
            code=refusal.code,
            detail=refusal.sentence(gettext),
            mend=refusal.remedy(gettext),
            errors=faults_document(refusal),
        )
