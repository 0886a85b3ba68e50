"""Many questions by machine: at once for a thousand rows, as a list that is answered meanwhile for more."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from ninja import Schema

from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.services.tariff.actions.answers import NotYourCompany
from zaiton.services.tariff.actions.batches import (
    EmptyList,
    RowsUnreadable,
    answer_directly,
    batch_ask,
    batch_remove,
    batches_take_up,
    rows_as_csv,
)
from zaiton.services.tariff.api.routing import json_response, router
from zaiton.services.tariff.queries.batch import COLUMNS
from zaiton.services.tariff.queries.batches import BatchCard, batch, batch_file, batches
from zaiton.services.tariff.queries.saved import READ, WRITE

ROWS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "organisation": {"type": "string"},
                    },
                }
            },
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["rows"],
                    "properties": {
                        "rows": {"type": "array", "items": {"type": "object"}},
                        "name": {"type": "string"},
                        "organisation": {"type": "string"},
                    },
                }
            },
        },
    }
}


class RowIn(Schema):
    """One shipment: code and origin, and what else is known; numbers and days are written as texts."""

    code: str
    origin: str
    destination: str = ""
    on: str = ""
    value: str = ""
    currency: str = ""
    quantity: str = ""
    unit: str = ""


class RowsIn(Schema):
    """At most a thousand shipments."""

    rows: list[RowIn]


class BatchOut(Schema):
    """A list. ``state``: waiting, running, done or failed; ``counts`` when done; ``problem`` says why it failed."""

    id: str
    name: str
    organisation: str
    state: str
    rows_total: int
    rows_done: int
    counts: dict[str, int]
    problem: dict[str, Any]
    asked_at: datetime
    finished_at: datetime | None
    formats: list[str]


@router.post("best/batch", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="The best rate of many goods")
def best_batch(request: HttpRequest, body: RowsIn) -> HttpResponse:
    """At most 1,000 rows, answered at once: each answered, refused with its reason, or not covered."""
    return json_response({"rows": answer_directly([row.dict() for row in body.rows], at=clock.now())})


@router.get(
    "batches", auth=identity.TokenAuth(READ), response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="Lists of goods"
)
def batch_list(request: HttpRequest, before: int | None = None) -> HttpResponse:
    """The newest fifty lists the holder may see; ``before`` continues from ``next``."""
    found = batches(_person(request), at=clock.now(), before=before, only=_bound_to(request))
    return json_response({"batches": [_shown(card) for _, card in found], "next": found[-1][0] if found else None})


@router.post(
    "batches",
    auth=identity.TokenAuth(WRITE),
    response={201: BatchOut, **PROBLEM_SCHEMA},
    summary="Bring a list of goods",
    openapi_extra=ROWS_BODY,
)
def batch_bring(request: HttpRequest) -> HttpResponse:
    """A file (CSV, XLSX, Parquet) as multipart, or rows as JSON; stored before it is accepted, answered meanwhile."""
    name, content, organisation = _brought(request)
    bound = _bound_to(request)
    if bound and organisation not in ("", bound):
        raise NotYourCompany()
    at = clock.now()
    public_id = batch_ask(
        person=_person(request),
        organisation=organisation or bound,
        name=name,
        content=content,
        language=get_language() or "zh-hans",
        at=at,
    )
    response = json_response(_shown(batch(_person(request), public_id, at=at)))
    response.status_code = 201
    return response


@router.get(
    "batches/{public_id}",
    auth=identity.TokenAuth(READ),
    response={200: BatchOut, **PROBLEM_SCHEMA},
    summary="How far a list is",
)
def batch_state(request: HttpRequest, public_id: str) -> HttpResponse:
    """State, progress and counts."""
    card = batch(_person(request), public_id, at=clock.now(), only=_bound_to(request))
    if card.open:
        batches_take_up()
    return json_response(_shown(card))


@router.get(
    "batches/{public_id}/result",
    auth=identity.TokenAuth(READ),
    response={200: Any, **PROBLEM_SCHEMA},
    summary="The answered list as a file",
)
def batch_answers(request: HttpRequest, public_id: str, format: str = "csv") -> HttpResponse:
    """``format``: csv, xlsx or parquet. 409 while the list is not done."""
    name, media_type, content = batch_file(_person(request), public_id, format, at=clock.now(), only=_bound_to(request))
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.delete(
    "batches/{public_id}",
    auth=identity.TokenAuth(WRITE),
    response={204: None, **PROBLEM_SCHEMA},
    summary="Remove a list",
)
def batch_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove a list and its answers."""
    batch_remove(person=_person(request), public_id=public_id, at=clock.now(), only=_bound_to(request))
    return HttpResponse(status=204)


def _brought(request: HttpRequest) -> tuple[str, bytes, str]:
    """Name, content and organisation of what was sent."""
    if request.content_type == "multipart/form-data":
        file = request.FILES.get("file")
        if file is None:
            raise EmptyList("file", name="file")
        return file.name or "", file.read(), request.POST.get("organisation", "")
    try:
        body = json.loads(request.body)
        rows = [{name: _text(row.get(name)) for name in COLUMNS} for row in body["rows"]]
        name, organisation = _text(body.get("name")) or "rows", _text(body.get("organisation"))
        content = rows_as_csv(rows)  # half of a surrogate pair has no bytes
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RowsUnreadable("rows", columns=", ".join(COLUMNS)) from None
    if not rows:
        raise EmptyList("rows", name="rows")
    return f"{name.removesuffix('.csv')}.csv", content, organisation


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _shown(card: BatchCard) -> dict[str, Any]:
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    said = card.problem.get("said", {}).get(language, [])
    return {
        "id": card.public_id,
        "name": card.file_name,
        "organisation": card.organisation,
        "state": card.state,
        "rows_total": card.rows_total,
        "rows_done": card.rows_done,
        "counts": card.counts,
        "problem": {"code": card.problem["code"], "reason": " ".join(said)} if card.problem else {},
        "asked_at": card.asked_at,
        "finished_at": card.finished_at,
        "formats": list(card.formats) if card.state == "done" else [],
    }


def _bound_to(request: HttpRequest) -> str:
    company = request.auth.person.acting_for
    return company.public_id if company else ""


def _person(request: HttpRequest) -> str:
    return request.auth.person.public_id
