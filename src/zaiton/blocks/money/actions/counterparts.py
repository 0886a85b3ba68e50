"""Counterparts that run beside this installation: their keys, the commands that start them, orders at their side door.

They are programmes of their own (``zaiton.counterparts``); nothing of their code is used here, only their command line and
the files in which they say where they listen.
"""

import http.client
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.money.actions.keys import KeyFile, keys_make
from zaiton.blocks.money.domain.wire_refusals import CounterpartAway, FaultUnfit, KeysUnfit
from zaiton.blocks.money.queries.places import counterpart_home, keys_folder
from zaiton.kit.work.turns import turn

NAMES = ("customs", "treasury", "bank")
DEMO_BALANCE = 10_000_000_00
"""What a payer unknown to the demonstration bank is given, in minor units."""
SECONDS = 10


def keys_provide(*, actor: str, at: datetime) -> tuple[KeyFile, ...]:
    """Make the keys that are missing in this installation's folder, and record whose were made. Raises ``KeysUnfit``."""
    folder = keys_folder()
    try:
        found = keys_make(folder, at=at)
    except (OSError, ValueError) as error:
        raise KeysUnfit(folder=folder, reason=getattr(error, "strerror", None) or str(error)) from error
    made = {key.name: key.fingerprint for key in found if key.made}
    if made:
        with turn(), transaction.atomic():
            record(actor=actor, action="money.keys_made", object="money/keys", after=made, at=at)
    return found


def command(name: str, *more: str) -> list[str]:
    """The command that starts a counterpart, connected with the others as in the demonstration."""
    home = counterpart_home(name)
    words = [sys.executable, "-m", f"zaiton.counterparts.{name}", "--home", str(home), "--keys", str(keys_folder())]
    peers = {
        "bank": [
            "--treasury",
            _address("treasury"),
            "--callback",
            callback_url("bank"),
            "--demo-balance",
            str(DEMO_BALANCE),
        ],
        "treasury": ["--customs", _address("customs")],
        "customs": ["--knows-all"],
    }
    if name == "bank":
        words += ["--account", f"{settings.BANK_ACCOUNT}:CNY"]
    return [*words, *peers[name], *more]


def callback_url(channel: str) -> str:
    """Where a counterpart on this machine reaches the site."""
    host = "127.0.0.1" if settings.HOST in {"0.0.0.0", "::"} else settings.HOST
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{settings.PORT}/api/money/callbacks/{channel}"


def beside(*, at: datetime) -> Sequence[Sequence[str]]:
    """What the server keeps running beside itself: the three counterparts where the settings want them, and nothing else."""
    if not settings.COUNTERPARTS:
        return ()
    real = {"bank": settings.BANK_URL, "treasury": settings.TREASURY_URL, "customs": settings.CUSTOMS_URL}
    wanted = [name for name in NAMES if not real[name]]
    if wanted:
        keys_provide(actor="system", at=at)
    return [command(name) for name in wanted]


def counterpart_states() -> dict[str, dict[str, Any]]:
    """Each counterpart that runs here, with the faults it was told; empty for one that does not answer."""
    found: dict[str, dict[str, Any]] = {}
    for name in NAMES:
        try:
            found[name] = counterpart_order(name, "faults", {})
        except CounterpartAway:
            found[name] = {}
    return found


def counterpart_order(name: str, order: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Give an order at the side door of a counterpart on this machine. Raises ``CounterpartAway``, ``FaultUnfit``."""
    try:
        told = json.loads((counterpart_home(name) / "control").read_text())
        connection = http.client.HTTPConnection(urlsplit(told["url"]).netloc, timeout=SECONDS)
        try:
            words = {"Authorization": f"Bearer {told['token']}", "Content-Type": "application/json"}
            connection.request("PUT", f"/{order}", json.dumps(dict(content)), words)
            response = connection.getresponse()
            answer = json.loads(response.read(1 << 20))
        finally:
            connection.close()
    except (OSError, ValueError, KeyError, http.client.HTTPException) as error:
        raise CounterpartAway("name", name=name) from error
    if response.status != 200:
        raise FaultUnfit("fault", name=name, why=str(answer.get("error", response.status))[:200])
    return answer


def counterpart_fault(name: str, faults: Mapping[str, str], *, clear: bool, actor: str, at: datetime) -> dict[str, Any]:
    """Put faults in force in a demonstration counterpart, or end all; on record. Raises as ``counterpart_order``."""
    wanted = {"clear": "1", **faults} if clear else dict(faults)
    shown = counterpart_order(name, "faults", wanted)
    if wanted:
        with turn(), transaction.atomic():
            record(actor=actor, action="money.fault_set", object=f"money/counterpart/{name}", after=wanted, at=at)
    return shown


def key_shown(key: KeyFile) -> dict[str, Any]:
    """A certificate for JSON."""
    return asdict(key)


def _address(name: str) -> str:
    url = {"treasury": settings.TREASURY_URL, "customs": settings.CUSTOMS_URL}[name]
    return url or str(Path(counterpart_home(name)) / "address")
