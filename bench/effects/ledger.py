"""What the ledger's measurements share: a fresh store with a thousand accounts, plain tables beside them, the disk's sync rate.

The plain tables have the same columns, unique keys, foreign keys and indexes as the ledger's, and neither triggers nor checks:
the peer writes one entry, two lines and two balances by hand, as somebody would who needs no guards.
"""

import gc
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ACCOUNTS = 1000
AT, DAY = datetime(2026, 11, 23, tzinfo=UTC), date(2026, 11, 23)
NUMBERS = itertools.count(1)
PLAIN = (
    "CREATE TABLE plain_account (id bigint PRIMARY KEY, code varchar(60) NOT NULL UNIQUE, posted bigint NOT NULL)",
    "CREATE TABLE plain_entry (id {serial}, key varchar(120) NOT NULL UNIQUE, digest varchar(64) NOT NULL, "
    "kind varchar(40) NOT NULL, business_date date NOT NULL, booked_at {moment} NOT NULL, actor varchar(80) NOT NULL, "
    "document varchar(120) NOT NULL, words varchar(300) NOT NULL, lines smallint NOT NULL)",
    "CREATE TABLE plain_posting (id {serial}, entry_id bigint NOT NULL REFERENCES plain_entry (id), "
    "account_id bigint NOT NULL REFERENCES plain_account (id), amount bigint NOT NULL)",
    "CREATE INDEX plain_entry_day ON plain_entry (business_date)",
    "CREATE INDEX plain_posting_entry ON plain_posting (entry_id)",
    "CREATE INDEX plain_posting_account ON plain_posting (account_id, entry_id)",
)
ENTRY = ("transfer", DAY.isoformat(), "2026-11-23 00:00:00", "bench", "", "", 2)


def ready() -> None:
    """Django, the ledger's tables with its accounts, and the plain ones."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    for label in ("contenttypes", "work", "evidence", "money"):
        call_command("migrate", label, verbosity=0)
    kinds = {"serial": "INTEGER PRIMARY KEY", "moment": "datetime"}
    if connection.vendor == "postgresql":
        kinds = {"serial": "bigserial PRIMARY KEY", "moment": "timestamptz"}
    account = (
        "INSERT INTO money_account (code, name_zh, name_en, kind, currency, owner, posted, pending_debit, pending_credit, opened_on) "
        "VALUES (%s, 'x', 'x', 'asset', 'CNY', '', 0, 0, 0, '2026-11-23')"
    )
    with connection.cursor() as cursor:
        for statement in PLAIN:
            cursor.execute(statement.format(**kinds))
        cursor.executemany(account, [(f"a{n}",) for n in range(ACCOUNTS)])
        cursor.executemany("INSERT INTO plain_account VALUES (%s, %s, 0)", [(n, f"a{n}") for n in range(ACCOUNTS)])


def warm() -> None:
    """What a process of the server does when it has loaded: nothing loaded is looked at by collections any more.

    And statistics, without which PostgreSQL checks foreign keys by reading whole tables.
    """
    from django.db import connection

    gc.collect()
    gc.freeze()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def drawn(count: int, *, hot: bool = False, seed: int = 0) -> list[tuple[str, int, int, int]]:
    """Transfers: a key, two accounts (one of them always the same when ``hot``), an amount."""
    chance = random.Random(seed or next(NUMBERS))
    found = []
    for _ in range(count):
        debit, credit = chance.sample(range(1, ACCOUNTS), 2)
        found.append((f"{os.getpid()}-{next(NUMBERS)}", debit, 0 if hot else credit, chance.randint(1, 999)))
    return found


def drafts(transfers: list[tuple[str, int, int, int]]) -> list[Any]:
    """The same as the ledger takes them."""
    from zaiton.blocks.money.public import Draft, Line

    return [
        Draft(key, "transfer", DAY, (Line(f"a{debit}", amount), Line(f"a{credit}", -amount)))
        for key, debit, credit, amount in transfers
    ]


def rate(act: Callable[[], None], count: int) -> float:
    """How many a second."""
    begin = time.perf_counter()
    act()
    return count / (time.perf_counter() - begin)


def syncs() -> int:
    """Appends of 4 kB with a sync, a second, on the disk where stores lie."""
    with tempfile.TemporaryFile() as file:
        begin, done = time.perf_counter(), 0
        while time.perf_counter() - begin < 0.5:
            os.write(file.fileno(), b"x" * 4096)
            os.fdatasync(file.fileno())
            done += 1
        return round(done / (time.perf_counter() - begin))


def balanced() -> None:
    """Ends the program where the books do not hold; without it the measurement would be of something else."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT SUM(posted) FROM money_account), (SELECT COUNT(*) FROM money_entry)")
        total, entries = cursor.fetchone()
        cursor.execute("SELECT COUNT(*) FROM money_posting")
        if total or cursor.fetchone()[0] != 2 * entries:
            sys.exit("the books do not hold")


def engine(file: str, url: str, *words: str) -> dict[str, Any]:
    """A measurement in a process of its own with a store of its own."""
    with tempfile.TemporaryDirectory(prefix="zaiton-bench-") as home:
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        environment |= {"ZAITON_HOME": home, "DEMO": "0", **({"DATABASE_URL": url} if url else {})}
        done = subprocess.run(
            [sys.executable, file, *(words or ("measure",))], env=environment, stdout=subprocess.PIPE, text=True
        )
    if done.returncode:
        sys.exit(done.returncode)
    return json.loads(done.stdout.splitlines()[-1])


def raw_sqlite() -> Any:
    """A connection of the plain driver to the store, as durable as the ledger's."""
    import sqlite3

    from django.conf import settings

    connection = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None, timeout=20)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def raw_postgresql() -> Any:
    """The same on PostgreSQL, each statement a transaction."""
    import psycopg

    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


HERE = Path(__file__).parent
