"""The HTTPS door of a counterpart: TLS with a certificate asked of the client, bodies of limited size, faults where they belong.

A route says who may come in, and whether asking is an act (then the two timeouts can strike it) or fetches a list (then it
can be lost). Each request is answered in a thread of its own.
"""

import re
import ssl
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from zaiton.counterparts.faults import Faults

MOST_BODY = 8 * 2**20
IDLE_SECONDS = 30
HANDSHAKE_SECONDS = 10
DRAIN_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: ``words`` are the named parts of its path, ``client`` the name in the client's certificate."""

    method: str
    path: str
    words: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    client: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """One address: ``pattern`` with named groups, ``clients`` who may ask, ``acts`` and ``lists`` for the faults."""

    method: str
    pattern: str
    answer: Callable[[Asked], Answer]
    clients: Sequence[str] = ("zaiton",)
    acts: bool = False
    lists: bool = False


class Server(ThreadingHTTPServer):
    """Listens with mutual TLS until told to stop."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host: str, port: int, *, tls: ssl.SSLContext, routes: Sequence[Route], faults: Faults) -> None:
        self.tls, self.routes, self.faults = tls, routes, faults
        self.stopping = threading.Event()
        self._busy = 0
        self._idle = threading.Condition()
        super().__init__((host, port), Handler)

    def get_request(self) -> tuple[socket, Any]:
        """Wrap the connection; hands are shaken in its own thread, so that nobody can hold up the others."""
        raw, address = super().get_request()
        return self.tls.wrap_socket(raw, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Broken connections and failed handshakes are everyday matters."""

    def begin(self) -> None:
        """A request begins."""
        with self._idle:
            self._busy += 1

    def end(self) -> None:
        """A request is answered."""
        with self._idle:
            self._busy -= 1
            self._idle.notify_all()

    def stop(self) -> None:
        """Take no more, finish what has begun."""
        self.stopping.set()
        self.shutdown()
        with self._idle:
            self._idle.wait_for(lambda: not self._busy, DRAIN_SECONDS)
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Counterpart", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def setup(self) -> None:
        """Shake hands; a client without a certificate of our authority ends here."""
        self.request.settimeout(HANDSHAKE_SECONDS)
        self.request.do_handshake()
        self.request.settimeout(IDLE_SECONDS)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged: the store tells what happened."""

    def do_GET(self) -> None:
        """Answer."""
        self._serve(b"")

    def do_POST(self) -> None:
        """Read a body of a known and limited size, then answer."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > MOST_BODY:
            self.close_connection = True
            self._send(Answer(413 if length.isdigit() else 411))
            return
        body = self.rfile.read(int(length))
        if len(body) == int(length):
            self._serve(body)

    def _serve(self, body: bytes) -> None:
        self.server.begin()
        try:
            parts = urlsplit(self.path)
            route, words = self._route(parts.path)
            if route is None:
                self._send(Answer(404))
                return
            client = _client(self.request)
            if client not in route.clients:
                self._send(Answer(403))
                return
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._act(route, Asked(self.command, parts.path, words, query, headers, body, client))
        except OSError:
            raise
        except Exception:
            traceback.print_exc()
            self._send(Answer(500))
        finally:
            self.server.end()

    def _act(self, route: Route, asked: Asked) -> None:
        faults = self.server.faults
        self._pause(faults.seconds("slow"))
        if route.acts and faults.hit("timeout_before_acting"):
            self._cut()
            return
        if route.lists and faults.hit("lose_file"):
            self._send(Answer(404))
            return
        answer = route.answer(asked)
        if route.acts and faults.hit("timeout_after_acting"):
            self._cut()
            return
        self._send(answer)

    def _route(self, path: str) -> tuple[Route | None, dict[str, str]]:
        for route in self.server.routes:
            found = re.fullmatch(route.pattern, path)
            if route.method == self.command and found:
                return route, {name: unquote(word) for name, word in found.groupdict().items()}
        return None, {}

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if "content-type" not in {name.lower() for name in answer.headers}:
            self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.server.stopping.is_set():
            self.close_connection = True
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while seconds and time.monotonic() < until and not self.server.stopping.is_set():
            time.sleep(min(0.05, seconds))

    def _cut(self) -> None:
        self._pause(self.server.faults.seconds("hang"))
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(2)


def server_tls(keys: Path, name: str) -> ssl.SSLContext:
    """The name's own certificate, and one of the same authority asked of every client. TLS 1.2 or later."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(keys / f"{name}.pem", keys / f"{name}.key")
    context.load_verify_locations(keys / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def _client(connection: ssl.SSLSocket) -> str:
    certificate = connection.getpeercert() or {}
    names = [value for kind, value in certificate.get("subjectAltName", ()) if kind == "DNS"]
    return names[0] if len(names) == 1 else ""
