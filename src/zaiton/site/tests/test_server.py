"""The server as it runs: real processes, real sockets. Slow clients hold nobody up, a stop loses nothing, nothing is left behind."""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from zaiton.site.refusals import PortRefused, PortTaken
from zaiton.site.server import address
from zaiton.site.server.worker import Channel

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-m", "zaiton"]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment(home, port, **more):
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "ZAITON_HOME", "PORT"}}
    return {**kept, "ZAITON_HOME": str(home), "PORT": str(port), "ZAITON_LANG": "en", "DEMO": "0", **more}


class Server:
    """A running ``zaiton serve`` with its port."""

    def __init__(self, home, **more):
        self.port = _free_port()
        self.process = subprocess.Popen(
            [*COMMAND, "serve"],
            env=_environment(home, self.port, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        line = self.process.stdout.readline().decode()
        assert "Zaiton is at" in line, line

    def get(self, path="/robots.txt", timeout=20):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as answer:
            return answer.status, answer.read()

    def workers(self, module="zaiton.site.server.worker"):
        found = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        )
        return [int(line.split()[0]) for line in found.stdout.splitlines() if module in line.split()]

    def background(self):
        return self.workers("zaiton.site.server.background")

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(30)
        finally:
            self.process.stdout.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("served")
    done = subprocess.run(
        [*COMMAND, "setup"], env=_environment(home, 8000), capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="module")
def server(home):
    running = Server(home)
    yield running
    running.stop()


def _alive(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _until(condition, seconds=15):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_slow_uploads_and_idle_clients_hold_nobody_up(server):
    clients = []
    for _ in range(20):
        slow = socket.create_connection(("127.0.0.1", server.port))
        slow.sendall(b"POST /csp-report/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n")
        idle = socket.create_connection(("127.0.0.1", server.port))
        clients += [slow, idle]
    try:
        took = []
        for _ in range(20):
            for slow in clients[::2]:
                slow.sendall(b"x")
            began = time.monotonic()
            assert server.get("/")[0] == 200
            took.append(time.monotonic() - began)
        assert sorted(took)[len(took) // 2] < 1, took
        assert max(took) < 5, took
    finally:
        for client in clients:
            client.close()


def test_static_files_are_hashed_compressed_and_kept(server):
    html = server.get("/")[1].decode()
    path = html.partition('rel="stylesheet" href="')[2].partition('"')[0]
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]


def test_no_request_is_refused_in_one_language_only(server):
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 40000 + b"\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.0 431") or answer.startswith("HTTP/1.1 431")
    assert "nothing was saved" in answer and "没有保存" in answer


def test_a_connection_that_is_closed_twice_hurts_nobody(server):
    for _ in range(30):
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    channel = Channel.__new__(Channel)
    channel.socket = None
    assert channel._drain() is None
    assert server.get("/")[0] == 200


def test_a_second_server_on_the_port_says_so_in_one_line(server, home):
    done = subprocess.run(
        [*COMMAND, "serve"], env=_environment(home, server.port), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and done.stdout == ""
    assert str(server.port) in done.stderr and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


def test_a_worker_that_dies_is_replaced(server):
    before = server.workers()
    os.kill(before[0], signal.SIGKILL)
    assert _until(lambda: len(server.workers()) == 2 and before[0] not in server.workers())
    assert server.get()[0] == 200


def test_background_work_runs_beside_and_is_replaced_when_it_dies(server):
    assert _until(lambda: len(server.background()) == 1)
    before, answering = server.background(), server.workers()
    os.kill(before[0], signal.SIGKILL)
    assert _until(lambda: len(server.background()) == 1 and server.background() != before, 25)
    assert server.workers() == answering and server.get()[0] == 200


def test_no_background_work_where_none_is_wanted(home):
    running = Server(home, ZAITON_PROCESSES="1", ZAITON_WORKERS="0")
    try:
        assert running.get()[0] == 200 and running.background() == []
    finally:
        assert running.stop() == 0


def test_programmes_beside_the_server_are_replaced_and_go_with_it(home):
    running = Server(home, ZAITON_PROCESSES="1", ZAITON_WORKERS="0", ZAITON_COUNTERPARTS="1")
    names = [f"zaiton.counterparts.{name}" for name in ("bank", "treasury", "customs")]
    assert _until(lambda: all(len(running.workers(name)) == 1 for name in names))
    first = running.workers(names[0])
    os.kill(first[0], signal.SIGKILL)
    assert _until(lambda: running.workers(names[0]) not in ([], first), 25)
    everybody = [pid for name in names for pid in running.workers(name)]
    running.process.kill()
    running.stop()
    assert _until(lambda: not any(_alive(pid) for pid in everybody))


def test_restore_is_refused_while_the_server_runs(server, home, tmp_path):
    environment = _environment(home, server.port)
    backup = str(tmp_path / "b.tar")
    made = subprocess.run([*COMMAND, "backup", backup, "--json"], env=environment, capture_output=True, timeout=60)
    assert made.returncode == 0 and json.loads(made.stdout)["files"] >= 2
    done = subprocess.run(
        [*COMMAND, "restore", backup, "--force", "--json"], env=environment, capture_output=True, timeout=60
    )
    assert done.returncode == 1 and json.loads(done.stdout)["error"]["code"] == "server_runs"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_finishes_what_has_begun_and_leaves_nothing(home, number):
    running = Server(home, ZAITON_PROCESSES="1")
    assert _until(lambda: running.background())
    workers = running.workers() + running.background()
    for path in ("/", "/healthz", "/help/"):
        running.get(path)
    began = time.monotonic()
    assert running.stop(number) == 0
    assert time.monotonic() - began < 8
    assert not any(_alive(worker) for worker in workers)
    address.listen("127.0.0.1", running.port).close()


def test_workers_go_when_the_supervisor_is_killed(home):
    running = Server(home, ZAITON_PROCESSES="1")
    assert _until(lambda: running.background())
    workers = running.workers() + running.background()
    running.process.kill()
    running.stop()
    assert _until(lambda: not any(_alive(worker) for worker in workers))


def test_a_home_that_cannot_be_used_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    done = subprocess.run(
        [*COMMAND, "serve"],
        env=_environment(tmp_path / "file" / "home", 8000),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr and done.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_one_line(tmp_path):
    environment = _environment(tmp_path, 8000, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    done = subprocess.run([*COMMAND, "serve"], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Traceback" not in done.stderr and done.stderr.count("\n") == 1
    assert "DATABASE_URL" in done.stderr


def test_tables_that_are_missing_are_one_line(tmp_path):
    done = subprocess.run(
        [*COMMAND, "serve"], env=_environment(tmp_path, _free_port()), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and "zaiton migrate" in done.stderr and done.stderr.count("\n") == 1


def test_a_taken_port_names_its_owner():
    with address.listen("127.0.0.1", 0) as held:
        port = held.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            address.listen("127.0.0.1", port)
        if sys.platform == "linux":
            assert str(os.getpid()) in str(refused.value)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(PortRefused):
        address.listen("192.0.2.1", 8000)
