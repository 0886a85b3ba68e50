"""Death at a chosen moment: before or after the n-th statement, before or after the n-th commit.

A killed process runs no SQL any more, so whatever tries to while the exception flies is killed again; what its transaction
had written is rolled back, as the database does when a connection breaks. ``restart`` is the new process.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


class Killed(BaseException):
    """kill -9, as far as one process can do it to itself."""


class Reaper:
    """Waits beside the database connection of the thread that made it."""

    MOMENTS = ("before", "after", "before_commit", "after_commit")

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._moment = ""
        self._left = 0
        self.dead = False
        connection.execute_wrappers.append(self)
        self._commit = BaseDatabaseWrapper._commit
        BaseDatabaseWrapper._commit = lambda wrapper: self._at_commit(wrapper)  # type: ignore[method-assign]

    def arm(self, moment: str, number: int) -> None:
        """Kill at the ``number``-th statement or commit from now on."""
        self._moment, self._left = moment, number

    def disarm(self) -> None:
        """Nobody dies."""
        self._moment = ""

    def restart(self) -> None:
        """A new process: a new connection, nothing armed."""
        self.dead, self._moment = False, ""
        connection.close()

    def remove(self) -> None:
        """Leave the connection as it was."""
        BaseDatabaseWrapper._commit = self._commit  # type: ignore[method-assign]
        connection.execute_wrappers.remove(self)

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if self.dead:
            raise Killed
        if self._moment not in ("before", "after") or not self._due():
            return execute(sql, params, many, context)
        if self._moment == "after":
            execute(sql, params, many, context)
        self._die()

    def _at_commit(self, wrapper: BaseDatabaseWrapper) -> Any:
        if threading.get_ident() != self._thread:
            return self._commit(wrapper)
        if self.dead:
            self._undo(wrapper)
            raise Killed
        if self._moment not in ("before_commit", "after_commit") or not self._due():
            return self._commit(wrapper)
        if self._moment == "before_commit":
            self._undo(wrapper)
        else:
            self._commit(wrapper)
        self._die()

    def _due(self) -> bool:
        self._left -= 1
        return self._left <= 0

    def _die(self) -> None:
        self.dead = True
        raise Killed

    @staticmethod
    def _undo(wrapper: BaseDatabaseWrapper) -> None:
        """Before Django goes back to autocommit, which would commit on SQLite."""
        if wrapper.connection is not None:
            wrapper.connection.rollback()
