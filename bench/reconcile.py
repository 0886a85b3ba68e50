"""A day of 1,000,000 payments as three sources state it: statements taken, lines compared, breaks opened, the run kept.

The whole product path on the database that it would use: ``statement_take`` checks and stores each statement (3,000,000 rows),
``reconcile`` reads them back, matches them by the rules as shipped (our own books left out: three sources) and writes the
breaks. A run again over the same day must find the same and change nothing. In the same run the peers: plain DuckDB and plain
pandas on the same lines, already in their memory: a full outer join of three tables and a classification; they store nothing,
know no rules as data, no duplicates, no days, and say so by their simpler answer. All must agree on what is not matched.

What is stored: statements with their lines, one row for each break with the lines of all sides and its first step, and one row
for the run with counts and a digest of all matches. Judged is the comparing, from the tables to the kept run; the taking is stated
beside it. Run it with ``make bench``; LINES makes it smaller.
"""

import gc
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

LINES = int(os.environ.get("LINES", "1000000"))
SECONDS, GIGABYTES = 60, 2.0
DAY, AT = date(2026, 11, 20), datetime(2026, 11, 23, 1, tzinfo=UTC)
NEXT = date(2026, 11, 23)
SOURCES = ("bank", "treasury", "customs")
EVERY = 1_000
"""One payment in so many has a difference; which one goes round."""
KINDS = ("missing", "differs", "twice", "cross")


def amount_of(number: int) -> int:
    """Fen of a payment."""
    return 100 + (number * 7919) % 1_000_000


def reference_of(number: int) -> str:
    """As long as an EndToEndId."""
    return f"ZT{number * 2654435761 % 2**32:010d}{number:012d}"


def stated(source: str, day: date) -> Iterator[tuple[str, int]]:
    """What a source states of a day: everything on the first, what it was late with on the next."""
    place = SOURCES.index(source)
    for number in range(LINES):
        reference, amount = reference_of(number), amount_of(number)
        kind, wrong = None, None
        if number % EVERY == 0:
            round_ = number // EVERY
            kind, wrong = KINDS[round_ % len(KINDS)], round_ // len(KINDS) % len(SOURCES)
        if kind is None or wrong != place:
            if day == DAY:
                yield reference, amount
        elif kind == "differs" and day == DAY:
            yield reference, amount + 1
        elif kind == "twice" and day == DAY:
            yield reference, amount
            yield reference, amount
        elif kind == "cross" and day == NEXT:
            yield reference, amount


def expected() -> dict[str, int]:
    """How many breaks of which sort there are after the next day."""
    rounds = range((LINES + EVERY - 1) // EVERY)
    found = {kind: sum(1 for n in rounds if KINDS[n % len(KINDS)] == kind) for kind in KINDS}
    return {"missing": found["missing"], "amount_differs": found["differs"], "duplicate": found["twice"]}


def measure() -> dict[str, Any]:
    """The product's path on one engine, in a process of its own."""
    from zaiton.blocks.money.actions.reconciling import reconcile
    from zaiton.blocks.money.actions.statements import statement_take
    from zaiton.blocks.money.domain.channels import SourceStatement, StatementLine
    from zaiton.blocks.money.models import Run
    from zaiton.blocks.money.queries.breaks import breaks_counted

    rules = three_sources()
    took, rows = 0.0, 0
    for day in (DAY, NEXT):
        for source in SOURCES:
            lines = tuple(StatementLine(reference, amount, "CNY", day) for reference, amount in stated(source, day))
            told = SourceStatement(source, day, f"{source}-{day}-1", "CNY", None, None, lines)
            begin = time.perf_counter()
            rows += statement_take(told, at=AT).lines
            took += time.perf_counter() - begin
            del told, lines
            gc.collect()
    analyse()
    memory_before = peak_gigabytes()
    begin = time.perf_counter()
    card = reconcile(DAY, at=AT, scheme=rules)
    compared = time.perf_counter() - begin
    begin = time.perf_counter()
    again = reconcile(DAY, at=AT, scheme=rules)
    repeated = time.perf_counter() - begin
    counted = breaks_counted()
    missing = sum(number for kind, number in counted.items() if kind.startswith("missing_"))
    found = {"missing": missing, **{kind: counted.get(kind, 0) for kind in ("amount_differs", "duplicate")}}
    if found != expected() or sum(counted.values()) != sum(found.values()):
        sys.exit(f"the breaks are wrong: {counted}, expected {expected()}")
    if not again.repeated or again.digest != card.digest or Run.objects.count() != 1:
        sys.exit("the same again found something else")
    if card.counts["lines"] != card.counts["matched"] + card.counts["in_breaks"]:
        sys.exit(f"a line was forgotten: {card.counts}")
    return {
        "rows": rows,
        "take_s": round(took, 1),
        "reconcile_s": round(compared, 1),
        "whole_s": round(took + compared, 1),
        "again_s": round(repeated, 1),
        "peak_gb": round(peak_gigabytes(), 2),
        "peak_before_reconcile_gb": round(memory_before, 2),
        "breaks": found,
        "matched": card.counts["matched"],
    }


def three_sources() -> Any:
    """The rules as shipped, for the three counterparts alone."""
    import tomllib

    from zaiton.blocks.money.domain.matching_rules import scheme_of
    from zaiton.blocks.money.queries.matching_scheme import shipped

    content = tomllib.loads(shipped().decode())
    content["source"] = [one for one in content["source"] if one["name"] in SOURCES]
    content["flow"] = [{"direction": one["direction"], "sources": list(SOURCES)} for one in content["flow"]]
    return scheme_of(content, "bench")


def analyse() -> None:
    """As after any large load."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def peak_gigabytes() -> float:
    """The most this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def peer() -> dict[str, Any]:
    """DuckDB and pandas on the same lines, in a process of its own."""
    import duckdb
    import pandas as pd

    frames = {}
    for source in SOURCES:
        rows = [row for day in (DAY, NEXT) for row in stated(source, day)]
        frames[source] = pd.DataFrame(rows, columns=["reference", "amount"])
    connection = duckdb.connect()
    connection.execute("SET threads TO 2")
    for source in SOURCES:
        connection.register(f"{source}_frame", frames[source])
        connection.execute(f"CREATE TABLE {source} AS SELECT * FROM {source}_frame")
    begin = time.perf_counter()
    joined = connection.execute(
        "SELECT count(*) FROM bank b FULL JOIN treasury t USING (reference) FULL JOIN customs c USING (reference) "
        "WHERE b.amount IS NULL OR t.amount IS NULL OR c.amount IS NULL OR b.amount <> t.amount OR t.amount <> c.amount"
    ).fetchone()[0]
    by_duckdb = time.perf_counter() - begin
    begin = time.perf_counter()
    merged = frames["bank"].merge(frames["treasury"], on="reference", how="outer", suffixes=("", "_t"))
    merged = merged.merge(frames["customs"], on="reference", how="outer", suffixes=("", "_c"))
    same = (merged["amount"] == merged["amount_t"]) & (merged["amount_t"] == merged["amount_c"])
    by_pandas, differing = time.perf_counter() - begin, int((~same).sum())
    if not differing == joined == expected()["missing"] + expected()["amount_differs"]:
        sys.exit(f"the peers differ: {differing}, {joined}, expected {expected()}")
    return {"duckdb_s": round(by_duckdb, 2), "pandas_s": round(by_pandas, 2), "peak_gb": round(peak_gigabytes(), 2)}


def part(name: str, env: dict[str, str]) -> dict[str, Any]:
    """Run one part in a process of its own; its last line is the answer."""
    if name == "measure":
        zaiton = Path(sys.executable).with_name("zaiton")
        subprocess.run([zaiton, "setup"], env=env, check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run([sys.executable, __file__, name], env=env, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.stdout or done.returncode)
    found = json.loads(done.stdout.splitlines()[-1])
    if name == "measure":
        told = f"{found['rows']:,} lines taken in {found['take_s']} s, compared in {found['reconcile_s']} s"
        print(f"{told}, {found['peak_gb']} GB", flush=True)
    return found


def main() -> int:
    """Both engines and the peers, one line; 1 where it took too long or too much."""
    from tools.postgres import private_postgres

    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "ZAITON_HOME")}
    kept |= {
        "DJANGO_SETTINGS_MODULE": "zaiton.site.settings",
        "DEMO": "0",
        "PYTHONPATH": os.pathsep.join(str(Path(__file__).parents[1] / name) for name in ("src", "")),
    }
    homes = [tempfile.mkdtemp(prefix="zaiton-bench-") for _ in range(2)]
    try:
        print("SQLite")
        found = {"sqlite": part("measure", {**kept, "ZAITON_HOME": homes[0]})}
        print("PostgreSQL")
        with private_postgres(durable=True) as url:
            found["postgresql"] = part("measure", {**kept, "ZAITON_HOME": homes[1], "DATABASE_URL": url})
        theirs = part("peer", kept)
    finally:
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)
    print(f"peers, nothing stored: DuckDB {theirs['duckdb_s']} s, pandas {theirs['pandas_s']} s")
    wrong = {
        name: told
        for name, told in found.items()
        if LINES >= 1_000_000 and (told["reconcile_s"] >= SECONDS or told["peak_gb"] >= GIGABYTES)
    }
    conditions = {
        **found,
        "wrong": sorted(wrong),
        "payments": LINES,
        "sources": len(SOURCES),
        "limits": {"reconcile_s": SECONDS, "peak_gb": GIGABYTES},
        "peers": theirs,
        "peer": "DuckDB, the same lines in memory, three tables joined and classified; nothing read, stored or explained",
        "differences": f"1 payment in {EVERY}",
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    ours = found["sqlite"]["reconcile_s"]
    line = {"name": Path(__file__).stem, "ours": ours, "peer": theirs["duckdb_s"], "unit": "s"}
    print(json.dumps({**line, "ratio": round(ours / theirs["duckdb_s"], 1), "conditions": conditions}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    if sys.argv[1:2] == ["measure"]:
        import django

        django.setup()
        print(json.dumps(measure()))
    elif sys.argv[1:2] == ["peer"]:
        print(json.dumps(peer()))
    else:
        sys.exit(main())
