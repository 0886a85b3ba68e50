"""One worker on its own: what has begun is finished before it goes, and only the named proxy is believed."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from zaiton.kit.manifest import Manifest
from zaiton.site.server import address
from zaiton.site.server.fairness import shared_memory
from zaiton.site.server.worker import _take_up_work

PROGRAM = """
import sys, time
from zaiton.site.server import worker

def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1.5)
    body = f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']} done".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]

worker._application = lambda: application
worker.HELD_MOST_BYTES, worker.HELD_FREE_BYTES = 3_000_000, 1_000_000
sys.exit(worker.main(*(int(word) for word in sys.argv[1:7])))
"""


class Worker:
    """A worker process serving a small application."""

    def __init__(self, home, **more):
        self.listener = address.listen("127.0.0.1", 0)
        reading, writing = os.pipe()
        environment = {**os.environ, "ZAITON_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zaiton.site.settings", **more}
        shared = shared_memory(1)
        descriptors = (self.listener.fileno(), writing, shared)
        words = [str(self.listener.fileno()), str(writing), str(os.getpid()), "2", str(shared), "0"]
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM, *words], env=environment, pass_fds=descriptors)
        os.close(writing)
        os.close(shared)
        assert os.read(reading, 1) == b"r"
        os.close(reading)

    def ask(self, path, headers=""):
        client = socket.create_connection(self.listener.getsockname())
        client.settimeout(20)
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Connection: close\r\n\r\n".encode())
        return client

    def close(self):
        self.listener.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@pytest.fixture
def worker(tmp_path):
    made = []

    def make(**more):
        made.append(Worker(tmp_path, **more))
        return made[-1]

    yield make
    for each in made:
        each.close()


def _answer(client):
    parts = []
    with client:
        while part := client.recv(4096):
            parts.append(part)
    return b"".join(parts).decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_that_has_begun_is_answered_before_the_end(worker, number):
    running = worker()
    client = running.ask("/slow")
    time.sleep(0.5)
    running.process.send_signal(number)
    assert _answer(client).endswith("done")
    assert running.process.wait(10) == 0


FORWARDED = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"


def test_nobody_is_believed_about_the_address_unasked(worker):
    assert _answer(worker().ask("/", FORWARDED)).endswith("127.0.0.1 http done")


def test_the_named_proxy_is_believed(worker):
    assert _answer(worker(ZAITON_HTTPS="1").ask("/", FORWARDED)).endswith("203.0.113.9 https done")


def test_senders_together_hold_no_more_than_a_process_takes(worker):
    serving = worker()
    senders, ended = [], 0
    for _ in range(6):
        sender = socket.create_connection(serving.listener.getsockname())
        sender.settimeout(5)
        senders.append(sender)
        sender.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n")
        try:
            for _ in range(20):
                sender.sendall(b"x" * 100_000)
                time.sleep(0.01)
        except OSError:
            ended += 1
    assert ended >= 3, "large senders beyond the limit are hung up on"
    answer = serving.ask("/").recv(4096)
    assert answer.startswith(b"HTTP/1.1 200")
    for sender in senders:
        sender.close()
    again = socket.create_connection(serving.listener.getsockname())
    again.settimeout(20)
    time.sleep(0.5)
    again.sendall(
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2500000\r\nConnection: close\r\n\r\n" + b"x" * 2_500_000
    )
    assert again.recv(4096).startswith(b"HTTP/1.1 200"), "what the others held was given back"
    again.close()


def test_work_left_undone_is_taken_up_and_a_module_that_fails_to_stops_nothing(monkeypatch, caplog) -> None:
    called = []
    monkeypatch.setattr("zaiton.site.tests.test_worker.take_up", lambda: called.append(1), raising=False)
    found = {
        "a": Manifest(slug="a", title="A", at_work="zaiton.site.tests.test_worker:nothing_there"),
        "b": Manifest(slug="b", title="B", at_work="zaiton.site.tests.test_worker:take_up"),
        "c": Manifest(slug="c", title="C"),
    }
    monkeypatch.setattr("zaiton.kit.manifest._installed", found)
    _take_up_work()
    assert called == [1]
    assert "a: work left undone was not taken up" in caplog.text
