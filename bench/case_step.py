"""One transition of a case with permission, journal, outbox and evidence, durable: SQLite (synchronous=FULL) and PostgreSQL with four processes.

In the same run: the raw commit rate of one row, and SpiffWorkflow loading, stepping and saving the same case under a row lock
with the same journal row. The case type is synthetic: seven certificates of a ship with pre-review. Run it with ``make bench``.
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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CASES = int(os.environ.get("CASES", "40"))
PROCESSES = 4
AFTER = {
    "own": [],
    "nat": ["own"],
    "msm": ["nat"],
    "ism": ["nat", "msm"],
    "mmsi": ["own"],
    "radio": ["nat", "mmsi"],
    "clc": ["nat"],
}
LIMITS = {"sqlite": 250, "postgresql": 150}
P99_LIMIT_MS = 100


def case_yaml() -> str:
    """The case type; invented limits."""
    both = "{zh: 演示, en: demo}"
    items = "".join(
        f"  - {{id: {name}, title: {both}, article: 演示, roles: [desk], after: [{', '.join(after)}], "
        f'prereview: "{str(bool(after)).lower()}", limit: {{days: 7, unit: working, article: 演示}}, output: {both}}}\n'
        for name, after in AFTER.items()
    )
    return (
        f"case: bench-ship\ntitle: {both}\narticle: 演示\nstatus: synthetic\nin_force_from: 2020-01-01\nprefix: BS\n"
        f"who: {both}\nappeal: {both}\nroles:\n  - {{id: desk, title: {both}, organ: {both}}}\nitems:\n{items}"
    )


def bpmn() -> bytes:
    """The same orders as BPMN: before each task a joining gateway, after it a forking one."""
    from zaiton.blocks.cases.queries.definitions import definition_in_force
    from zaiton.kit.clock import today

    plan = definition_in_force("bench-ship", today()).plan
    nodes, flows = ['<bpmn:startEvent id="s"/>', '<bpmn:parallelGateway id="f_s"/>'], [("s", "f_s")]
    ends = set(range(len(plan.steps)))
    for number, step in enumerate(plan.steps):
        nodes.append(
            f'<bpmn:parallelGateway id="j{number}"/><bpmn:manualTask id="t{number}"/><bpmn:parallelGateway id="f{number}"/>'
        )
        flows += [(f"j{number}", f"t{number}"), (f"t{number}", f"f{number}")]
        befores = [plan.index[name] for name in step.after]
        flows += [(f"f{before}", f"j{number}") for before in befores] or [("f_s", f"j{number}")]
        ends -= set(befores)
    nodes.append('<bpmn:parallelGateway id="j_e"/><bpmn:endEvent id="e"/>')
    flows += [(f"f{number}", "j_e") for number in sorted(ends)] + [("j_e", "e")]
    drawn = "".join(f'<bpmn:sequenceFlow id="q{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(flows))
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">'
        f'<bpmn:process id="p" isExecutable="true">{"".join(nodes)}{drawn}</bpmn:process></bpmn:definitions>'
    ).encode()


# what a worker process does


def prepare() -> None:
    """The type in force, an applicant, an officer; the peer's and the raw table."""
    from django.db import connection

    from zaiton.blocks.cases.actions.officers import authority_grant
    from zaiton.blocks.cases.tests.publishing import published
    from zaiton.blocks.identity.tests.factories import a_person
    from zaiton.kit.clock import now, today

    folder = Path(os.environ["ZAITON_HOME"]) / "bench-ship"
    folder.mkdir()
    (folder / "case.yaml").write_text(case_yaml(), encoding="utf-8")
    (folder / "golden.yaml").write_text("cases: []\n")
    published(folder, at=now())
    people = [a_person(name).public_id for name in ("applicant", "officer")]
    authority_grant(
        actor="system", person=people[1], type="bench-ship", role="desk", first=today(), until=None, at=now()
    )
    text = "text" if connection.vendor == "postgresql" else "TEXT"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE raw (id {text}, at {text})")
        cursor.execute(f"CREATE TABLE spiff (id {text} PRIMARY KEY, blob {text})")
        cursor.execute(
            f"CREATE TABLE spiff_journal (id {text}, seq INTEGER, at {text}, actor {text}, kind {text}, data {text})"
        )
    print(json.dumps(people))


def ours(place: str, applicant: str, officer: str) -> list[float]:
    """Seconds of each transition: claim and decide every step of our cases."""
    from zaiton.blocks.cases.actions.steps import step_claim, step_decide
    from zaiton.blocks.cases.actions.submissions import case_open
    from zaiton.blocks.cases.models import StepRow
    from zaiton.kit.clock import now

    cases = [case_open(person=applicant, organisation="", type="bench-ship", data={}, at=now()) for _ in range(CASES)]
    ready(place)
    took = []
    for case in cases:
        while True:
            step = StepRow.objects.filter(case__public_id=case, state="ready").values_list("step", flat=True).first()
            if step is None:
                break
            for act, more in ((step_claim, {}), (step_decide, {"decision": "grant"})):
                begin = time.perf_counter()
                act(person=officer, case=case, step=step, at=now(), **more)
                took.append(time.perf_counter() - begin)
    return took


def raw(place: str) -> list[float]:
    """Seconds of a commit of one row."""
    from django.db import connection, transaction

    ready(place)
    took = []
    for number in range(CASES * 20):
        begin = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO raw VALUES (%s, %s)", [f"{place}{number}", "2026-11-22T12:00:00.000000Z"])
        took.append(time.perf_counter() - begin)
    return took


def peer(place: str) -> list[float]:
    """Seconds of one step with SpiffWorkflow: lock, load, complete a task, save, journal row, commit."""
    from django.db import connection, transaction
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.util.task import TaskState

    parser = BpmnParser()
    parser.add_bpmn_str(bpmn())
    serializer = BpmnWorkflowSerializer()
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    count = max(CASES // 4, 2)
    for number in range(count):
        workflow = BpmnWorkflow(parser.get_spec("p"))
        workflow.do_engine_steps()
        with transaction.atomic(), connection.cursor() as cursor:
            blob = serializer.serialize_json(workflow)
            cursor.execute("INSERT INTO spiff VALUES (%s, %s)", [f"{place}{number}", blob])
    ready(place)
    took = []
    for number in range(count):
        seq, more = 0, True
        while more:
            begin = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT blob FROM spiff WHERE id = %s{lock}", [f"{place}{number}"])
                workflow = serializer.deserialize_json(cursor.fetchone()[0])
                tasks = workflow.get_tasks(state=TaskState.READY, manual=True)
                if more := bool(tasks):
                    tasks[0].run()
                    workflow.do_engine_steps()
                    blob = serializer.serialize_json(workflow)
                    cursor.execute("UPDATE spiff SET blob = %s WHERE id = %s", [blob, f"{place}{number}"])
                    row = [f"{place}{number}", seq, "2026-11-22T12:00:00.000000Z", "officer", "done", "{}"]
                    cursor.execute("INSERT INTO spiff_journal VALUES (%s, %s, %s, %s, %s, %s)", row)
            if more:
                took.append(time.perf_counter() - begin)
            seq += 1
        if seq != 2 * len(AFTER) + 1:
            sys.exit(f"the peer made {seq} steps")
    return took


def ready(place: str) -> None:
    """Say so, and wait until all are."""
    print("ready", flush=True)
    sys.stdin.readline()


def act(what: str, place: str, people: list[str]) -> None:
    """A worker's whole life: prepare, wait for the start, work, tell."""
    import django

    django.setup()
    if what == "prepare":
        prepare()
        return
    took = {"ours": lambda: ours(place, *people), "raw": lambda: raw(place), "peer": lambda: peer(place)}[what]()
    print(json.dumps(took))


# the run


def measured(what: str, environment: dict[str, str], people: list[str], processes: int) -> dict[str, float]:
    """Rate over all processes, and the 99th percentile of one act."""

    def start(place: int) -> subprocess.Popen:
        command = [sys.executable, __file__, what, f"p{place}-", *people]
        return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    started = [start(place) for place in range(processes)]
    for process in started:
        if process.stdout.readline() != "ready\n":
            sys.exit(f"{what} did not start")
    begin = time.perf_counter()
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    with ThreadPoolExecutor(processes) as pool:
        told = list(pool.map(lambda process: (json.loads(process.stdout.readline()), time.perf_counter()), started))
    seconds = max(end for _, end in told) - begin
    every = sorted(one for took, _ in told for one in took)
    return {
        "per_s": round(len(every) / seconds, 1),
        "p50_ms": round(statistics.median(every) * 1e3, 2),
        "p99_ms": round(every[int(len(every) * 0.99)] * 1e3, 2),
        "acts": len(every),
    }


def engine(name: str, environment: dict[str, str], processes: int) -> dict[str, dict[str, float]]:
    """Ours, the raw commit and the peer on one engine."""
    zaiton = Path(sys.executable).with_name("zaiton")
    subprocess.run([zaiton, "setup"], env=environment, check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(
        [sys.executable, __file__, "prepare", ""], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    people = json.loads(done.stdout.splitlines()[-1])
    found = {what: measured(what, environment, people, processes) for what in ("raw", "ours", "peer")}
    for what, told in found.items():
        print(
            f"{name:10} {what:5} {told['per_s']:8.1f}/s   p50 {told['p50_ms']:7.2f} ms   p99 {told['p99_ms']:7.2f} ms"
        )
    return found


def enough(name: str, found: dict[str, dict[str, float]]) -> bool:
    """Half the raw commit rate while that is under 500/s, else the fixed rate; on PostgreSQL the p99, too."""
    half = found["raw"]["per_s"] / 2
    wanted = half if found["raw"]["per_s"] < 500 else LIMITS[name]
    fast = found["ours"]["per_s"] >= wanted
    return fast and (name == "sqlite" or found["ours"]["p99_ms"] < P99_LIMIT_MS)


def main() -> None:
    """Both engines, one line."""
    from tools.postgres import private_postgres

    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "ZAITON_HOME")}
    kept |= {
        "DJANGO_SETTINGS_MODULE": "zaiton.site.settings",
        "DEMO": "0",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    homes = [tempfile.mkdtemp(prefix="zaiton-bench-") for _ in range(2)]
    try:
        found = {"sqlite": engine("sqlite", {**kept, "ZAITON_HOME": homes[0]}, 1)}
        with private_postgres(durable=True) as url:
            found["postgresql"] = engine(
                "postgresql", {**kept, "ZAITON_HOME": homes[1], "DATABASE_URL": url}, PROCESSES
            )
    finally:
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)
    conditions = {
        **found,
        "ratio_to_peer": {n: round(f["ours"]["per_s"] / f["peer"]["per_s"], 2) for n, f in found.items()},
        "enough": {name: enough(name, told) for name, told in found.items()},
        "limits": {"sqlite_per_s": LIMITS["sqlite"], "postgresql_per_s": LIMITS["postgresql"], "p99_ms": P99_LIMIT_MS},
        "processes": {"sqlite": 1, "postgresql": PROCESSES},
        "cpus": os.cpu_count(),
        "load": [round(x, 1) for x in os.getloadavg()],
        "python": platform.python_version(),
        "peer": "SpiffWorkflow: lock, load, step, save, journal row",
    }
    line = {
        "name": Path(__file__).stem,
        "ours": found["sqlite"]["ours"]["per_s"],
        "peer": found["sqlite"]["peer"]["per_s"],
    }
    ratio = round(line["ours"] / line["peer"], 2)
    print(json.dumps({**line, "ratio": ratio, "unit": "transitions/s (SQLite)", "conditions": conditions}))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    if len(sys.argv) > 1:
        act(sys.argv[1], sys.argv[2], sys.argv[3:])
    else:
        main()
