"""Bookings in batches of a hundred, durable, on both engines: spread over a thousand accounts, and with one hot account.

Peers, in turns in the same run: plain SQL row by row in transactions of a hundred (no guards, same rows); and on PostgreSQL
django-hordak, where it is installed, in batches of a hundred and by its bulk creation. Run it with ``make bench``.
"""

import json
import os
import platform
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bench.effects import ledger

ROUNDS, BATCHES, SIZE = 5, 30, 100
LEAST = {"sqlite": 25_000, "postgresql": 8_000}


def ours(transfers: list[Any]) -> None:
    """Batches of a hundred groups of one."""
    from zaiton.blocks.money.public import post_batch

    made = ledger.drafts(transfers)
    for begin in range(0, len(made), SIZE):
        results = post_batch([[draft] for draft in made[begin : begin + SIZE]], actor="bench", at=ledger.AT)
        assert all(result.refusal is None for result in results)


def plain_sqlite(raw: Any, transfers: list[Any]) -> None:
    """A hundred transfers, five statements each, in a transaction."""
    for begin in range(0, len(transfers), SIZE):
        raw.execute("BEGIN IMMEDIATE")
        for key, debit, credit, amount in transfers[begin : begin + SIZE]:
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


def plain_postgresql(raw: Any, transfers: list[Any]) -> None:
    """The same, one statement for each transfer."""
    from bench.ledger_single import ONE

    for begin in range(0, len(transfers), SIZE):
        with raw.transaction():
            for key, debit, credit, amount in transfers[begin : begin + SIZE]:
                moved = (debit, amount, credit, -amount)
                raw.execute(ONE, (key, "0" * 64, *ledger.ENTRY, *moved, *moved))


def measure() -> dict[str, Any]:
    """All rates of this engine, medians of rounds in turns."""
    ledger.ready()
    from django.db import connection

    sqlite = connection.vendor == "sqlite"
    raw = ledger.raw_sqlite() if sqlite else ledger.raw_postgresql()
    plain = plain_sqlite if sqlite else plain_postgresql
    count = BATCHES * SIZE
    ours(ledger.drawn(count))
    plain(raw, ledger.drawn(count))
    ledger.warm()
    rates: dict[str, list[float]] = {"ours": [], "hot": [], "plain": []}
    for _ in range(ROUNDS):
        mine, warm, theirs = ledger.drawn(count), ledger.drawn(count, hot=True), ledger.drawn(count)
        rates["ours"].append(ledger.rate(lambda given=mine: ours(given), count))
        rates["hot"].append(ledger.rate(lambda given=warm: ours(given), count))
        rates["plain"].append(ledger.rate(lambda given=theirs: plain(raw, given), count))
    ledger.balanced()
    return {name: round(statistics.median(values)) for name, values in rates.items()}


def main() -> None:
    """Measure both engines, print, and tell in one line."""
    from tools.postgres import Missing, private_postgres

    found = {"sqlite": ledger.engine(__file__, "")}
    try:
        with private_postgres(durable=True) as url:
            found["postgresql"] = ledger.engine(__file__, url)
        with private_postgres(durable=True) as url:
            found["hordak"] = hordak(url)
    except Missing as error:
        print(f"PostgreSQL is left out: {error}")
    for name, rates in found.items():
        print(f"{name:<11}" + "   ".join(f"{what} {value:,}" for what, value in rates.items()))
    conditions = {
        **found,
        "least": LEAST,
        "syncs_per_s": ledger.syncs(),
        "peer": "plain SQL row by row, 100 in a transaction, no guards",
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    ours, peer = found["sqlite"]["ours"], found["sqlite"]["plain"]
    line = {"name": Path(__file__).stem, "ours": ours, "peer": peer, "ratio": round(ours / peer, 2)}
    print(json.dumps({**line, "unit": "bookings/s, SQLite", "conditions": conditions}))


def hordak(url: str) -> dict[str, Any]:
    """The other ledger for Django, where it is installed; otherwise nothing."""
    try:
        import hordak  # noqa: F401
    except ImportError:
        print("django-hordak is left out: pip install django-hordak")
        return {}
    return ledger.engine(str(ledger.HERE / "hordak_peer.py"), url)


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure()))
    else:
        main()
