"""What happens to every request: the headers of the strict policy, the language, the body limit, pages for errors."""

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from zaiton.base.refusals import Refusal
from zaiton.kit.pages.language import language_of

from . import errors

View = Callable[[HttpRequest], HttpResponse]


def headers(get_response: View) -> View:
    """The content policy on every response, errors too; nothing of a signed-in person is kept by any cache."""
    policy = "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Security-Policy"] = policy
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        personal = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        if personal and not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


def language(get_response: View) -> View:
    """Pages speak the language of their address; the API and the health check the one the client accepts."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.LANGUAGE_CODE = language_of(request)
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def body_limit(get_response: View) -> View:
    """A request larger than the site accepts is refused before anything reads it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return errors.error_response(request, 400)
        if length > settings.UPLOAD_MAX_BYTES:
            return errors.error_response(request, 413)
        return get_response(request)

    return middleware


def readable(get_response: View) -> View:
    """An address with a NUL character, which no text of the store can hold, is refused before anything asks for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "%00" in query or "\0" in query:
            return errors.error_response(request, 400)
        return get_response(request)

    return middleware


class error_pages:
    """An error status without a page of its own gets one, in the person's language or as a problem response."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in errors.BARE and not getattr(response, "streaming", False) and not response.content:
            page = errors.error_response(request, response.status_code)
            for name in ("Allow", "Retry-After"):
                if name in response.headers:
                    page.headers[name] = response.headers[name]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no view caught becomes its page; a database that does not answer becomes 503."""
        if isinstance(exception, Refusal):
            return errors.refusal_response(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            errors.log_incident(request, exception)
            return errors.error_response(request, 503)
        return None
