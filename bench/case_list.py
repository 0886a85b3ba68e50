"""An officer's list over 1,000,000 open cases, all of them waiting for one role: the query, the whole page, page 1 as page 1,000.

In the same run the peer: the same rows in the same order by OFFSET. Both engines, durable. The rows are synthetic, copied by
the database from one real case. Run it with ``make bench``; CASES makes it smaller. ``--plant-missing-index`` takes the list's
index away and succeeds only if the measurement's own check notices.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CASES = int(os.environ.get("CASES", "1000000"))
PLANT = "--plant-missing-index"
INDEX = "cases_step_desk"
PAGE, DEEP = 50, 1_000
QUERIES, VIEWS, PEERS = 400, 200, 30
ROUNDS = 3
"""Each is measured so many times; the round with the lowest 99th percentile counts, because others use the machine, too."""
QUERY_P99_MS, PAGE_P99_MS, PEER_RATIO, SAME = 5, 60, 20, 2
BASE = 1_000_000_000
"""Numbers of the copied rows begin here, above those of real ones."""


def prepare() -> tuple[str, Any]:
    """The case type, an officer who may sign in, and the open cases; returns the officer and the moment."""
    from zaiton.blocks.cases.models import StepRow
    from zaiton.blocks.cases.tests.office import an_office
    from zaiton.blocks.identity.tests.factories import NOON

    world = an_office(Path(os.environ["ZAITON_HOME"]) / "bench-list")
    case = world.opened()
    template = {step.step: step.pk for step in StepRow.objects.filter(case__public_id=case)}
    begin = time.perf_counter()
    copies(world.case(case).pk, template)
    print(f"{CASES:,} open cases made in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    return world.officers["safety"], NOON


def copies(case: int, steps: dict[str, int]) -> None:
    """Copy a case and two of its steps so many times; last days are spread over 61 days."""
    from django.db import connection

    from zaiton.blocks.cases.models import Case, StepRow

    lite = connection.vendor == "sqlite"
    spread = "(n.i * 7919) % 61"
    due = f"date('2026-11-01', '+' || ({spread}) || ' days')" if lite else f"DATE '2026-11-01' + ({spread})::int"
    own = {
        "id": f"{BASE} + n.i",
        "public_id": "'b' || CAST(10000000000 + n.i AS TEXT)",
        "number": "'B-' || CAST(n.i AS TEXT)",
        "applicant_name": "'演示申请人' || CAST(n.i % 50000 AS TEXT)",
        "due_on": due,
    }
    copied(Case, case, own)
    ready = {"id": f"{BASE} + n.i * 2", "case_id": f"{BASE} + n.i", "due_on": due, "state": "'ready'"}
    copied(StepRow, steps["safety.review"], ready)
    taken = ready | {"id": f"{BASE} + n.i * 2 + 1", "state": "'claimed'", "officer": "'another'"}
    copied(StepRow, steps["waterway.review"], taken)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if lite else "VACUUM ANALYZE")


def copied(model: Any, template: int, values: dict[str, str]) -> None:
    """Copies of one row made by the database itself, with other values where they are given."""
    from django.db import connection

    columns = [field.column for field in model._meta.concrete_fields]
    told = ", ".join(values.get(column, f't."{column}"') for column in columns)
    series = (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CASES})"
        if connection.vendor == "sqlite"
        else f"WITH n(i) AS (SELECT generate_series(1::bigint, {CASES}))"
    )
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) {series} SELECT {told} FROM "{table}" t CROSS JOIN n WHERE t.id = {template}'
        )


def measure(planted: bool) -> dict[str, Any]:
    """Everything on one engine: plan, query, page, peer."""
    from django.db import connection
    from django.test import Client

    from zaiton.blocks.cases.queries import worklist
    from zaiton.blocks.identity.models import Person
    from zaiton.kit import clock

    officer, at = prepare()
    if planted:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {INDEX}")
    clock.now = lambda: at
    (stream,) = worklist._streams(officer, at=at, box=worklist.READY, type="")
    ordered = worklist._ranges(stream, None)[0]
    depth = min(DEEP, CASES // PAGE - 2)
    bottom = min(10 * DEEP, CASES // PAGE - 2)
    places = {page: worklist.Place(*ordered[page * PAGE - 1]) for page in (depth, bottom)}

    def keys(page: int) -> Callable[[], Any]:
        ranges = worklist._ranges(stream, places.get(page))
        return lambda: list(worklist._read(ranges_again(ranges), PAGE))

    def lines(page: int) -> Callable[[], Any]:
        return lambda: worklist.work_list(officer, at=at, after=places.get(page))

    def offset(page: int) -> Callable[[], Any]:
        return lambda: list(ordered.all()[page * PAGE : (page + 1) * PAGE])

    client = Client()
    client.force_login(Person.objects.get(public_id=officer))

    def page(number: int) -> Callable[[], Any]:
        address = f"/cases/desk/?after={places[number]}" if number in places else "/cases/desk/"

        def seen() -> list[Any]:
            response = client.get(address)
            if response.status_code != 200:
                sys.exit(f"the page answered {response.status_code}")
            return response.context["rows"] if response.context else [None] * PAGE

        return seen

    if keys(depth)() != offset(depth)():
        sys.exit("the list and its peer differ")
    few = 10 if planted else 1
    query = both(keys, depth, QUERIES // few)
    return {
        "plan": [rows[:PAGE].explain() for rows in worklist._ranges(stream, places[depth])],
        "query": query,
        "list": both(lines, depth, QUERIES // few),
        "page": both(page, depth, VIEWS // few),
        "offset": {f"page_{n}": timed([offset(n)], PEERS // few) for n in (depth, bottom)},
        "query_at_bottom": timed([keys(bottom)], QUERIES // few),
        "depth": depth,
        "bottom": bottom,
    }


def ranges_again(ranges: list[Any]) -> list[Any]:
    """The same queries, not yet asked: an asked one keeps its rows."""
    return [rows.all() for rows in ranges]


def both(make: Callable[[int], Callable[[], Any]], depth: int, count: int) -> dict[str, dict[str, float]]:
    """Page 1 and the deep page by turns, so that both see the same machine; the quietest round."""
    acts = {0: make(0), depth: make(depth)}
    for act in acts.values():
        act()
    rounds = [by_turns(acts, depth, count) for _ in range(ROUNDS)]
    return {place: min((one[place] for one in rounds), key=lambda one: one["p99_ms"]) for place in ("first", "deep")}


def by_turns(acts: dict[int, Callable[[], Any]], depth: int, count: int) -> dict[str, dict[str, float]]:
    """One round."""
    took: dict[int, list[float]] = {page: [] for page in acts}
    for _ in range(count):
        for page, act in acts.items():
            begin = time.perf_counter()
            act()
            took[page].append(time.perf_counter() - begin)
    return {"first": told(took[0]), "deep": told(took[depth])}


def timed(acts: list[Callable[[], Any]], count: int) -> dict[str, float]:
    """Milliseconds of one act."""
    took = []
    for _ in range(count):
        for act in acts:
            begin = time.perf_counter()
            act()
            took.append(time.perf_counter() - begin)
    return told(took)


def told(took: list[float]) -> dict[str, float]:
    """Median and 99th percentile in milliseconds."""
    ordered = sorted(took)
    return {
        "p50_ms": round(statistics.median(ordered) * 1e3, 2),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)] * 1e3, 2),
    }


def faults(found: dict[str, Any]) -> list[str]:
    """What is not as it must be: the plan, the limits, page 1 as page 1,000, the peer left behind."""
    said = []
    for plan in found["plan"]:
        if INDEX not in plan or "Sort" in plan or "TEMP B-TREE" in plan:
            said.append(f"the page is not read from its index: {plan.splitlines()[0]}")
    if found["query"]["deep"]["p99_ms"] >= QUERY_P99_MS:
        said.append(f"the query takes {found['query']['deep']['p99_ms']} ms (p99)")
    if found["page"]["deep"]["p99_ms"] >= PAGE_P99_MS:
        said.append(f"the page takes {found['page']['deep']['p99_ms']} ms (p99)")
    if found["query"]["deep"]["p50_ms"] > SAME * found["query"]["first"]["p50_ms"] + 0.5:
        said.append("the deep page costs more than the first")
    if ratio(found) < PEER_RATIO:
        said.append(f"OFFSET is only {ratio(found)} times slower at the bottom")
    return said


def ratio(found: dict[str, Any]) -> float:
    """How many times longer OFFSET takes at the bottom of the list."""
    return round(found["offset"][f"page_{found['bottom']}"]["p50_ms"] / found["query_at_bottom"]["p50_ms"], 1)


def engine(environment: dict[str, str], planted: bool) -> dict[str, Any]:
    """One engine in a process of its own; told as soon as it is measured."""
    zaiton = Path(sys.executable).with_name("zaiton")
    subprocess.run([zaiton, "setup"], env=environment, check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, __file__, "measure", *([PLANT] if planted else [])]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    for what in ("query", "list", "page"):
        first, deep = found[what]["first"], found[what]["deep"]
        print(
            f"{what:6} page 1 {first['p50_ms']:7.2f} ms (p99 {first['p99_ms']:7.2f})"
            f"   page {found['depth']:,} {deep['p50_ms']:7.2f} ms (p99 {deep['p99_ms']:7.2f})"
        )
    print(f"offset {found['offset']}, {ratio(found)} times ours; wrong: {faults(found) or 'nothing'}", flush=True)
    return found


def main(planted: bool) -> int:
    """Both engines, one line; 1 where something is not as it must be."""
    from tools.postgres import private_postgres

    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "ZAITON_HOME")}
    kept |= {
        "DJANGO_SETTINGS_MODULE": "zaiton.site.settings",
        "DEMO": "0",
        "ZAITON_ALLOWED_HOSTS": "testserver",
        "PYTHONPATH": os.pathsep.join(str(Path(__file__).parents[1] / name) for name in ("src", "")),
    }
    homes = [tempfile.mkdtemp(prefix="zaiton-bench-") for _ in range(2)]
    try:
        print("SQLite")
        found = {"sqlite": engine({**kept, "ZAITON_HOME": homes[0]}, planted)}
        print("PostgreSQL")
        with private_postgres(durable=True) as url:
            found["postgresql"] = engine({**kept, "ZAITON_HOME": homes[1], "DATABASE_URL": url}, planted)
    finally:
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)
    wrong = {name: faults(told) for name, told in found.items()}
    if planted:
        print("the missing index was noticed" if all(wrong.values()) else "the missing index was NOT noticed")
        return 0 if all(wrong.values()) else 1
    line = {
        "name": Path(__file__).stem,
        "ours": found["sqlite"]["query"]["deep"]["p99_ms"],
        "peer": found["sqlite"]["offset"][f"page_{found['sqlite']['bottom']}"]["p50_ms"],
        "ratio": ratio(found["sqlite"]),
        "unit": "ms",
    }
    conditions = {
        **found,
        "wrong": wrong,
        "cases": CASES,
        "rounds": ROUNDS,
        "limits": {"query_p99_ms": QUERY_P99_MS, "page_p99_ms": PAGE_P99_MS, "offset_ratio": PEER_RATIO},
        "cpus": os.cpu_count(),
        "load": [round(x, 1) for x in os.getloadavg()],
        "python": platform.python_version(),
        "peer": "the same rows by OFFSET",
    }
    print(json.dumps({**line, "conditions": conditions}, ensure_ascii=False))
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    if sys.argv[1:2] == ["measure"]:
        import django

        django.setup()
        print(json.dumps(measure(PLANT in sys.argv)))
    else:
        sys.exit(main(PLANT in sys.argv))
