"""Ask each public page, and each example answer, once before the doors open, so that the first visitor does not wait for templates and tables."""

import io
import logging
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

log = logging.getLogger("zaiton.site")


def warm(application: Callable[..., Iterable[bytes]]) -> None:
    """Run one GET of the portal, of every module's home page and of its example; a page that fails is logged, not fatal."""
    for address in ("/", *_homes()):
        response = application(_environ(address), _start)
        try:
            for _ in response:
                pass
        finally:
            close = getattr(response, "close", None)
            if close:
                close()


def _homes() -> list[str]:
    from zaiton.kit.pages.context import homes

    found = []
    for manifest, address in homes():
        found.append(address)
        if manifest.ask is not None and manifest.ask.example:
            found.append(f"{address}?{urlencode(manifest.ask.example)}")
    return found


def _environ(address: str) -> dict[str, Any]:
    from django.conf import settings

    path, _, query = address.partition("?")
    host = next((h for h in settings.ALLOWED_HOSTS if h not in {"*"}), "localhost").lstrip(".")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "HTTP_HOST": host,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _start(status: str, headers: list[tuple[str, str]], error: Any = None) -> None:
    if not status.startswith(("2", "3")):
        log.warning("warming up: %s", status)
