"""The forecast of a good: its rates to the end of each schedule, crossing days, and what waiting for a step saves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema

from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.services.tariff.api.routing import json_response, router
from zaiton.services.tariff.queries.advice import Asked
from zaiton.services.tariff.queries.forecast import forecast_of


class ForecastIn(Schema):
    """A good, its origin and destination (CN), the period (all days on file), and what an amount needs."""

    code: str
    origin: str
    destination: str = "CN"
    first: str = Field("", alias="from")
    until: str = ""
    value: str = ""
    currency: str = ""
    quantity: str = ""
    unit: str = ""
    fact: list[str] = []


@router.get(
    "forecast",
    response={200: dict[str, Any], **PROBLEM_SCHEMA},
    summary="The rates of a good to the end of each schedule",
)
def forecast(request: HttpRequest, given: Query[ForecastIn]) -> HttpResponse:
    """Stretches of time with their rates, crossing days, the value of waiting. Not covered: 200 with ``coverage`` none."""
    asked = Asked(
        code=given.code,
        origin=given.origin,
        on=clock.today(),
        destination=given.destination,
        value=given.value,
        quantity=given.quantity,
        unit=given.unit,
        facts=tuple(given.fact),
        currency=given.currency,
    )
    return json_response(forecast_of(asked, given.first, given.until)[1])
