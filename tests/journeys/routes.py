"""Every address of a page, with an example of it: a route without a line here fails the tests."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from tests.cast import Member

FISH = "?code=030359&origin=KR&on=2024-01-15"


@dataclass(frozen=True, slots=True)
class Example:
    """Where a route can be seen: a Chinese path (or how to make one with the cast), by whom, with which answer."""

    path: str | Callable[[Mapping[str, Member]], str]
    as_role: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class NoPage:
    """A route that shows no page of its own, and why."""

    reason: str


EXAMPLES: dict[str, tuple[Example, ...] | NoPage] = {
    "portal": (Example("/"), Example("/", as_role="agent")),
    "help": (Example("/help/"),),
    "accessibility": (Example("/accessibility/"),),
}


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
