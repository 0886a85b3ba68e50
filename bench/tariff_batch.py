"""Ten million distinct questions at once, from Parquet to Parquet, on a synthetic tariff of true size.

In the same run: hand-written DuckDB SQL over the same reduced book, pandas merges over the same reduced book, and the limit
(read, one join, write). All must agree on one checksum. The product also makes its reduced book in the run; the peers are
given it. Run it with ``make bench``; the rows and the tariff are made anew (seeded), marked synthetic and thrown away.
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

ROWS = int(os.environ.get("ROWS", "10000000"))
ROUNDS = 3
FIELDS = ("row", "status", "agreement", "rate_percent", "saving")
TODAY = date(2026, 1, 1)
CHECK = "SELECT count(*), sum(saving), sum(rate_percent), count(DISTINCT agreement), bit_xor(hash(row, agreement, saving)) FROM '{}'"


def set_up(home: Path) -> None:
    """The synthetic packs and the rows."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from bench.synthetic import AGREEMENTS, FIRST_YEAR, HERE, YEARS, build
    from zaiton.blocks.law.public import find_packs

    packs = find_packs("tariff", "nomenclature")
    codes = build(home, sorted(next(p for p in packs if p.hs_edition == 2022).columns()["code"]))
    origins = sorted({partner for partners in AGREEMENTS.values() for partner in partners})
    chance = np.random.default_rng(20260101)
    first, days, chunk = np.datetime64(f"{FIRST_YEAR}-01-01"), YEARS * 365, 1_000_000

    def pick(texts: list[str], size: int) -> pa.Array:
        numbers = pa.array(chance.integers(0, len(texts), size).astype(np.int32))
        return pa.DictionaryArray.from_arrays(numbers, pa.array(texts)).cast(pa.string())

    writer = None
    for start in range(0, ROWS, chunk):
        size = min(chunk, ROWS - start)
        fen = pa.array(chance.permutation(chunk)[:size] + start + 1_000_000).cast(pa.decimal128(20, 0))
        table = pa.table(
            {
                "code": pick(codes, size),
                "origin": pick(origins, size),
                "destination": pa.repeat(pa.scalar(HERE), size),
                "on": pa.array(first + chance.integers(0, days, size)),
                "value": pc.multiply(fen, pa.scalar(Decimal("0.01"))).cast(pa.decimal128(18, 2)),
            }
        )
        writer = writer or pq.ParquetWriter(home / "rows.parquet", table.schema)
        writer.write_table(table)
    writer.close()


def reduce_book(home: Path) -> None:
    """The reduced book as plain tables, for the peers."""
    from zaiton.kit.insight import connect
    from zaiton.services.tariff.queries.batch_join import Joined

    connection = connect(memory="2GB")
    rows = home / "rows.parquet"
    connection.execute(
        f"CREATE VIEW given AS SELECT file_row_number + 1 AS row, * EXCLUDE (file_row_number) FROM read_parquet('{rows}', file_row_number=true)"
    )
    Joined(connection, today=TODAY)
    for name in ("days", "routes", "lines", "vectors", "keys", "outcomes"):
        connection.execute(f"COPY {name} TO '{home / name}.parquet' (FORMAT parquet)")


def product(home: Path) -> None:
    """The product's own command body: book, reduced book, join, file."""
    from zaiton.services.tariff.queries.batch_run import answer_file
    from zaiton.services.tariff.queries.ratebook import rate_book

    begin = time.perf_counter()
    rate_book()
    ready = time.perf_counter()
    for name in ("first", "again"):
        start = time.perf_counter()
        found = answer_file(home / "rows.parquet", home / "ours.parquet", today=TODAY, fields=FIELDS)
        assert found.answered == ROWS, found
        took = time.perf_counter() - start
        print(json.dumps({"what": name, "seconds": took, "book": ready - begin, **_memory()}))


def sql(home: Path, statement: str, out: str) -> None:
    """A statement from file to file, the reduced book loaded before the clock starts."""
    from zaiton.kit.insight import connect

    connection = connect(memory="2GB")
    for name in ("days", "routes", "lines", "vectors", "keys", "outcomes"):
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM '{home / name}.parquet'")
    rows = f"read_parquet('{home / 'rows.parquet'}', file_row_number=true)"
    start = time.perf_counter()
    connection.execute(f"COPY ({statement.format(rows=rows)}) TO '{home / out}' (FORMAT parquet)")
    print(json.dumps({"seconds": time.perf_counter() - start, **_memory()}))


HAND = """
    SELECT g.file_row_number + 1 AS row, 'answered' AS status, o.agreement, o.rate_percent,
           (((CAST(g.value * 100 AS BIGINT) * o.base_rate + 50000) // 100000
             - (CAST(g.value * 100 AS BIGINT) * o.rate + 50000) // 100000) * 0.01)::DECIMAL(18,2) AS saving
    FROM {rows} g JOIN routes r USING (destination, origin) JOIN lines l USING (code)
    JOIN vectors v ON v.pair = r.route + l.line JOIN days d ON d.day = g."on"
    JOIN keys k ON k.key = v.vector + d.period JOIN outcomes o ON o.number = k.number
"""
LIMIT = """
    SELECT g.file_row_number + 1 AS row, 'answered' AS status, g.origin AS agreement, g.value AS rate_percent,
           (g.value + l.line)::DECIMAL(18,2) AS saving FROM {rows} g JOIN lines l USING (code) WHERE g."on" > DATE '1900-01-01'
"""


def pandas_merge(home: Path) -> None:
    """The same joins as pandas merges."""
    import numpy as np
    import pandas as pd

    small = {
        n: pd.read_parquet(home / f"{n}.parquet") for n in ("days", "routes", "lines", "vectors", "keys", "outcomes")
    }
    small["days"]["day"] = pd.to_datetime(small["days"]["day"])
    import pyarrow as pa
    import pyarrow.parquet as pq

    start = time.perf_counter()
    table = pq.read_table(home / "rows.parquet")
    fen = np.asarray(pa.compute.cast(pa.compute.multiply(table["value"], pa.scalar(Decimal(100))), pa.int64()))
    rows = table.select(["code", "origin", "destination", "on"]).to_pandas(date_as_object=False)
    rows["fen"], rows["row"] = fen, np.arange(1, len(rows) + 1)
    rows["on"] = rows["on"].astype(small["days"]["day"].dtype)
    rows = rows.merge(small["routes"], on=["destination", "origin"]).merge(small["lines"], on="code")
    rows["pair"] = rows["route"] + rows["line"]
    rows = rows.merge(small["vectors"], on="pair").merge(small["days"], left_on="on", right_on="day")
    rows["key"] = rows["vector"] + rows["period"]
    rows = rows.merge(small["keys"], on="key").merge(small["outcomes"], on="number")
    saved = (rows["fen"] * rows["base_rate"] + 50000) // 100000 - (rows["fen"] * rows["rate"] + 50000) // 100000
    out = rows[["row", "status", "agreement", "rate_percent"]].assign(saving=saved)
    out.to_parquet(home / "pandas.parquet")
    print(json.dumps({"seconds": time.perf_counter() - start, **_memory()}))


def _memory() -> dict:
    return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def _child(home: Path, what: str) -> list[dict]:
    """One engine in a process of its own, so that its memory is its own."""
    environment = {**os.environ, "ZAITON_HOME": str(home), "PYTHONPATH": os.pathsep.join(["src", "."])}
    done = subprocess.run(
        [sys.executable, __file__, what], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main() -> None:
    """Each engine in turn, three rounds interleaved; medians count."""
    with tempfile.TemporaryDirectory(prefix="zaiton-bench-") as folder:
        home = Path(folder)
        _child(home, "set_up")
        _child(home, "reduce_book")
        taken: dict[str, list[dict]] = {}
        for _ in range(ROUNDS):
            for what in ("product", "hand", "limit", "pandas_merge"):
                for line in _child(home, what):
                    taken.setdefault(line.pop("what", what), []).append(line)
        from zaiton.kit.insight import connect

        checks = {n: connect().sql(CHECK.format(home / f"{n}.parquet")).fetchall()[0][:4] for n in ("ours", "hand")}
        checks["pandas"] = (
            connect()
            .sql(
                CHECK.format(home / "pandas.parquet").replace("sum(saving)", "CAST(sum(saving) AS DECIMAL(38,0)) / 100")
            )
            .fetchall()[0][:4]
        )
    seconds = {name: statistics.median(t["seconds"] for t in times) for name, times in taken.items()}
    peak = {name: max(t["peak_mb"] for t in times) for name, times in taken.items()}
    assert checks["ours"][1] == checks["hand"][1] and abs(float(checks["ours"][1]) - float(checks["pandas"][1])) < 1, (
        checks
    )
    assert checks["ours"][2:] == checks["hand"][2:] == checks["pandas"][2:], checks
    for name in seconds:
        print(f"{name:14} {seconds[name]:6.2f} s, peak {peak[name]} MB")
    print(f"checksum {checks['ours']}")
    line = {
        "name": "tariff_batch",
        "ours": round(seconds["first"], 2),
        "peer": round(seconds["hand"], 2),
        "ratio": round(seconds["again"] / seconds["hand"], 2),
        "unit": "seconds for the rows, Parquet to Parquet",
        "conditions": {
            "rows": ROWS,
            "ours": "with the reduced book made in the run; the ratio is of the second run, whose reduced book is there",
            "ours_reduced_book_there": round(seconds["again"], 2),
            "peer": "hand-written DuckDB SQL over the same reduced book",
            "limit_read_one_join_write": round(seconds["limit"], 2),
            "limit_ratio": round(seconds["again"] / seconds["limit"], 2),
            "pandas_merge": round(seconds["pandas_merge"], 2),
            "pandas_ratio": round(seconds["pandas_merge"] / seconds["again"], 2),
            "peak_mb": peak,
            "cores": os.cpu_count(),
            "load": round(os.getloadavg()[0], 2),
            "python": platform.python_version(),
        },
    }
    print(json.dumps(line))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
        import django

        django.setup()
        at = Path(os.environ["ZAITON_HOME"])
        {
            "set_up": set_up,
            "reduce_book": reduce_book,
            "product": product,
            "hand": lambda home: sql(home, HAND, "hand.parquet"),
            "limit": lambda home: sql(home, LIMIT, "limit.parquet"),
            "pandas_merge": pandas_merge,
        }[sys.argv[1]](at)
    else:
        main()
