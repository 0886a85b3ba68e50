"""Databases for the torture: made once per engine, fresh for every seed, durable only where a test pulls the plug.

SQLite gets a copy of a migrated file for each seed, PostgreSQL a private server with one database per process, whose tables
are emptied between seeds. ``python -m tests.torture.databases`` migrates the database of the environment.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.postgres import private_postgres

ENGINES = ("sqlite", "postgresql")
ROOT = Path(__file__).parents[2]
QUICK = "PRAGMA synchronous=OFF"
EMPTIED = ("money_", "work_", "evidence_", "retail_tax_", "papers_")


@dataclass(frozen=True, slots=True)
class Place:
    """The environment of one process: its folder, its database, and for SQLite the file that each seed begins with."""

    engine: str
    environment: dict[str, str]
    template: str = ""


@contextmanager
def places(engine: str, count: int, *, durable: bool = False) -> Iterator[list[Place]]:
    """So many places on one engine; in memory unless ``durable``. Everything is removed at the end."""
    memory = Path("/dev/shm")
    base = memory if memory.is_dir() and not durable else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="torture-", dir=base))
    try:
        with ExitStack() as stack:
            homes = [folder / f"home{number}" for number in range(count)]
            for home in homes:
                home.mkdir(mode=0o700)
            if engine == "sqlite":
                migrate(_environment(homes[0]))
                made = str(folder / "template.sqlite3")
                shutil.move(homes[0] / "zaiton.sqlite3", made)
                yield [Place(engine, _environment(home), made) for home in homes]
            else:
                url = stack.enter_context(private_postgres(durable=durable))
                migrate(_environment(homes[0], url))
                yield [Place(engine, _environment(home, _copied(url, n))) for n, home in enumerate(homes)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def migrate(environment: dict[str, str]) -> None:
    """Make the tables, in a process of its own."""
    command = [sys.executable, "-m", "tests.torture.databases"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)


def fresh(template: str) -> None:
    """Begin anew: the file copied, or the tables emptied. In the process that uses the database."""
    from django.db import connection

    from zaiton.blocks.money.actions import straight

    connection.close()
    straight.forget()
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        for end in ("-wal", "-shm"):
            Path(f"{name}{end}").unlink(missing_ok=True)
        shutil.copyfile(template, name)
        return
    tables = [table for table in connection.introspection.table_names() if table.startswith(EMPTIED)]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("SET session_replication_role = DEFAULT")


def hurry() -> None:
    """No sync of the disk: these seeds kill processes, not the power. Call once, before the first connection."""
    from django.db.backends.signals import connection_created

    def quick(connection, **_: object) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(QUICK)

    connection_created.connect(quick, weak=False)


def _environment(home: Path, url: str = "") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ZAITON_HOME")}
    own = {"DJANGO_SETTINGS_MODULE": "zaiton.site.settings", "ZAITON_HOME": str(home), "DEMO": "0"}
    return {**kept, **own, "ZAITON_COUNTERPARTS": "0", **({"DATABASE_URL": url} if url else {})}


def _copied(url: str, number: int) -> str:
    """Another database of the same server with the same tables."""
    import psycopg

    name = f"t{number}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT 1")
    with psycopg.connect(url.replace("/test?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE test")
    return url.replace("/test?", f"/{name}?")


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
