"""Error pages: what happened, whether anything was lost, what can be done now, and the incident number."""

import logging
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.kit.api.problems import problem, problem_response
from zaiton.kit.pages.language import language_of

from .incidents import incident_of

log = logging.getLogger("zaiton.site")
BARE = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})
CODES = {
    400: "bad_request",
    401: "sign_in_needed",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    422: "cannot_be_processed",
    429: "too_many_requests",
    500: "server_error",
    503: "not_available",
}


def error_response(request: HttpRequest, status: int, **more: Any) -> HttpResponse:
    """The page, or under /api/ the problem response, for a status. ``what`` and ``now`` replace its sentences."""
    with translation.override(language_of(request)):
        sentences = sentences_for(status) | {name: text for name, text in more.items() if text}
        incident = incident_of(request) if status >= 500 else None
        if request.path_info.startswith("/api/"):
            return problem_response(
                request,
                status=status,
                code=CODES[status],
                detail=sentences["what"],
                mend=sentences["now"],
                incident=incident,
            )
        context = {**sentences, "status": status, "incident": incident}
        try:
            html = render_to_string("site/error.html", context, request)
        except Exception:  # the page frame itself may be what is broken: say it without the frame
            log.error("the error page could not be drawn", exc_info=True, extra={"request": request})
            html = render_to_string("site/error_bare.html", {**context, "html_lang": language_of(request)})
        response = HttpResponse(html, status=status, headers={"Content-Language": language_of(request)})
        if status == 503:
            response.headers["Retry-After"] = "30"
        return response


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page or problem response for a refusal that no form showed."""
    with translation.override(language_of(request)):
        if request.path_info.startswith("/api/"):
            return problem(request, refusal)
        what = refusal.sentence(gettext) if refusal.message else ""
        status = refusal.status if refusal.status in CODES else 422
        return error_response(request, status, what=what, now=refusal.remedy(gettext), article=refusal.article)


def log_incident(request: HttpRequest, exception: BaseException) -> str:
    """Write the exception to the log under this request's incident number, and return the number."""
    incident = incident_of(request)
    log.error("%s", exception, exc_info=exception, extra={"request": request, "incident": incident})
    return incident


def sentences_for(status: int) -> dict[str, str]:
    """What happened, whether data was lost, and what to do now, in the active language."""
    kept = gettext("Nothing you saved before has changed.")
    unsent = gettext("What you sent just now was not saved.")
    table = {
        400: (gettext("The request could not be read."), unsent, gettext("Go back, check the entries and send again.")),
        403: (
            gettext("This page is not open to you."),
            kept,
            gettext("Sign in with another account, or ask the person who runs your organisation for access."),
        ),
        404: (
            gettext("There is no such page, or it is not yours to see."),
            kept,
            gettext("Check the address, or start again from the first page."),
        ),
        405: (gettext("This address does not take such a request."), kept, gettext("Start again from the first page.")),
        409: (
            gettext("Somebody else changed this in the meantime."),
            unsent,
            gettext("Go back, load the page again, and repeat your change on the new version."),
        ),
        413: (
            gettext("The file is larger than this site accepts."),
            unsent,
            gettext("Split the file or make it smaller, then send it again."),
        ),
        422: (
            gettext("The entries do not fit together."),
            unsent,
            gettext("Go back and correct the entries that are named."),
        ),
        429: (
            gettext("Too many requests came from you in a short time."),
            unsent,
            gettext("Wait a minute, then go on."),
        ),
        500: (
            gettext("An error occurred on our side."),
            gettext("What was being saved was undone as a whole; what you saved before has not changed."),
            gettext("Try again. If it happens again, tell us the incident number."),
        ),
        503: (
            gettext("The site cannot answer for the moment."),
            kept,
            gettext("Wait half a minute and load the page again. If it happens again, tell us the incident number."),
        ),
    }
    what, lost, now = table[status]
    return {"what": what, "lost": lost, "now": now}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400; a body above Django's own limit counts as too large."""
    return error_response(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return error_response(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500; a database that does not answer is 503."""
    raised = sys.exc_info()[1]
    return error_response(request, 503 if isinstance(raised, OperationalError | InterfaceError) else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from this site, or whose cookie was lost."""
    return error_response(
        request,
        403,
        what=gettext("The form could not be matched to your visit."),
        lost=gettext("What you sent just now was not saved."),
        now=gettext("Allow cookies for this site, load the form again and send it once more."),
    )
