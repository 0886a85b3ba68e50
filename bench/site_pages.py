"""The answer page under load: `zaiton serve` with two workers, sixteen connections, every question asked once.

The load comes from wrk (Debian package), a public tool, in a process of its own on the same machine; robots.txt, a trivial
view of the same server, is the peer. No page is cached anywhere. Prints the CPU of view and template too, measured in
process. Run it with ``make bench``; where wrk is not installed it says so and stops.
"""

import json
import os
import platform
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

HOME = tempfile.mkdtemp(prefix="zaiton-bench-")
os.environ["ZAITON_HOME"] = HOME
os.environ["DEMO"] = "0"
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
ZAITON = Path(sys.executable).with_name("zaiton")
subprocess.run([ZAITON, "setup"], check=True, stdout=subprocess.DEVNULL)

import django

django.setup()

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.utils import translation

from zaiton.services.tariff.domain.plan import MFN_PARTS
from zaiton.services.tariff.pages.ask import ask_page
from zaiton.services.tariff.queries.ratebook import rate_book

CONNECTIONS, SECONDS, RUNS, WORKERS = 16, 8, 5, 2
IN_PROCESS = 1_000

WRK_SCRIPT = """
local thread_count = 0
function setup(thread) thread:set("id", thread_count); thread_count = thread_count + 1 end
function init(args)
  addresses = {}
  local n = 0
  for line in io.lines(args[1]) do
    if n % 2 == id then addresses[#addresses + 1] = line end
    n = n + 1
  end
  at = 0
end
function request() at = at % #addresses + 1; return wrk.format("GET", addresses[at]) end
"""


def addresses(count: int) -> list[str]:
    """Distinct answer pages over the whole book, in random order."""
    chance = random.Random(20240115)
    pools = []
    for schedule in rate_book().schedules:
        if schedule.table.agreement in ("MFN", *MFN_PARTS) and len(schedule.codes) > 1000:
            origins = ["CN"] if schedule.table.destination != "CN" else ["CH", "IS", "KR", "AU", "HK", "NZ", "CL", "US"]
            pools.append((schedule.codes, schedule.table.destination, origins, f"{schedule.from_day:%Y-%m-%d}"))
    found: dict[str, None] = {}
    while len(found) < count:
        codes, destination, origins, day = chance.choice(pools)
        query = {
            "q": chance.choice(codes),
            "origin": chance.choice(origins),
            "destination": destination,
            "on": day,
            "value": chance.randrange(1_000, 10**8),
        }
        found["/tariff/?" + urlencode(query)] = None
    return list(found)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(port: int) -> subprocess.Popen:
    """`zaiton serve` with an embedded store of its own, waited for until it answers."""
    environment = os.environ | {"PORT": str(port), "ZAITON_HOME": HOME, "DEMO": "0"}
    server = subprocess.Popen([ZAITON, "serve"], env=environment, stdout=subprocess.DEVNULL)
    for _ in range(100):
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read()
            return server
        except OSError:
            time.sleep(0.2)
    server.kill()
    sys.exit("the server did not start")


def load(port: int, paths: list[str], seconds: int) -> tuple[float, float]:
    """Requests a second, and the 99th percentile in milliseconds; stops the run on any answer but 200."""
    with tempfile.TemporaryDirectory() as folder:
        script, listed = Path(folder, "ask.lua"), Path(folder, "addresses")
        script.write_text(WRK_SCRIPT)
        listed.write_text("\n".join(paths) + "\n")
        command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script)]
        output = subprocess.run(
            [*command, f"http://127.0.0.1:{port}", "--", str(listed)], capture_output=True, text=True, check=True
        ).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(output)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
    tail, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    return rate, float(tail) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def view_cpu(paths: list[str]) -> float:
    """Milliseconds of CPU for view and template, in process, without middleware."""
    factory = RequestFactory()
    requests = []
    for path in paths[: IN_PROCESS + 100]:
        request = factory.get(path)
        request.user, request.session, request.htmx = AnonymousUser(), SessionStore(), None
        requests.append(request)
    with translation.override("zh-hans"):
        for request in requests[:100]:
            ask_page(request)
        begin = time.process_time()
        for request in requests[100:]:
            ask_page(request)
        return (time.process_time() - begin) / IN_PROCESS * 1000


def main() -> None:
    """Start, load, print."""
    if shutil.which("wrk") is None:
        sys.exit("this measurement needs wrk: apt install wrk")
    port = free_port()
    server = start_server(port)
    try:
        paths = addresses((RUNS + 1) * 8_000)
        load(port, paths[:8_000], 3)
        runs = [load(port, paths[n * 8_000 : (n + 1) * 8_000], SECONDS) for n in range(1, RUNS + 1)]
        trivial = [load(port, ["/robots.txt", "/robots.txt?"], 3) for _ in range(3)]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)
    cpu = statistics.median(view_cpu(paths) for _ in range(3))
    rate, tail = (statistics.median(column) for column in zip(*runs, strict=True))
    peer, peer_tail = (statistics.median(column) for column in zip(*trivial, strict=True))
    for number, (one, its_tail) in enumerate(runs, 1):
        print(f"run {number}: {one:8.0f} requests/s   p99 {its_tail:6.1f} ms")
    print(f"trivial view: {peer:8.0f} requests/s   p99 {peer_tail:6.1f} ms")
    print(f"view and template: {cpu:.2f} ms of CPU")
    conditions = {
        "connections": CONNECTIONS,
        "workers": WORKERS,
        "runs": RUNS,
        "p99_ms": round(tail, 1),
        "view_and_template_cpu_ms": round(cpu, 2),
        "peer": "robots.txt on the same server",
        "peer_p99_ms": round(peer_tail, 1),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(rate), "peer": round(peer), "ratio": round(rate / peer, 3)}
    print(json.dumps({**line, "unit": "requests/s", "conditions": conditions}))


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
