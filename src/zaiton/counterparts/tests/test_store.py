"""The store and the outbox of a counterpart when its disk is full: nothing half done, and it goes on when there is room again."""

import sqlite3
from pathlib import Path

import pytest

from zaiton.counterparts.store import Store

SCHEMA = "CREATE TABLE IF NOT EXISTS t (x TEXT NOT NULL);"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one table."""
    return Store(tmp_path / "store.sqlite3", SCHEMA)


def rows(store: Store) -> int:
    """How many rows it holds."""
    with store.turn() as db:
        return db.execute("SELECT COUNT(*) FROM t").fetchone()[0]


def test_what_raises_leaves_nothing_behind(store: Store) -> None:
    """The turn is undone, and the next one begins."""
    with pytest.raises(ZeroDivisionError), store.turn() as db:
        db.execute("INSERT INTO t VALUES ('x')")
        raise ZeroDivisionError
    assert rows(store) == 0


def test_a_full_disk_refuses_whole_turns_and_is_survived(store: Store) -> None:
    """SQLite's own limit of pages stands for the disk: the turn fails as a whole, the store stays usable."""
    with store.turn() as db:
        db.execute("INSERT INTO t VALUES ('kept')")
    store._db.execute("PRAGMA max_page_count = 4")
    with pytest.raises(sqlite3.OperationalError, match="full"), store.turn() as db:
        db.execute("INSERT INTO t VALUES ('small')")
        db.execute("INSERT INTO t VALUES (?)", ("x" * 100_000,))
    assert rows(store) == 1
    store._db.execute("PRAGMA max_page_count = 100000")
    with store.turn() as db:
        db.execute("INSERT INTO t VALUES (?)", ("x" * 100_000,))
    assert rows(store) == 2


def test_every_commit_is_on_the_disk(store: Store) -> None:
    """Acknowledged is durable: the file is synchronised at each commit (2 is FULL)."""
    assert store._db.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert store._db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
