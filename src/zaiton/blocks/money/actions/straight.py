"""The driver itself, for the few statements of a booking that must be quick: a write transaction on SQLite, a call on PostgreSQL.

Django's cursors and transactions cost more than the booking, and a connection that finds the store changed by another reads
its pages again: so the threads of a process that book together do it over one connection of their own, kept for that.
Whoever watches the statements or the commits of a thread's connection (``execute_wrappers``, ``_commit``) sees these as well.
"""

import os
import threading
from functools import lru_cache, partial
from types import TracebackType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

try:
    from psycopg import Cursor as _PreparedCursor
except ImportError:  # SQLite needs no libpq
    _PreparedCursor = None  # type: ignore[assignment, misc]

TUNED = ("PRAGMA cache_size = -16000", "PRAGMA wal_autocheckpoint = 4000")
"""16 MB of pages are kept, and the log is written back every 16 MB: a page that many bookings change is written back once."""

_one = threading.Lock()
_kept: tuple[Any, tuple[int, str]] | None = None


class Straight:
    """One transaction, and its cursor: commits when left, takes back when left by an exception. Raises Django's database errors.

    Outside of a transaction only; one thread at a time, the others wait.
    """

    __slots__ = ("_cursor", "_watchers", "_wrapper", "fetchall")

    def __enter__(self) -> "Straight":
        _one.acquire()
        try:
            own = connections[DEFAULT_DB_ALIAS]
            self._watchers = own.execute_wrappers
            self._wrapper = _writer(own)
            self._cursor = self._wrapper.connection.cursor()
            self.fetchall = self._cursor.fetchall
            with self._wrapper.wrap_database_errors:
                self._cursor.execute("BEGIN IMMEDIATE")
        except BaseException:
            _one.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._cursor.close()  # an error may be kept by somebody, and with it whatever is open here
            if error is None:
                self._wrapper._commit()
        finally:
            self._undo()
            _one.release()

    def execute(self, sql: str, values: Any = ()) -> None:
        """Run one statement with Django's marks for its values."""
        run = self._run
        for watcher in reversed(self._watchers):
            run = partial(watcher, run)
        run(sql, values, False, {"connection": self._wrapper, "cursor": self})

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""
        return self._cursor.rowcount

    def _run(self, sql: str, values: Any, many: bool, context: dict[str, Any]) -> None:
        with self._wrapper.wrap_database_errors:
            self._cursor.execute(_marked(sql), values)

    def _undo(self) -> None:
        if self._wrapper.connection is not None and self._wrapper.connection.in_transaction:
            self._wrapper.connection.rollback()


@lru_cache(maxsize=512)
def _marked(sql: str) -> str:
    """The driver's own marks for values."""
    return sql.replace("%s", "?")


def asked(sql: str, values: Any) -> Any:
    """One row by one statement on PostgreSQL, prepared once for each connection. Raises Django's database errors."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    cursor = _PreparedCursor(wrapper.connection)

    def run(sql: str, values: Any, many: bool, context: dict[str, Any]) -> None:
        with wrapper.wrap_database_errors:
            cursor.execute(sql, values, prepare=True)

    for watcher in reversed(wrapper.execute_wrappers):
        run = partial(watcher, run)
    run(sql, values, False, {"connection": wrapper, "cursor": cursor})
    return cursor.fetchone()


def _writer(own: Any) -> Any:
    """The kept connection; a store in memory has only the caller's own."""
    global _kept
    if _kept is not None and _kept[1] == (os.getpid(), own.settings_dict["NAME"]):
        return _kept[0]
    own.ensure_connection()
    if own.is_in_memory_db():
        return own
    wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
    wrapper.inc_thread_sharing()
    wrapper.ensure_connection()
    for pragma in TUNED:
        wrapper.connection.execute(pragma)
    _kept = (wrapper, (os.getpid(), own.settings_dict["NAME"]))
    return wrapper


def forget() -> None:
    """Leave the kept connection, where the store below it is replaced by another."""
    global _kept
    if _kept is not None and _kept[1][0] == os.getpid():
        _kept[0].close()
    _kept = None
