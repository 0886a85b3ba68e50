"""Where the pages of a module can be seen: each module lists them in ``tests/routes.py`` for the tests in a browser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Example:
    """Where a route can be seen: a Chinese path (or how to make one with the cast), by whom, with which answer."""

    path: str | Callable[[Mapping[str, Any]], str]
    as_role: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class NoPage:
    """A route that shows no page of its own, and why."""

    reason: str
