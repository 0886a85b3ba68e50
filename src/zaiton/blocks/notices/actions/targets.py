"""Where an event goes: the address as its owner wrote it, taken apart strictly, and its name looked up and checked.

``looked_up`` is the only place where a name is resolved. What it returns is what is connected to, so that a name server
that answers differently the second time gains nothing.
"""

import socket
import threading
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings

from zaiton.blocks.notices.domain.addresses import Address, allowance, checked
from zaiton.blocks.notices.domain.limits import HOOK_CONNECT_SECONDS, HOOK_URL_MOST
from zaiton.blocks.notices.domain.refusals import HostUnknown, PortRefused, UrlRefused

PORTS = {"https": 443, "http": 80}
FREE_PORTS_FROM = 1024
SAFE_IN_PATH = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Target:
    """A taken-apart address. ``host`` is in ASCII, ``path`` with its query begins with a slash."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def encrypted(self) -> bool:
        """Whether it is asked by https."""
        return self.scheme == "https"

    @property
    def url(self) -> str:
        """The address in one spelling."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{shown}{'' if self.port == PORTS[self.scheme] else f':{self.port}'}{self.path}"


def target_of(url: str) -> Target:
    """The parts of an address; refuses everything that is not plainly one of the web's."""
    url = url.strip()
    if not url or len(url) > HOOK_URL_MOST or "\\" in url or any(ord(c) <= 32 or ord(c) == 127 for c in url):
        raise UrlRefused("url")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError) as error:
        raise UrlRefused("url") from error
    if parts.scheme not in PORTS or not host or "@" in parts.netloc or parts.fragment or "%" in host:
        raise UrlRefused("url")
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values() and port < FREE_PORTS_FROM:
        raise PortRefused("url", port=port)
    query = f"?{quote(parts.query, safe=SAFE_IN_PATH)}" if parts.query else ""
    target = Target(parts.scheme, host, port, (quote(parts.path, safe=SAFE_IN_PATH) or "/") + query)
    if len(target.url) > HOOK_URL_MOST:
        raise UrlRefused("url")
    return target


def looked_up(target: Target, *, seconds: float = HOOK_CONNECT_SECONDS) -> tuple[Address, ...]:
    """The addresses a target may be asked at, all of them checked; refuses when one of them may not be."""
    found = _resolved(target.host, target.port, seconds)
    if not found:
        raise HostUnknown("url", host=target.host)
    allowed = allowance(settings.WEBHOOK_ALLOW)
    return checked(target.host, found, encrypted=target.encrypted, allowed=allowed)


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """The system's answer for a name, or nothing when it takes too long: its resolver knows no time limit of ours."""
    found: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    asking = threading.Thread(target=ask, name="webhook-lookup", daemon=True)
    asking.start()
    asking.join(seconds)
    return list(found)
