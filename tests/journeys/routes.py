"""Every address of a page, with an example of it: a route without a line fails the tests.

The site's own pages are listed here; each module lists its pages in its own ``tests/routes.py``, so that a service stays one folder.
"""

import importlib
import importlib.util
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from zaiton.kit.testing.routes import Example, NoPage
from zaiton.site import discovery

OWN: dict[str, tuple[Example, ...] | NoPage] = {
    "portal": (Example("/"), Example("/", as_role="agent")),
    "help": (Example("/help/"),),
    "accessibility": (Example("/accessibility/"),),
    "api-docs": (Example("/developers/"),),
}


def examples() -> dict[str, tuple[Example, ...] | NoPage]:
    """The lines of the site and of every module."""
    found = dict(OWN)
    for package in discovery.packages():
        if importlib.util.find_spec(f"{package}.tests.routes"):
            found |= importlib.import_module(f"{package}.tests.routes").EXAMPLES
    return found


def page_routes() -> dict[str, str]:
    """The name and pattern of every route that exists in both languages."""
    return dict(_walk(get_resolver().url_patterns, "", "", False))


def _walk(patterns: list, prefix: str, namespace: str, in_languages: bool) -> Iterator[tuple[str, str]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            localised = in_languages or isinstance(entry.pattern, LocalePrefixPattern)
            part = "" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern)
            inner = ":".join(n for n in (namespace, entry.namespace) if n)
            yield from _walk(entry.url_patterns, prefix + part, inner, localised)
        elif isinstance(entry, URLPattern) and in_languages:
            name = ":".join(n for n in (namespace, entry.name or str(entry.pattern)) if n)
            yield name, f"/{prefix}{entry.pattern}"
