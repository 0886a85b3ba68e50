"""A counterpart's store: one SQLite file in which every acknowledged word is on the disk before the answer leaves."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path

ISSUES = """
CREATE TABLE IF NOT EXISTS issue (
    kind TEXT NOT NULL, day TEXT NOT NULL, issue INTEGER NOT NULL, digest TEXT NOT NULL, content BLOB,
    PRIMARY KEY (kind, day, issue)
);
"""
"""Lists of a day as they were given out: a day that changed is given out again under the next number."""


class Store:
    """The file, one connection and one lock: one turn at a time."""

    def __init__(self, path: Path, schema: str) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.executescript(schema)

    @contextmanager
    def turn(self) -> Iterator[sqlite3.Connection]:
        """A transaction that nobody else is in; on the disk when the block is left, undone when it raises."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Wait for the running turn, then close."""
        with self._lock:
            self._db.close()


def last_issue(db: sqlite3.Connection, kind: str, day: date) -> sqlite3.Row | None:
    """The newest list of this kind for the day."""
    words = "SELECT * FROM issue WHERE kind = ? AND day = ? ORDER BY issue DESC LIMIT 1"
    return db.execute(words, (kind, day.isoformat())).fetchone()


def issue_of(db: sqlite3.Connection, kind: str, day: date, said: bytes) -> int:
    """The number of the list that says this: the last one while nothing has changed, else one more."""
    digest = sha256(said).hexdigest()
    last = last_issue(db, kind, day)
    if last and last["digest"] == digest:
        return last["issue"]
    number = last["issue"] + 1 if last else 1
    db.execute("INSERT INTO issue VALUES (?, ?, ?, ?, NULL)", (kind, day.isoformat(), number, digest))
    return number
