"""Starting and ending a counterpart: its arguments, the files that say where it listens, and the parent it dies with."""

import argparse
import ctypes
import json
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from zaiton.counterparts.clock import NO_CUTOFF, Clock
from zaiton.counterparts.control import Control, Orders
from zaiton.counterparts.faults import Faults
from zaiton.counterparts.outbox import Outbox, Peer
from zaiton.counterparts.serving import Route, Server, server_tls
from zaiton.counterparts.signing import Keys
from zaiton.counterparts.store import Store

ADDRESS, CONTROL = "address", "control"
PR_SET_PDEATHSIG = 1


@dataclass
class Office:
    """What every counterpart has: its name, folder, keys, clock, faults and store."""

    name: str
    home: Path
    keys: Keys
    clock: Clock
    faults: Faults
    store: Store
    outbox: Outbox
    options: argparse.Namespace
    routes: list[Route] = field(default_factory=list)
    orders: Orders = field(default_factory=dict)


def parser(name: str) -> argparse.ArgumentParser:
    """The arguments that every counterpart takes."""
    found = argparse.ArgumentParser(prog=f"zaiton.counterparts.{name}", allow_abbrev=False)
    found.add_argument("--home", type=Path, required=True, help="folder of its store and of the file with its address")
    found.add_argument("--keys", type=Path, help="folder of certificates and keys; the parent of --home by default")
    found.add_argument("--host", default="127.0.0.1")
    found.add_argument("--port", type=int, default=0, help="0: any free one")
    found.add_argument("--cutoff", type=int, default=NO_CUTOFF, help="hour from which business belongs to the next day")
    found.add_argument("--fault", action="append", default=[], metavar="NAME=VALUE")
    found.add_argument("--parent", type=int, default=0, help="end when this process does")
    return found


def run(
    name: str, options: argparse.Namespace, *, schema: str, peers: dict[str, Peer], build: Callable[[Office], None]
) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    if options.parent:
        _die_with(options.parent)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    office = _office(name, options, schema, peers)
    build(office)
    tls = server_tls(options.keys, name)
    server = Server(options.host, options.port, tls=tls, routes=office.routes, faults=office.faults)
    token = secrets.token_urlsafe(24)
    control = Control(token, {**_orders(office), **office.orders})
    control.start()
    office.outbox.start()
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="serving")
    serving.start()
    _told(office.home / CONTROL, {"url": f"http://127.0.0.1:{control.server_port}", "token": token})
    url = f"https://{options.host}:{server.server_port}"
    _told(office.home / ADDRESS, {"url": url, "name": name, "pid": os.getpid()})
    if not options.parent:
        print(f"{name} {url}", flush=True)
    while not stop.wait(0.5):
        if options.parent and os.getppid() != options.parent:
            break
    server.stop()
    serving.join()
    office.outbox.stop()
    control.shutdown()
    office.store.close()
    for file in (ADDRESS, CONTROL):
        (office.home / file).unlink(missing_ok=True)
    return 0


def _office(name: str, options: argparse.Namespace, schema: str, peers: dict[str, Peer]) -> Office:
    options.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    options.keys = options.keys or options.home.parent
    faults = Faults()
    faults.set(_pairs(options.fault))
    keys, clock = Keys(options.keys, name), Clock(cutoff=options.cutoff)
    store = Store(options.home / "store.sqlite3", schema)
    outbox = Outbox(store, clock, keys, options.keys, peers)
    return Office(name, options.home, keys, clock, faults, store, outbox, options)


def _orders(office: Office) -> Orders:
    def faults(wanted: dict[str, str]) -> dict[str, object]:
        if wanted.pop("clear", None):
            office.faults.clear()
        office.faults.set(wanted)
        return office.faults.shown()

    def clock(wanted: dict[str, float]) -> dict[str, str]:
        if "offset" in wanted:
            office.clock.offset = float(wanted["offset"])
        if "cutoff" in wanted:
            office.clock.cutoff = int(wanted["cutoff"])
        return {"now": office.clock.now().isoformat(), "business_day": office.clock.business_day().isoformat()}

    return {"faults": faults, "clock": clock}


def _pairs(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise SystemExit(f"--fault {text}: NAME=VALUE is expected")
        found[name] = value
    return found


def _told(path: Path, content: dict[str, object]) -> None:
    """Written whole or not at all, for the owner alone."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
    fresh.replace(path)


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)
