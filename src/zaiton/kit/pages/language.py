"""Which language a request is answered in, and the address of the same page in the other one."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import get_language_from_request

NEGOTIATED = ("/api/", "/healthz")


def language_of(request: HttpRequest) -> str:
    """``en`` below ``/en/``, else Chinese; API and health check by ``Accept-Language``, Chinese without one."""
    path = request.path_info
    if path.startswith(NEGOTIATED):
        accepts = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
        return get_language_from_request(request) if accepts.strip() else settings.LANGUAGE_CODE
    for code, _ in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE and (path == f"/{code}" or path.startswith(f"/{code}/")):
            return code
    return settings.LANGUAGE_CODE


def other_language(code: str) -> tuple[str, str, str]:
    """Code, HTML tag and own name of the language the switch leads to."""
    return ("zh-hans", "zh-Hans-CN", "中文") if code.startswith("en") else ("en", "en", "English")


def same_page_in(request: HttpRequest, code: str) -> str:
    """The address of this page and query in another language; that language's portal where the page has no twin."""
    path = _twin(request.path_info, language_of(request), code)
    query = request.GET.urlencode() if request.method in {"GET", "HEAD"} else ""
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=1024)
def _twin(path: str, here: str, there: str) -> str:
    with translation.override(here):
        try:
            match = resolve(path)
        except Resolver404:
            match = None
    with translation.override(there):
        try:
            address = reverse(match.view_name, args=match.args, kwargs=match.kwargs) if match else None
        except NoReverseMatch:
            address = None
        return reverse("portal") if address is None else urlsplit(address).path
