"""The router that the operations of this folder register with, and how they answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.domain.answers import AnswersRefused
from zaiton.kit.api import problem_response
from zaiton.kit.cli import to_json

router = Router()


def json_response(data: object, status: int = 200) -> HttpResponse:
    """A document as JSON that nobody caches."""
    response = HttpResponse(to_json(data, indent=None), content_type="application/json", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def answers_refused(request: HttpRequest, refusal: AnswersRefused) -> HttpResponse:
    """The problem response for answers of a form that cannot be taken, with what is wrong with each."""
    errors: list[dict[str, Any]] = [
        {"field": name, "code": one.code, "detail": one.sentence(gettext), "mend": one.remedy(gettext)}
        for name, one in refusal.problems
    ]
    return problem_response(
        request,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.sentence(gettext),
        field=refusal.field,
        errors=errors,
    )


def both(text: Bilingual | None) -> dict[str, str] | None:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.en} if text else None


def person_of(request: HttpRequest) -> str:
    """The person behind the token."""
    return request.auth.person.public_id


def bound_to(request: HttpRequest) -> str:
    """The company a token is bound to; empty for one that stands for the whole person."""
    company = request.auth.person.acting_for
    return company.public_id if company else ""
