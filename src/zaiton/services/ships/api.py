"""Door for machines: the register of ships, one ship with its certificates, the figures of the service."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.kit.cli import to_json
from zaiton.services.ships.queries.documents import ship_document
from zaiton.services.ships.queries.figures import figures
from zaiton.services.ships.queries.register import PAGE, ships_found

router = Router()
ANSWER = {200: dict[str, Any], **PROBLEM_SCHEMA}


@router.get("ships", response=ANSWER, summary="Ships of the register")
def ships(request: HttpRequest, q: str = "", after: int | None = None) -> HttpResponse:
    """By IMO number, identification number, MMSI, call sign or part of a name; ``after`` is ``next`` of the page before."""
    found = ships_found(q, after=after)
    told = [{k: v for k, v in asdict(line).items() if k != "position"} for line in found]
    return _json({"ships": told, "next": found[-1].position if len(found) == PAGE else None})


@router.get("ships/{name}", response=ANSWER, summary="One ship with its certificates")
def ship(request: HttpRequest, name: str) -> HttpResponse:
    """By public id, identification number or IMO number; owners, mortgages, surveys and certificates, the newest first."""
    return _json(ship_document(name, on=clock.today()))


@router.get("kpi", response=ANSWER, summary="The figures of the service")
def kpi(request: HttpRequest) -> HttpResponse:
    """Times from the service's own errands, days by each dataset of limits, and a simulation with its assumptions."""
    return _json(figures(on=clock.today()).document)


def _json(data: object) -> HttpResponse:
    response = HttpResponse(to_json(data, indent=None), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
