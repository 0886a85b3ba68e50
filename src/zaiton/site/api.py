"""The API: every module's router under one schema, every error as a problem response."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser

import zaiton
from zaiton.base.refusals import Refusal
from zaiton.kit.api.problems import problem, problem_response

from . import errors
from .discovery import manifests


class _WholeTexts(Parser):
    """Reads bodies; one with half of a surrogate pair in it is unreadable, since no answer could repeat it."""

    def parse_body(self, request: HttpRequest) -> Any:
        found = super().parse_body(request)
        if b"\\ud" in request.body.lower():
            json.dumps(found, ensure_ascii=False).encode()
        return found


def build() -> NinjaAPI:
    """The API with all routers mounted and all handlers set."""
    api = NinjaAPI(
        title="Zaiton",
        version=zaiton.__version__,
        description="Errors are application/problem+json (RFC 9457). Texts follow Accept-Language: zh-hans or en.",
        urls_namespace="api",
        docs_url=None,
        parser=_WholeTexts(),
    )
    for manifest in manifests().values():
        if manifest.router:
            api.add_router(f"/{manifest.slug}/", import_string(manifest.router.replace(":", ".")), tags=[manifest.slug])
    _handle_errors(api)
    return api


def _handle_errors(api: NinjaAPI) -> None:
    api.add_exception_handler(Refusal, problem)
    api.add_exception_handler(ValidationError, _validation)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(Throttled, lambda request, error: errors.error_response(request, 429))
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, lambda request, error: errors.error_response(request, 404))
    api.add_exception_handler(PermissionDenied, lambda request, error: errors.error_response(request, 403))
    api.add_exception_handler(SuspiciousOperation, errors.bad_request)
    api.add_exception_handler(MultiPartParserError, errors.bad_request)
    api.add_exception_handler(Exception, _unexpected)


def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = [{"field": _field(item), "message": item["msg"], "type": item["type"]} for item in error.errors]
    detail = gettext("Some values cannot be read: {fields}.").format(fields=", ".join(f["field"] for f in found))
    return problem_response(
        request,
        status=422,
        code="unreadable_values",
        detail=detail,
        mend=gettext("See the schema at {address}.").format(address="/api/openapi.json"),
        field=found[0]["field"] if found else None,
        errors=found,
    )


def _field(item: dict[str, Any]) -> str:
    return ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][-1])


def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem_response(
        request,
        status=401,
        code="sign_in_needed",
        detail=gettext("This needs a token that is valid and has not been withdrawn."),
        mend=gettext("Send it as Authorization: Bearer TOKEN. Tokens are made on your account page."),
    )
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:  # the body is no JSON; said in the language of the reader
        return errors.error_response(request, 400)
    code = errors.CODES.get(error.status_code, "refused")
    return problem_response(request, status=error.status_code, code=code, detail=str(error))


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    errors.log_incident(request, error)
    return errors.error_response(request, 503 if isinstance(error, OperationalError | InterfaceError) else 500)


api = build()
