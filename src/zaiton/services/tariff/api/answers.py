"""The answer, the years, search, the agreements, and saved answers for token holders."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query, Schema

from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.services.tariff.actions.answers import NotYourCompany, answer_remove, answer_save
from zaiton.services.tariff.api.routing import json_response, router
from zaiton.services.tariff.queries.advice import Asked, advise, agreements_document, find_goods, question_of, years
from zaiton.services.tariff.queries.saved import READ, WRITE, saved_answer, saved_answers


class QuestionIn(Schema):
    """A question: code of the good, origin, destination (CN), day (today in Beijing), and what an amount needs."""

    code: str
    origin: str
    destination: str = "CN"
    on: str = ""
    value: str = ""
    quantity: str = ""
    unit: str = ""
    fact: list[str] = []
    currency: str = ""

    def asked(self) -> Asked:
        """The question as the engine's reader wants it."""
        return Asked(
            code=self.code,
            origin=self.origin,
            destination=self.destination,
            on=self.on or clock.today(),
            value=self.value,
            quantity=self.quantity,
            unit=self.unit,
            facts=tuple(self.fact),
            currency=self.currency,
        )


class SaveIn(QuestionIn):
    """A question whose answer is kept, for a company the holder acts for or for the holder."""

    organisation: str = ""
    title: str = ""


class SavedOut(Schema):
    """A saved answer."""

    id: str
    title: str
    organisation: str
    saved_at: datetime
    question: dict[str, Any]
    answer: dict[str, Any]


class RateOut(Schema):
    """One agreement's rate. ``rate_percent`` is null where the duty is not one percentage; ``applies`` null: depends on a fact."""

    agreement: str
    name: str
    rate_percent: float | None
    duty_text: str
    applies: bool | None
    reason: str
    status: str | None
    in_force_from: date | None
    in_force_until: date | None


class AnswerOut(Schema):
    """The answer. ``coverage``: full, partial or none; further members as in the documentation of the answer."""

    code: str
    coverage: str
    best: RateOut | None
    mfn: RateOut | None
    rates: list[RateOut]
    missing: list[dict[str, Any]]
    sources: list[dict[str, Any]]


@router.get("best", response={200: AnswerOut, **PROBLEM_SCHEMA}, summary="Every rate for a good, and the best one")
def best(request: HttpRequest, question: Query[QuestionIn]) -> HttpResponse:
    """Which agreement, which rate, how much saved. Not covered is an answer too: 200 with ``coverage`` none."""
    return json_response(advise(question_of(question.asked()))[1])


@router.get("years", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="The rates over all days on file")
def years_of(request: HttpRequest, question: Query[QuestionIn]) -> HttpResponse:
    """Each stretch of time with its rates, and the days on which the best agreement changes."""
    return json_response(years(question_of(question.asked()))[2])


@router.get("search", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="Find a good by code or name")
def search(request: HttpRequest, q: str, limit: int = 20) -> HttpResponse:
    """Codes and names that match, best first, at most a hundred."""
    return json_response({"query": q, "results": find_goods(q, limit=max(1, min(limit, 100)))})


@router.get("agreements", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="The agreements on file")
def agreements(request: HttpRequest) -> HttpResponse:
    """Partners, dates, documents of proof, and whether a schedule is on file."""
    return json_response({"agreements": agreements_document()})


@router.get(
    "answers", auth=identity.TokenAuth(READ), response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="Saved answers"
)
def answers(request: HttpRequest, before: int | None = None) -> HttpResponse:
    """The newest fifty saved answers the holder may see; ``before`` continues from ``next``."""
    found = saved_answers(
        _person(request), at=clock.now(), language=get_language() or "", before=before, only=_bound_to(request)
    )
    return json_response({"answers": [_saved(card) for _, card in found], "next": found[-1][0] if found else None})


@router.get(
    "answers/{public_id}",
    auth=identity.TokenAuth(READ),
    response={200: SavedOut, **PROBLEM_SCHEMA},
    summary="A saved answer",
)
def one_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """The answer as it was given, with the packs it stood on."""
    return json_response(
        _saved(
            saved_answer(
                _person(request), public_id, at=clock.now(), language=get_language() or "", only=_bound_to(request)
            )
        )
    )


@router.post(
    "answers", auth=identity.TokenAuth(WRITE), response={201: SavedOut, **PROBLEM_SCHEMA}, summary="Save an answer"
)
def save(request: HttpRequest, body: SaveIn) -> HttpResponse:
    """Compute the answer and keep it."""
    at = clock.now()
    bound = _bound_to(request)
    if bound and body.organisation not in ("", bound):
        raise NotYourCompany()
    public_id = answer_save(
        person=_person(request),
        organisation=body.organisation or bound,
        question=question_of(body.asked()),
        title=body.title,
        at=at,
    )
    response = json_response(_saved(saved_answer(_person(request), public_id, at=at, language=get_language() or "")))
    response.status_code = 201
    return response


@router.delete(
    "answers/{public_id}",
    auth=identity.TokenAuth(WRITE),
    response={204: None, **PROBLEM_SCHEMA},
    summary="Remove a saved answer",
)
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove a saved answer the holder may see."""
    answer_remove(person=_person(request), public_id=public_id, at=clock.now(), only=_bound_to(request))
    return HttpResponse(status=204)


def _bound_to(request: HttpRequest) -> str:
    """The company a token is bound to; empty for one that stands for the whole person."""
    company = request.auth.person.acting_for
    return company.public_id if company else ""


def _person(request: HttpRequest) -> str:
    return request.auth.person.public_id


def _saved(card: Any) -> dict:
    return {
        "id": card.public_id,
        "title": card.title,
        "organisation": card.organisation,
        "saved_at": card.saved_at,
        "question": card.asked,
        "answer": card.document,
    }
