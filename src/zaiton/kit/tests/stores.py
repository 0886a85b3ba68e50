"""Stores for tests whose processes are killed: made once on the engine under test, and copied for each test."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg
from django.db import connection

PATIENCE = 60


class Store:
    """A data home with its database, and the environment in which processes find them."""

    def __init__(self, home: Path, like: "Store | None" = None) -> None:
        self.home, self.database = home, ""
        self.environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "PORT"}}
        self.environment |= {
            "ZAITON_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "zaiton.site.settings",
            "DEMO": "0",
        }
        if like:
            shutil.copytree(like.home, home, dirs_exist_ok=True)
        if connection.vendor == "postgresql":
            self.database = f"store_{os.getpid()}_{time.time_ns()}"
            template = f" TEMPLATE {like.database}" if like else ""
            self._administer(f"CREATE DATABASE {self.database}{template}")
            user, host = connection.settings_dict["USER"], connection.settings_dict["HOST"] or "localhost"
            self.environment["DATABASE_URL"] = f"postgresql://{user}@/{self.database}?host={host}"

    def run(self, command: Sequence[str]) -> None:
        """Run a program on the store to its end."""
        subprocess.run(command, env=self.environment, check=True, timeout=PATIENCE)

    def ask(self, sql: str) -> list[tuple]:
        """Rows of a query, with the bare driver."""
        if self.database:
            with psycopg.connect(self._address(self.database)) as opened:
                return opened.execute(sql).fetchall()
        with closing(sqlite3.connect(self.home / "zaiton.sqlite3", timeout=20)) as opened:
            return opened.execute(sql).fetchall()

    def drop(self) -> None:
        """End the database, whoever still holds it."""
        if self.database:
            self._administer(f"DROP DATABASE {self.database} WITH (FORCE)")

    def _administer(self, sql: str) -> None:
        with psycopg.connect(self._address("postgres"), autocommit=True) as opened:
            opened.execute(sql)

    def _address(self, database: str) -> str:
        settings = connection.settings_dict
        return f"host={settings['HOST'] or 'localhost'} user={settings['USER']} dbname={database}"
