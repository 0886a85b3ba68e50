"""One POST to a receiver nobody here trusts: to a checked address only, within a time that no trickle can stretch.

The standard library's client, told which address to connect to. Redirects are not followed, proxies of the environment are
not asked (they would resolve the name again), the answer's body is not read.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from zaiton.base.refusals import Refusal
from zaiton.blocks.notices.actions.targets import Target, looked_up, target_of
from zaiton.blocks.notices.domain.addresses import Address
from zaiton.blocks.notices.domain.limits import HOOK_CONNECT_SECONDS, HOOK_TOTAL_SECONDS, MOST_ERROR

USER_AGENT = "Zaiton-Webhook"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a POST ended. ``error`` is blank where it went well, else a code: status, gone, timeout, connection, tls, refused.

    ``retry_after`` is what the receiver asked for, in seconds.
    """

    error: str
    status: int | None = None
    detail: str = ""
    retry_after: int | None = None
    took_ms: int = 0


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    connect_seconds: float = HOOK_CONNECT_SECONDS,
    total_seconds: float = HOOK_TOTAL_SECONDS,
) -> Answer:
    """POST ``body`` to ``url`` and say how it ended; raises nothing that comes from the net."""
    began = time.monotonic()
    try:
        target = target_of(url)
        addresses = looked_up(target, seconds=connect_seconds)
    except Refusal as refusal:
        return Answer("refused", detail=refusal.code, took_ms=_since(began))
    outcome = Answer("connection")
    for address in addresses:
        left = total_seconds - (time.monotonic() - began)
        if left <= 0:
            break
        connection = _Pinned(target, address, timeout=min(connect_seconds, left))
        outcome, connected = _ask(connection, target, body, headers, left)
        if connected:
            break
    return Answer(outcome.error, outcome.status, outcome.detail[:MOST_ERROR], outcome.retry_after, _since(began))


class _Pinned(http.client.HTTPConnection):
    """A connection for one host that goes to one address, whatever the host's name stands for by now."""

    def __init__(self, target: Target, address: Address, *, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self.default_port = 443 if target.encrypted else 80
        self._target = target
        self._address = address

    def connect(self) -> None:
        """Connect to the address; with https under the host's name, whose certificate must hold."""
        self.sock = socket.create_connection((str(self._address), self._target.port), self.timeout)
        if self._target.encrypted:
            self.sock = _tls().wrap_socket(self.sock, server_hostname=self._target.host, do_handshake_on_connect=False)

    def shake_hands(self) -> None:
        """The part of connecting that the receiver can drag out."""
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def cut(self) -> None:
        """End whatever another thread waits for on this connection."""
        with suppress(OSError, TypeError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _ask(
    connection: _Pinned, target: Target, body: bytes, headers: Mapping[str, str], seconds: float
) -> tuple[Answer, bool]:
    """The outcome, and whether a connection came about (if not, the next address may be tried)."""
    late = threading.Event()
    connected = False

    def end() -> None:
        late.set()
        connection.cut()

    clock = threading.Timer(seconds, end)
    clock.daemon = True
    try:
        connection.connect()
        connected = True
        clock.start()
        connection.sock.settimeout(seconds)
        connection.shake_hands()
        connection.request("POST", target.path, body, {"User-Agent": USER_AGENT, "Connection": "close", **headers})
        return _read(connection.getresponse()), True
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(_code(error, late.is_set()), detail=_words(error)), connected
    finally:
        clock.cancel()
        connection.close()


def _read(response: http.client.HTTPResponse) -> Answer:
    if 200 <= response.status < 300:
        return Answer("", response.status)
    asked = response.headers.get("Retry-After", "").strip()
    retry_after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else None
    return Answer("gone" if response.status == 410 else "status", response.status, retry_after=retry_after)


def _code(error: Exception, late: bool) -> str:
    if late or isinstance(error, TimeoutError):
        return "timeout"
    return "tls" if isinstance(error, ssl.SSLError) else "connection"


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)) or type(error).__name__


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
