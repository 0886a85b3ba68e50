"""Ask each public page once before the doors open, so that the first visitor does not wait for templates and tables."""

import io
import logging
import sys
from collections.abc import Callable, Iterable
from typing import Any

log = logging.getLogger("zaiton.site")


def warm(application: Callable[..., Iterable[bytes]]) -> None:
    """Run one GET of the portal and of every module's home page; a page that fails is logged, not fatal."""
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

    return [address for _, address in homes()]


def _environ(address: str) -> dict[str, Any]:
    from django.conf import settings

    host = next((h for h in settings.ALLOWED_HOSTS if h not in {"*"}), "localhost").lstrip(".")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": address,
        "QUERY_STRING": "",
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
