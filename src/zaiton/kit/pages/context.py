"""What every page knows: the services in the header, the language switch, and what modules add (who is signed in)."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from zaiton.kit.manifest import Manifest, installed

from .language import language_of, other_language, same_page_in


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the base template."""
    code = language_of(request)
    switch_code, switch_tag, switch_name = other_language(code)
    context: dict[str, Any] = {
        "html_lang": "en" if code.startswith("en") else "zh-Hans-CN",
        "switch": {"address": same_page_in(request, switch_code), "tag": switch_tag, "name": switch_name},
        "services": [
            {
                "title": gettext(m.title),
                "summary": gettext(m.summary),
                "address": address,
                "here": _is_here(request, address),
            }
            for m, address in homes()
        ],
        "demo": settings.DEMO,
    }
    for hook in _hooks():
        for name, value in hook(request).items():
            both_lists = isinstance(value, list) and isinstance(context.get(name), list)
            context[name] = context[name] + value if both_lists else value
    return context


def homes() -> list[tuple[Manifest, str]]:
    """The modules with a page of their own, in order, with the address in the active language."""
    ordered = sorted((m for m in installed().values() if m.home), key=lambda m: (m.order, m.slug))
    return [(m, reverse(m.home)) for m in ordered]


def _is_here(request: HttpRequest, address: str) -> bool:
    return request.path.startswith(address)


@cache
def _hooks() -> tuple[Any, ...]:
    return tuple(import_string(m.context.replace(":", ".")) for m in installed().values() if m.context)
