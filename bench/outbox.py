"""Work put in and taken out: rows a second in transactions of one and of a hundred, and drained by one worker, on both engines.

The peer, django-tasks with its database backend, does the same in the same run, taking turns; every piece of work writes one
row, and the rows are counted. On SQLite a second process writes as a person would, every ten milliseconds, while the worker
drains at full speed: with turns at writing, and without. Commits are durable on both engines. Run it with ``make bench``.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
ONE_BY_ONE, HUNDREDS, RUNS, PERSON_WRITES = 300, 2_000, 3, 150


def prepare() -> None:
    """Django with the peer beside us, and the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    from django.conf import settings

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django_tasks", "django_tasks_db"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.LOGGING_CONFIG = None
    import django

    django.setup()
    from bench.effects.ours import MODULE
    from zaiton.kit import manifest

    manifest.install({"bench": MODULE})


def make_tables() -> None:
    """Those of the queues, and the one that is written."""
    from django.core.management import call_command
    from django.db import connection

    for label in ("contenttypes", "work", "django_tasks_database"):
        call_command("migrate", label, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_effect (number bigint)")


def in_transactions(put: Callable[[int], None], count: int, size: int) -> float:
    """Rows a second when ``count`` rows are put in, so many in each transaction."""
    from django.db import transaction

    begin = time.perf_counter()
    for start in range(0, count, size):
        with transaction.atomic():
            for number in range(start, start + size):
                put(number)
    return count / (time.perf_counter() - begin)


def drained(drain: Callable[[], None], count: int) -> float:
    """Rows a second when what was put in is done; ends the program where a row is missing or was done twice."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM bench_effect")
        begin = time.perf_counter()
        drain()
        taken = time.perf_counter() - begin
        cursor.execute("SELECT count(*), count(DISTINCT number) FROM bench_effect")
        found = cursor.fetchone()
    if found != (count, count):
        sys.exit(f"{count} rows were put in, {found} done")
    return count / taken


def ways() -> dict[str, tuple[Callable[[int, int], None], Callable[[], None]]]:
    """How each queue takes a row in, and how it does what is there."""
    from django_tasks_db.management.commands.db_worker import Worker

    from bench.effects import peer
    from bench.effects.ours import EFFECT
    from zaiton.kit import clock
    from zaiton.kit.work import later
    from zaiton.kit.work.worker import drain

    def peer_drain() -> None:
        Worker(
            queue_names=["default"], interval=0.0, batch=True, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id="bench", excluded_queue_names=[],
        ).run()  # fmt: skip

    return {
        "ours": (
            lambda run, n: later(EFFECT, {"number": n}, key=f"{run} {n}", at=clock.now()),
            lambda: drain(ticks=False),
        ),
        "peer": (lambda run, n: peer.effect.enqueue(n), peer_drain),
    }


def measure() -> dict[str, Any]:
    """All rates of this engine, medians of interleaved runs."""
    make_tables()
    from bench.effects.ours import write

    rates: dict[str, list[float]] = {}

    def note(name: str, rate: float) -> None:
        rates.setdefault(name, []).append(rate)

    in_transactions(write, ONE_BY_ONE, 1)  # the first commits of a fresh store are slow
    for run in range(RUNS):
        note("commits", in_transactions(write, ONE_BY_ONE, 1))
        for name, (put, drain) in ways().items():
            one = lambda n, put=put: (write(n), put(run, n))  # noqa: B023, E731
            note(f"{name} one by one", in_transactions(one, ONE_BY_ONE, 1))
            many = lambda n, put=put: put(run, ONE_BY_ONE + n)  # noqa: B023, E731
            note(f"{name} in hundreds", in_transactions(many, HUNDREDS, 100))
            note(f"{name} drained", drained(drain, ONE_BY_ONE + HUNDREDS))
    found: dict[str, Any] = {name: round(statistics.median(values)) for name, values in rates.items()}
    from django.db import connection

    if connection.vendor == "sqlite":
        found["person_with_turns"] = beside_a_person(turns=True)
        found["person_without"] = beside_a_person(turns=False)
    return found


def beside_a_person(*, turns: bool) -> dict[str, float]:
    """How long another process waits for its writes while a worker drains."""
    from zaiton.kit.work import turns as module

    if not turns:
        module._wait = lambda descriptor: None
        module.PAUSE_SECONDS = 0.0
    put, drain = ways()["ours"]
    command = [sys.executable, __file__, "person", "with" if turns else "without"]
    person = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert person.stdout is not None
    person.stdout.readline()
    rows = 0
    while person.poll() is None:
        run = time.perf_counter_ns()
        in_transactions(lambda n, run=run: put(run, n), 1_000, 100)
        begin = time.perf_counter()
        drain()
        rows += 1_000 if time.perf_counter() > begin else 0
    return json.loads(person.stdout.readline())


def person(turns: bool) -> None:
    """Write one row every ten milliseconds and tell how long each took."""
    from django.db import connection, transaction

    from bench.effects.ours import write
    from zaiton.kit.work import turns as module

    if not turns:
        module._wait = lambda descriptor: None
    connection.ensure_connection()
    print("ready", flush=True)
    taken = []
    for number in range(PERSON_WRITES):
        begin = time.perf_counter()
        with module.turn(), transaction.atomic():
            write(number)
        taken.append((time.perf_counter() - begin) * 1000)
        time.sleep(0.01)
    taken.sort()
    at = {"p50_ms": 0.5, "p99_ms": 0.99, "max_ms": 1.0}
    print(json.dumps({name: round(taken[min(int(len(taken) * part), len(taken) - 1)], 1) for name, part in at.items()}))


def engine(url: str) -> dict[str, Any]:
    """The measurement in a process of its own with a store of its own."""
    with tempfile.TemporaryDirectory(prefix="zaiton-bench-") as home:
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        environment |= {"ZAITON_HOME": home, "DEMO": "0", **({"DATABASE_URL": url} if url else {})}
        done = subprocess.run([sys.executable, __file__, "measure"], env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return json.loads(done.stdout.splitlines()[-1])


def show(name: str, found: dict[str, Any]) -> None:
    """A line for each thing measured."""
    print(f"{name}: {found['commits']:,} durable commits/s of one row")
    for what in ("one by one", "in hundreds", "drained"):
        print(f"  {what:<12} ours {found[f'ours {what}']:8,}/s   django-tasks-db {found[f'peer {what}']:8,}/s")
    for key in ("person_with_turns", "person_without"):
        if key in found:
            print(f"  {key.replace('_', ' '):<20} {found[key]}")


def main() -> None:
    """Measure both engines, print, and tell in one line."""
    try:
        import django_tasks_db  # noqa: F401
    except ImportError:
        sys.exit("django-tasks-db is not installed: pip install -r requirements-test.lock")
    from tools.postgres import Missing, private_postgres

    found = {"sqlite": engine("")}
    show("SQLite", found["sqlite"])
    try:
        with private_postgres(durable=True) as url:
            found["postgresql"] = engine(url)
        show("PostgreSQL", found["postgresql"])
    except Missing as error:
        print(f"PostgreSQL is left out: {error}")
    ours, peer = found["sqlite"]["ours drained"], found["sqlite"]["peer drained"]
    conditions = {
        **found,
        "rows": ONE_BY_ONE + HUNDREDS,
        "runs": RUNS,
        "peer": "django-tasks 0.12 with django-tasks-db 0.13, one worker in the same process",
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": ours, "peer": peer, "ratio": round(ours / peer, 1)}
    print(json.dumps({**line, "unit": "rows drained/s, SQLite", "conditions": conditions}))


if __name__ == "__main__":
    if sys.argv[1:]:
        prepare()
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure()))
    elif sys.argv[1:2] == ["person"]:
        person(sys.argv[2] == "with")
    else:
        main()
