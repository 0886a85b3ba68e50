"""100,000 orders with their payments, waybills and inventory lists: taken from files, matched, limited, assessed, declared; durable.

The clock runs from the first file to the last list declared, by the action that every door calls: reading, receipts, sealing of
persons, the thirteen checks, the hold on each buyer's year in the ledger, tax line by line, inventory lists, evidence. A thousand
sales to a file; the four files of a thousand come one after the other, so the last of them finds the other three. Two processes
share the files, as two workers would. SQLite with ``synchronous=FULL`` as installed. One in a hundred sales is paid by a wrong
amount and must be left out. Afterwards everything must agree: lists, holds on buyers' accounts, the ledger's own check.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
ORDERS = int(os.environ.get("ORDERS", "100000"))
A_FILE = int(os.environ.get("A_FILE", "1000"))
WORKERS = int(os.environ.get("WORKERS", "2"))
LEAST = 1500
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
KINDS = ("CEB311", "CEB411", "CEB511", "CEB621")
WRONG_EACH, SALES_OF_A_BUYER = 100, 3


def write(folder: Path) -> list[str]:
    """The files, four to each thousand sales, by the writer of the tests."""
    from zaiton.services.retail_tax.tests import ceb_writer as writer
    from zaiton.services.retail_tax.tests.sales import record_of

    names = []
    for begin in range(0, ORDERS, A_FILE):
        numbers = range(begin + 1, min(begin + A_FILE, ORDERS) + 1)
        for kind in KINDS:
            records = [record_of(kind, n, n // SALES_OF_A_BUYER, **_wrong(kind, n)) for n in numbers]
            name = f"{begin:07}-{kind}.xml"
            (folder / name).write_bytes(writer.message(kind, records, guid=writer.guid(begin + KINDS.index(kind))))
            names.append(name)
    return names


def _wrong(kind: str, number: int) -> dict[str, str]:
    """One in so many is paid by another amount."""
    return {"amountPaid": "1.00"} if kind == "CEB411" and number % WRONG_EACH == 0 else {}


def prepare() -> None:
    """The tables, the accounts, the enterprises."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from zaiton.blocks.money.public import set_up
    from zaiton.services.retail_tax.actions.charting import chart_open
    from zaiton.services.retail_tax.models import Party
    from zaiton.services.retail_tax.tests.sales import ROLES

    set_up(now=AT, demo=False)
    chart_open(at=AT)
    Party.objects.bulk_create(
        [Party(code=code, kind=kind, name=code, valid_from=date(2020, 1, 1)) for kind, code in ROLES.items()]
    )


def take(folder: Path, part: int) -> None:
    """One worker's share of the files, each thousand sales by itself."""
    from django.test.utils import override_settings

    from zaiton.services.retail_tax.actions.taking import documents_take

    names = sorted(path.name for path in folder.glob("*.xml"))
    mine = [name for place, name in enumerate(names) if place // len(KINDS) % WORKERS == part]
    profile = None
    if os.environ.get("PROFILE"):
        import cProfile

        profile = cProfile.Profile()
        profile.enable()
    with override_settings(DEBUG=False):
        for name in mine:
            documents_take((folder / name).read_bytes(), name=name, organisation="company00001", actor="bench", at=AT)
    if profile is not None:
        profile.disable()
        profile.dump_stats(os.environ["PROFILE"])


def agree() -> dict[str, int]:
    """Lists, holds and evidence after all; ends where they do not agree."""
    from zaiton.blocks.money.models import Hold
    from zaiton.blocks.money.queries.verifying import verify
    from zaiton.services.retail_tax.models import Inventory, Sale

    wrong = ORDERS // WRONG_EACH
    found = {
        "lists": Inventory.objects.filter(state="accepted").count(),
        "holds": Hold.objects.filter(state="pending").count(),
        "discrepant": Sale.objects.filter(state="discrepant").count(),
        "waiting": Sale.objects.filter(state="waiting").count(),
    }
    if found != {"lists": ORDERS - wrong, "holds": ORDERS - wrong, "discrepant": wrong, "waiting": 0}:
        sys.exit(f"the lists do not agree: {found}")
    if faults := verify().faults:
        sys.exit(f"the ledger does not agree: {faults[:3]}")
    return found


def run(what: str, home: str, *args: str, wait: bool = True) -> subprocess.Popen[str]:
    """A step in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ZAITON_HOME")}
    own = {"ZAITON_HOME": home, "DEMO": "0", "DJANGO_SETTINGS_MODULE": "zaiton.site.settings"}
    process = subprocess.Popen([sys.executable, __file__, what, *args], env={**kept, **own}, text=True)
    if wait and process.wait() != 0:
        sys.exit(f"{what} failed")
    return process


def main() -> None:
    """One line; ends with 1 where it is slower than it must be."""
    with tempfile.TemporaryDirectory(prefix="zaiton-bench-") as home:
        folder = Path(home) / "in"
        folder.mkdir()
        run("write", home, str(folder))
        run("prepare", home)
        begin = time.perf_counter()
        workers = [run("take", home, str(folder), str(part), wait=False) for part in range(WORKERS)]
        failed = [worker for worker in workers if worker.wait() != 0]
        seconds = time.perf_counter() - begin
        if failed:
            sys.exit("a worker failed")
        run("agree", home)
    rate = ORDERS / seconds
    conditions = {
        "orders": ORDERS,
        "orders_a_file": A_FILE,
        "processes": WORKERS,
        "seconds": round(seconds, 1),
        "enough": rate >= LEAST,
        "engine": "sqlite synchronous=FULL",
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(rate), "limit": LEAST, "ratio": round(rate / LEAST, 2)}
    print(json.dumps({**line, "unit": "orders/s, whole way, SQLite", "conditions": conditions}))
    sys.exit(rate < LEAST)


if __name__ == "__main__":
    steps = {
        "write": lambda: write(Path(sys.argv[2])),
        "prepare": prepare,
        "take": lambda: take(Path(sys.argv[2]), int(sys.argv[3])),
        "agree": agree,
    }
    if len(sys.argv) > 1:
        import django

        django.setup()
        steps[sys.argv[1]]()
    else:
        main()
