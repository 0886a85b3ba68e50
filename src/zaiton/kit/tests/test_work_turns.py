"""Turns at writing: one at a time on SQLite, no waiting for ever, nothing on PostgreSQL."""

import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from zaiton.kit.work import turns
from zaiton.kit.work.turns import turn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path: Path) -> Path:
    """A lock file of the test's own."""
    settings.ZAITON_HOME = tmp_path
    return tmp_path


def holding(taken: threading.Event, leave: threading.Event) -> threading.Thread:
    """A neighbour who takes a turn and keeps it until told to leave."""

    def hold() -> None:
        with turn():
            taken.set()
            leave.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(5)
    return thread


def test_one_at_a_time() -> None:
    """The second comes in when the first has left; on PostgreSQL at once."""
    taken, leave, entered = threading.Event(), threading.Event(), threading.Event()
    first = holding(taken, leave)

    def second() -> None:
        with turn():
            entered.set()

    other = threading.Thread(target=second)
    other.start()
    assert entered.wait(0.3) == (connection.vendor == "postgresql")
    leave.set()
    assert entered.wait(5)
    first.join()
    other.join()


def test_a_neighbour_who_hangs_holds_nobody_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its patience a writer goes on; the database still decides."""
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.1)
    taken, leave = threading.Event(), threading.Event()
    thread = holding(taken, leave)
    began = time.monotonic()
    with turn():
        assert time.monotonic() - began < 5
    leave.set()
    thread.join()


def test_inside_a_turn_or_a_transaction_nothing_is_waited_for(own_home: Path) -> None:
    """Whoever has the database already must not wait for somebody who waits for it."""
    with turn(), turn():
        pass
    taken, leave = threading.Event(), threading.Event()
    thread = holding(taken, leave)
    with transaction.atomic():
        began = time.monotonic()
        with turn():
            assert time.monotonic() - began < 1
    leave.set()
    thread.join()
    assert (own_home / turns.NAME).exists() == (connection.vendor == "sqlite")
    with pytest.raises(ZeroDivisionError), turn():
        raise ZeroDivisionError
    with turn():
        pass
