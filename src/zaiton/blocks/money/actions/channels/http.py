"""HTTPS with mutual TLS to one counterpart, by the standard library, with one question asked of every failure: did it leave?

What fails before the first byte of the request is ``NotSent``; whatever fails later is ``Unclear``, be it a broken line, an
answer that takes too long or is too large, or a status that is none of the agreed ones. Every request has a connection of
its own: on a kept one, nobody could tell whether the other side had closed it before or after reading.
"""

import http.client
import json
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from zaiton.base.text import gettext_noop
from zaiton.blocks.money.domain.channels import NotSent, Unclear

ANSWER_MOST = 256 * 1024
STATEMENT_MOST = 64 * 2**20
CONNECT_SECONDS = 5.0
NO_ADDRESS = gettext_noop("it is not known where the counterpart listens")
NO_KEYS = gettext_noop("our certificate or key is missing or cannot be read")
TOO_LONG = gettext_noop("the answer is longer than any that is agreed on")
LATE = gettext_noop("no whole answer came in time")
CUT = gettext_noop("the line was cut")
OTHER = gettext_noop("the answer is none of those agreed on")
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, gettext_noop("the certificate of the counterpart is not the one agreed on")),
    (ssl.SSLError, gettext_noop("the encrypted connection did not come about")),
    (TimeoutError, LATE),
    (ConnectionRefusedError, gettext_noop("nobody listens at the address")),
    (ConnectionError, CUT),
    (socket.gaierror, gettext_noop("the name of the host is not known")),
    (OSError, CUT),
    (http.client.IncompleteRead, CUT),
    (Exception, OTHER),
)
"""What pages say of a failure, as msgids; the cause itself goes with the exception."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a counterpart listens, and the name its certificate must bear."""

    host: str
    port: int
    name: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Wire:
    """The way to one counterpart. ``where`` is its URL, or the file into which a process of ours writes it at each start."""

    where: str | Path
    keys: Path
    seconds: float
    ours: str = "zaiton"

    def address(self) -> Address:
        """Raises ``NotSent`` when it is not known where to go."""
        try:
            if isinstance(self.where, Path):
                told = json.loads(self.where.read_text())
                url, name = urlsplit(told["url"]), told["name"]
            else:
                url = urlsplit(self.where)
                name = url.hostname
            if url.scheme != "https" or not url.hostname or not name:
                raise NotSent(NO_ADDRESS)
            return Address(url.hostname, url.port or 443, name)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotSent(NO_ADDRESS) from error

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        most: int = ANSWER_MOST,
    ) -> Answered:
        """One request and its answer, whatever its status. Raises ``NotSent``, ``Unclear``."""
        address = self.address()
        connection = _connected(address, self._context(), min(CONNECT_SECONDS, self.seconds))
        late = threading.Event()
        clock = threading.Timer(self.seconds, _cut, (connection, late))
        clock.daemon = True
        clock.start()
        try:
            connection.sock.settimeout(self.seconds)
            connection.request(method, path, body, {"Connection": "close", **(headers or {})})
            response = connection.getresponse()
            content = response.read(most + 1)
            if len(content) > most:
                raise Unclear(TOO_LONG)
            if late.is_set():
                raise Unclear(LATE)
            return Answered(response.status, {k.lower(): v for k, v in response.getheaders()}, content)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unclear(LATE if late.is_set() else _words(error)) from error
        finally:
            clock.cancel()
            connection.close()

    def _context(self) -> ssl.SSLContext:
        files = [self.keys / name for name in (f"{self.ours}.pem", f"{self.ours}.key", "ca.pem")]
        try:
            return _context(*files, tuple(file.stat().st_mtime_ns for file in files))
        except OSError as error:
            raise NotSent(NO_KEYS) from error


class _Named(http.client.HTTPConnection):
    """A connection to an address whose certificate bears a name of its own."""

    def __init__(self, address: Address, context: ssl.SSLContext, seconds: float) -> None:
        super().__init__(address.host, address.port, timeout=seconds)
        self.default_port = 443
        self._address, self._tls = address, context

    def connect(self) -> None:
        """Connect, shake hands, check authority and name."""
        super().connect()
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._address.name)


def _connected(address: Address, context: ssl.SSLContext, seconds: float) -> _Named:
    connection = _Named(address, context, seconds)
    try:
        connection.connect()
    except (OSError, ValueError) as error:
        connection.close()
        raise NotSent(_words(error)) from error
    connection.auto_open = 0
    return connection


def _cut(connection: _Named, late: threading.Event) -> None:
    late.set()
    with suppress(OSError, AttributeError):
        socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


@lru_cache(maxsize=8)
def _context(certificate: Path, key: Path, authority: Path, _changed: tuple[int, ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(authority)
    return context


def _words(error: Exception) -> str:
    return next(words for kind, words in REASONS if isinstance(error, kind))
