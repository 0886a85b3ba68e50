"""One server process: waitress on the inherited socket. It reads a request whole before a thread works on it, so slow
uploads hold no thread; told to stop, it finishes what has begun; when the supervisor is gone, it goes too."""

import gc
import logging
import os
import resource
import signal
import socket
import sys
import time
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from zaiton.site.server.fairness import HOLD_SECONDS, Fairness
from zaiton.site.server.parent import die_with

CONNECTION_LIMIT = 2000
IDLE_LIMIT_SECONDS = 60
DRAIN_SECONDS = 10
SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter while another waits: shortens the slowest answers (measured)."""
HELD_MOST_BYTES = 256 * 2**20
"""What all requests that are still arriving may hold together in one process, on disk or in memory."""
HELD_FREE_BYTES = 2**20
"""A sender of less than this is never hung up on."""
DRAIN_READS = 64
BODY_ROOM = 4
"""The server takes bodies up to this many times the site's limit, so that the person gets the page that explains it."""

log = logging.getLogger("zaiton.site")


class RefusedRequest(ErrorTask):
    """What waitress refuses by itself (no HTTP, headers or body far too large), said in both languages."""

    def execute(self) -> None:
        error = self.request.error
        sentences = {
            413: "The request is larger than this site accepts; nothing was saved. 请求过大，本站不接收；没有保存任何内容。",
            431: "The address or the headers are too long; nothing was saved. 地址或请求头过长；没有保存任何内容。",
        }
        default = "The request could not be read; nothing was saved. 无法读懂这个请求；没有保存任何内容。"
        body = (sentences.get(error.code, default) + "\n").encode()
        self.status = f"{error.code} {error.reason}"
        self.content_length = len(body)
        self.response_headers += [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", "default-src 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Connection", "close"),
        ]
        self.set_close_on_finish()
        self.write(body)


class Channel(HTTPChannel):
    """A connection whose refusals speak both languages, and whose unfinished request counts against a common limit."""

    error_task_class = RefusedRequest
    held = 0
    """Bytes of the request that is still arriving."""

    def received(self, data: bytes) -> bool | None:
        """Take what arrived; hang up on a large sender when all senders together hold more than this process takes."""
        taken = super().received(data)
        self._hold(0 if self.request is None else self.held + len(data))
        if self.server.held > HELD_MOST_BYTES and self.held > HELD_FREE_BYTES:
            self.will_close = True
        return taken

    def handle_close(self) -> None:
        """The connection ends, and what it held is given back."""
        self._hold(0)
        self._drain()
        super().handle_close()

    def _drain(self) -> None:
        """Say that nothing more comes, and read what has arrived and nobody wants: closing a socket that still holds
        unread bytes resets it, and the reset can overtake the refusal that was just sent."""
        if self.socket is None:  # closed already
            return
        try:
            self.socket.shutdown(socket.SHUT_WR)
            for _ in range(DRAIN_READS):
                if not self.socket.recv(65536):
                    return
        except OSError:
            return

    def _hold(self, size: int) -> None:
        self.server.held += size - self.held
        self.held = size


class Wake(wasyncore.file_dispatcher):
    """Wakes the loop when a signal arrives, in whichever thread the system delivers it."""

    def __init__(self, loop_map: dict[int, Any]) -> None:
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        super().__init__(reading, map=loop_map)
        os.close(reading)  # the dispatcher keeps a copy of its own
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self.recv(4096)


class Stop:
    """Remembers that a stop was asked for."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, *_: object) -> None:
        self.asked = True


def main(listener: int, ready: int, parent: int, threads: int, shared: int, place: int) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    sys.setswitchinterval(SWITCH_SECONDS)
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    die_with(parent)
    _raise_file_limit()
    application = _application()
    server = _server(application, listener, threads)
    Wake(server._map)
    fairness = _share(server, shared, place)
    os.write(ready, b"r")
    os.close(ready)
    _take_up_work()
    while not stop.asked:
        wait = HOLD_SECONDS if fairness.holds else 5
        wasyncore.loop(timeout=wait, use_poll=True, map=server._map, count=1)
        if os.getppid() != parent:
            break
    _drain(server)
    return 0


def _share(server: Any, shared: int, place: int) -> Fairness:
    """Let the server accept only while no other worker has fewer connections."""
    fairness = Fairness(shared, place)
    accepts = server.readable
    server.readable = lambda: accepts() and fairness.may_accept(len(server.active_channels))
    return fairness


def _application() -> Any:
    from zaiton.site.server.warming import warm
    from zaiton.site.wsgi import application

    warm(application)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: no collection walks through it again
    return application


def _take_up_work() -> None:
    """Every module looks for work that a process left undone; one that fails to is logged, and the site serves all the same."""
    from django.utils.module_loading import import_string

    from zaiton.kit.manifest import installed

    for manifest in installed().values():
        if manifest.at_work:
            try:
                import_string(manifest.at_work.replace(":", "."))()
            except Exception:
                log.exception("%s: work left undone was not taken up", manifest.slug)


def _server(application: Any, listener: int, threads: int) -> Any:
    from django.conf import settings

    server = create_server(
        application,
        sockets=[socket.socket(fileno=listener)],
        threads=threads,
        ident=None,
        connection_limit=CONNECTION_LIMIT,
        backlog=1024,
        channel_timeout=IDLE_LIMIT_SECONDS,
        cleanup_interval=10,
        max_request_body_size=settings.UPLOAD_MAX_BYTES * BODY_ROOM,
        max_request_header_size=32768,
        asyncore_use_poll=True,
        **_proxy(settings.PROXY),
    )
    server.channel_class = Channel
    server.held = 0
    return server


def _proxy(address: str) -> dict[str, Any]:
    if not address:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": address,
        "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto x-forwarded-host",
        "clear_untrusted_proxy_headers": True,
    }


def _drain(server: Any) -> None:
    server.accepting = False
    until = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < until:
        busy = [c for c in list(server.active_channels.values()) if c.requests or c.total_outbufs_len]
        if not busy:
            break
        wasyncore.loop(timeout=0.05, use_poll=True, map=server._map, count=1)
    server.task_dispatcher.shutdown(timeout=1)


def _raise_file_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTION_LIMIT * 2
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard > 0 else wanted, hard))


if __name__ == "__main__":
    try:
        code = main(*(int(word) for word in sys.argv[1:7]))
    except Exception as error:
        from zaiton.site import speech

        print(speech.record(error), file=sys.stderr, flush=True)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # everything is finished and closed; taking modules apart would only make extensions complain
