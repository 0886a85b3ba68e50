"""Problem responses (RFC 9457): one shape for every error of the API, with a code for machines and a way out for people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from ninja import Schema

from zaiton.base.refusals import Refusal
from zaiton.kit.cli.output import to_json

CONTENT_TYPE = "application/problem+json"


class Problem(Schema):
    """The body of every error response."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str
    mend: str | None = None
    article: str | None = None
    field: str | None = None
    incident: str | None = None
    errors: list[dict[str, Any]] | None = None


PROBLEM_SCHEMA: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Problem)
"""Add to an operation's ``response=`` so that its error shape stands in the schema: ``{200: Answer, **PROBLEM_SCHEMA}``."""


def problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The problem response for a refusal, in the request's language."""
    return problem_response(
        request,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.sentence(gettext),
        mend=refusal.remedy(gettext) or None,
        article=refusal.article or None,
        field=refusal.field,
    )


def problem_response(request: HttpRequest, *, status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A problem response with the standard title of its status; ``more`` are further members, None ones left out.

    Half a surrogate pair, which a sender's JSON can hold and UTF-8 cannot, is answered as a question mark.
    """
    body = {"type": "about:blank", "title": title_of(status), "status": status, "detail": detail, "code": code}
    body.update({name: value for name, value in more.items() if value is not None})
    response = HttpResponse(to_json(body).encode(errors="replace"), status=status, content_type=CONTENT_TYPE)
    response.headers["Content-Language"] = get_language() or "zh-hans"
    response.headers["Cache-Control"] = "no-store"
    return response


def title_of(status: int) -> str:
    """The short name of a status in the request's language."""
    titles = {
        400: gettext("Bad request"),
        401: gettext("Sign-in needed"),
        403: gettext("Not allowed"),
        404: gettext("Not found"),
        405: gettext("Method not allowed"),
        409: gettext("Conflict"),
        413: gettext("Too large"),
        422: gettext("Cannot be processed"),
        429: gettext("Too many requests"),
        500: gettext("Server error"),
        503: gettext("Not available for the moment"),
    }
    return titles.get(status, str(status))
