"""What a counterpart has to tell others, kept in its store until they have taken it: sent again and again, later each time."""

import http.client
import json
import ssl
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from zaiton.counterparts.clock import Clock
from zaiton.counterparts.signing import Asked, Keys
from zaiton.counterparts.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY, target TEXT NOT NULL, path TEXT NOT NULL, content_type TEXT NOT NULL, body BLOB NOT NULL,
    due REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, status INTEGER
);
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due) WHERE done = 0;
"""
FINAL = {409, 410, 413, 422}
"""Answers after which asking again is of no use."""
FIRST_SECONDS, MOST_SECONDS, SECONDS_OUT = 0.5, 60, 10
BATCH = 50


@dataclass(frozen=True, slots=True)
class Peer:
    """Whom to tell: an address, or the file in which the other process writes it anew at each start."""

    where: str

    def address(self) -> tuple[str, str]:
        """The base URL and the name that the certificate must bear. Raises ``OSError`` when it has not been started yet."""
        if self.where.startswith(("http://", "https://")):
            return self.where.rstrip("/"), urlsplit(self.where).hostname or ""
        told = json.loads(Path(self.where).read_text())
        return told["url"], told["name"]


class Outbox:
    """Sends what is due in a thread of its own."""

    def __init__(self, store: Store, clock: Clock, keys: Keys, folder: Path, peers: dict[str, Peer]) -> None:
        self._store, self._clock, self._keys, self._peers = store, clock, keys, peers
        self._tls = _client_tls(folder, keys.name)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="outbox")
        self.before_each: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There is something new."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the message under way."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(SECONDS_OUT)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.before_each()
                sent = self._send_due()
            except Exception:  # a full disk, say: what is in the store is sent when there is room again
                traceback.print_exc()
                sent = 0
            if not sent:
                self._wake.wait(0.25)

    def _send_due(self) -> int:
        words = "SELECT * FROM outbox WHERE done = 0 AND due <= ? ORDER BY due, id LIMIT ?"
        with self._store.turn() as db:
            rows = db.execute(words, (self._clock.seconds(), BATCH)).fetchall()
        outcomes = []
        for row in rows:
            if self._stopping.is_set():
                break
            status = self._send(row["target"], row["path"], row["content_type"], row["body"])
            done = 200 <= status < 300 or status in FINAL
            wait = min(MOST_SECONDS, FIRST_SECONDS * 2 ** min(row["tries"], 10))
            outcomes.append((int(done), status, self._clock.seconds() + wait, row["id"]))
        if outcomes:
            with self._store.turn() as db:
                words = "UPDATE outbox SET done = ?, status = ?, tries = tries + 1, due = ? WHERE id = ?"
                db.executemany(words, outcomes)
        return len(rows)

    def _send(self, target: str, path: str, content_type: str, body: bytes) -> int:
        """The status of the answer; 0 where there was none."""
        peer = self._peers.get(target)
        if peer is None:
            return 410
        try:
            url, name = peer.address()
            parts = urlsplit(url)
            full = parts.path.rstrip("/") + path
            asked = Asked("POST", f"https://counterpart.invalid{full}", {"Content-Type": content_type})
            headers = self._keys.sign(asked, body, self._clock.now())
            connection = self._connection(parts.scheme, parts.hostname or "", parts.port, name)
            try:
                connection.request("POST", full, body, headers)
                response = connection.getresponse()
                response.read(64 * 1024)
                return response.status
            finally:
                connection.close()
        except (OSError, ValueError, KeyError, http.client.HTTPException):
            return 0

    def _connection(self, scheme: str, host: str, port: int | None, name: str) -> http.client.HTTPConnection:
        if scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=SECONDS_OUT)
        return _Named(host, port, context=self._tls, name=name)


class _Named(http.client.HTTPSConnection):
    """A connection whose certificate must bear a name that is not its address."""

    def __init__(self, host: str, port: int | None, *, context: ssl.SSLContext, name: str) -> None:
        super().__init__(host, port, timeout=SECONDS_OUT, context=context)
        self._tls, self._name = context, name

    def connect(self) -> None:
        """Connect and check the name."""
        http.client.HTTPConnection.connect(self)
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._name)


def _client_tls(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    context.load_verify_locations(folder / "ca.pem")
    return context


def put(db: object, target: str, path: str, body: bytes, *, due: float, content_type: str = "application/json") -> None:
    """Put one message in, within the turn of what it tells of."""
    words = "INSERT INTO outbox (target, path, content_type, body, due) VALUES (?, ?, ?, ?, ?)"
    db.execute(words, (target, path, content_type, body, due))  # type: ignore[attr-defined]
