"""Bookings one at a time, durable: one entry, two lines, two balances and the answer only after the disk has it.

Peer, in turns in the same run: plain SQL by the plain driver that writes the same rows into tables of the same shape without
any guard, with the same number of round trips (SQLite: a transaction of five statements; PostgreSQL: one statement). Then
what a server does: sixteen threads at once on SQLite, committed together (against the rate of commits of one row by the plain
driver), four processes on PostgreSQL, on spread accounts and on one hot account. Run it with ``make bench``.
"""

import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bench.effects import ledger

ROUNDS, EACH, THREADS, WARM = 5, 400, 16, 10
LEAST = {"ratio": 0.65, "grouped": 1.5, "four": 4000, "hot": 1500}


def ours(transfers: list[Any]) -> None:
    """One call for each."""
    from zaiton.blocks.money.public import post

    for draft in ledger.drafts(transfers):
        post(draft, actor="bench", at=ledger.AT)


def plain_sqlite(raw: Any, transfers: list[Any]) -> None:
    """Five statements in a transaction for each."""
    for key, debit, credit, amount in transfers:
        raw.execute("BEGIN IMMEDIATE")
        entry = raw.execute(
            "INSERT INTO plain_entry (key, digest, kind, business_date, booked_at, actor, document, words, lines) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, "0" * 64, *ledger.ENTRY),
        ).lastrowid
        for account, moved in ((debit, amount), (credit, -amount)):
            raw.execute(
                "INSERT INTO plain_posting (entry_id, account_id, amount) VALUES (?, ?, ?)", (entry, account, moved)
            )
            raw.execute("UPDATE plain_account SET posted = posted + ? WHERE id = ?", (moved, account))
        raw.execute("COMMIT")


ONE = """
WITH e AS (INSERT INTO plain_entry (key, digest, kind, business_date, booked_at, actor, document, words, lines)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id),
     p AS (INSERT INTO plain_posting (entry_id, account_id, amount)
           SELECT e.id, v.account, v.amount FROM e, (VALUES (%s::bigint, %s::bigint), (%s, %s)) v(account, amount))
UPDATE plain_account a SET posted = posted + v.amount
FROM (VALUES (%s::bigint, %s::bigint), (%s, %s)) v(account, amount) WHERE a.id = v.account
"""


def plain_postgresql(raw: Any, transfers: list[Any]) -> None:
    """One statement for each."""
    for key, debit, credit, amount in transfers:
        moved = (debit, amount, credit, -amount)
        raw.execute(ONE, (key, "0" * 64, *ledger.ENTRY, *moved, *moved))


def commits(raw: Any, count: int) -> None:
    """Transactions of one row by the plain driver."""
    for number in range(count):
        raw.execute("UPDATE plain_account SET posted = posted + 1 WHERE id = ?", (number % ledger.ACCOUNTS,))


def threads(count: int) -> float:
    """So many threads, each booking its share one at a time; together, a second. As in a server, they are not new."""
    from django.db import connection

    begun, ended = threading.Barrier(THREADS + 1), threading.Barrier(THREADS + 1)

    def run() -> None:
        ours(ledger.drawn(WARM))
        begun.wait()
        ours(ledger.drawn(count // THREADS))
        ended.wait()
        connection.close()

    for _ in range(THREADS):
        threading.Thread(target=run).start()
    begun.wait()
    return ledger.rate(lambda: ended.wait(), count)


def measure() -> dict[str, Any]:
    """All rates of this engine, medians of rounds in turns."""
    ledger.ready()
    from django.db import connection

    sqlite = connection.vendor == "sqlite"
    raw = ledger.raw_sqlite() if sqlite else ledger.raw_postgresql()
    plain = plain_sqlite if sqlite else plain_postgresql
    ours(ledger.drawn(EACH))
    plain(raw, ledger.drawn(EACH))
    ledger.warm()
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        mine, theirs = ledger.drawn(EACH), ledger.drawn(EACH)
        rates.setdefault("ours", []).append(ledger.rate(lambda given=mine: ours(given), EACH))
        rates.setdefault("plain", []).append(ledger.rate(lambda given=theirs: plain(raw, given), EACH))
        if sqlite:
            rates.setdefault("raw_commits", []).append(ledger.rate(lambda: commits(raw, EACH), EACH))
            rates.setdefault("sixteen", []).append(threads(EACH * 8))
    found = {name: round(statistics.median(values)) for name, values in rates.items()}
    if not sqlite:
        found["four"], found["hot"] = processes(hot=False), processes(hot=True)
    ledger.balanced()
    found["ratio"] = round(statistics.median(a / b for a, b in zip(rates["ours"], rates["plain"], strict=True)), 2)
    return found


def processes(*, hot: bool) -> int:
    """Four processes at once, each booking one at a time; together, a second."""
    command = [sys.executable, __file__, "client", "hot" if hot else "spread"]
    clients = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for one in clients:
        one.stdout.readline()

    def go() -> None:
        for one in clients:
            one.stdin.write("\n")
            one.stdin.flush()
        for one in clients:
            one.stdout.readline()

    done = 4 * EACH * 3
    return round(ledger.rate(go, done))


def client(hot: bool) -> None:
    """One of them: waits for a line, then books."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    import django

    django.setup()
    transfers = ledger.drawn(EACH * 3, hot=hot, seed=os.getpid())
    ours(ledger.drawn(WARM, seed=os.getpid()))
    gc.freeze()
    print("ready", flush=True)
    sys.stdin.readline()
    ours(transfers)
    print("done", flush=True)


def main() -> None:
    """Measure both engines, print, and tell in one line."""
    from tools.postgres import Missing, private_postgres

    found = {"sqlite": ledger.engine(__file__, "")}
    try:
        with private_postgres(durable=True) as url:
            found["postgresql"] = ledger.engine(__file__, url)
    except Missing as error:
        print(f"PostgreSQL is left out: {error}")
    for name, rates in found.items():
        print(f"{name:<11}" + "   ".join(f"{what} {value:,}" for what, value in rates.items()))
    conditions = {
        **found,
        "least": LEAST,
        "syncs_per_s": ledger.syncs(),
        "grouped_ratio": round(found["sqlite"]["sixteen"] / found["sqlite"]["raw_commits"], 2),
        "peer": "plain SQL, same rows and round trips, no guards",
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": found["sqlite"]["ours"], "peer": found["sqlite"]["plain"]}
    line |= {"ratio": found["sqlite"]["ratio"], "unit": "bookings/s, SQLite"}
    print(json.dumps({**line, "conditions": conditions}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure()))
    elif sys.argv[1:2] == ["client"]:
        client(sys.argv[2] == "hot")
    else:
        main()
