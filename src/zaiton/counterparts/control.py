"""The side door for tests and demonstrations: faults, the clock, and what else a counterpart lets itself be told.

Plain HTTP on this machine only, with a word that is kept in a file which only the owner of the process reads.
"""

import hmac
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MOST_BODY = 64 * 1024
Orders = dict[str, Callable[[dict[str, Any]], Any]]


class Control(ThreadingHTTPServer):
    """Takes orders ``PUT /<name>`` with a JSON object; the answer is JSON."""

    daemon_threads = True

    def __init__(self, token: str, orders: Orders) -> None:
        self.token, self.orders = token, orders
        super().__init__(("127.0.0.1", 0), _Handler)

    def start(self) -> None:
        """Serve in a thread."""
        threading.Thread(target=self.serve_forever, daemon=True, name="control").start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever went away is gone."""


class _Handler(BaseHTTPRequestHandler):
    server: Control
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""

    def do_PUT(self) -> None:
        """Take one order."""
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.server.token}".encode()):
            self._send(403, {"error": "not the word"})
            return
        order = self.server.orders.get(self.path.strip("/"))
        length = self.headers.get("Content-Length", "0")
        if order is None or not length.isdigit() or int(length) > MOST_BODY:
            self._send(404, {"error": "no such order"})
            return
        try:
            given = json.loads(self.rfile.read(int(length)) or b"{}")
            if not isinstance(given, dict):
                raise ValueError("a JSON object is expected")
            self._send(200, order(given))
        except (ValueError, KeyError, TypeError) as error:
            self._send(422, {"error": str(error)})

    def _send(self, status: int, content: Any) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
