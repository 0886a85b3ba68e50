"""Real servers on this machine for the tests: a mail server and an HTTP or HTTPS receiver, each told how to behave."""

import base64
import hashlib
import hmac
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """A mail server. ``rcpt`` and ``data`` are its answers; ``data`` may be ``drop`` to go away with the text in hand."""

    rcpt: str = "250 ok"
    data: str = "250 taken"
    got: list[EmailMessage] = field(default_factory=list)
    seen: int = 0
    port: int = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        """Answer for a recipient."""
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the text, refuse it, or go away."""
        self.seen += 1
        if self.data == "drop":
            server.transport.abort()
            return "250 nobody hears this"
        if self.data.startswith("250"):
            self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.data


@contextmanager
def mail_server(kind: type[MailServer] = MailServer, **behaviour: str) -> Iterator[MailServer]:
    """A mail server on a free port, as long as the block lasts."""
    handler = kind(**behaviour)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        handler.port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


@dataclass(frozen=True)
class Got:
    """One request as the receiver saw it."""

    path: str
    headers: dict[str, str]
    body: bytes

    def is_signed_with(self, secret: str) -> bool:
        """Whether one of the signatures is the one this secret makes, reckoned here anew."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        made = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return made in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """An HTTP receiver. ``answer`` is called for each request and may write whatever it likes; None answers 204."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None
    got: list[Got] = field(default_factory=list)
    url: str = ""
    port: int = 0


@contextmanager
def receiver(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", **behaviour) -> Iterator[Receiver]:
    """A receiver on a free port, as long as the block lasts."""
    told = Receiver(**behaviour)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.got.append(Got(self.path, headers, self.rfile.read(length)))
            if told.answer:
                told.answer(self)
                return
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request, client_address) -> None:
            """Clients that hang up are what is tested."""

    server = Server((host, 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    told.port = server.server_address[1]
    told.url = f"http{'s' if tls else ''}://{host}:{told.port}/hooks?of=zone"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """An answer that never ends its first line, one byte at a time."""
    try:
        for _ in range(600):
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return


def silence(handler: BaseHTTPRequestHandler) -> None:
    """No answer at all."""
    time.sleep(5)
