"""Recording and checking on a real database: nothing can be changed quietly, and nobody can fork the chain."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from zaiton.blocks.evidence.actions.recording import record
from zaiton.blocks.evidence.domain import chain as domain
from zaiton.blocks.evidence.domain.chain import COLUMNS
from zaiton.blocks.evidence.models import Entry, Head
from zaiton.blocks.evidence.queries import log as queries
from zaiton.blocks.evidence.queries.log import entries, verify
from zaiton.blocks.evidence.tests import guards

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def write(count: int, start: int = 0) -> None:
    """Some ordinary entries."""
    for number in range(start, start + count):
        record(
            actor=f"person/p{number % 2}",
            action="test.thing.changed",
            object=f"test.thing/{number % 3}",
            before={"n": number},
            after={"n": number + 1},
            at=NOON + timedelta(seconds=number),
        )


@pytest.fixture
def log(db: None) -> Iterator[None]:
    """Seven entries in a log whose guards are lifted."""
    write(7)
    with guards.lifted():
        yield


def spoil(sql: str, *values: object) -> None:
    """Change the table behind everybody's back."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))


@pytest.mark.django_db
def test_entries_chain_up() -> None:
    assert verify() == domain.Verdict(True, 0)
    write(3)
    first, second, third = Entry.objects.order_by("seq")
    assert (first.previous, second.previous, third.previous) == (domain.GENESIS, first.hash, second.hash)
    assert (Head.objects.get().seq, Head.objects.get().hash) == (3, third.hash)
    assert verify() == domain.Verdict(True, 3)


@pytest.mark.django_db
def test_an_entry_falls_with_its_write() -> None:
    write(2)
    with pytest.raises(RuntimeError), transaction.atomic():
        write(1, start=2)
        raise RuntimeError
    assert Entry.objects.count() == 2
    assert verify().ok
    write(1, start=2)
    assert verify() == domain.Verdict(True, 3)


@pytest.mark.django_db
def test_texts_too_long_are_a_bug_not_a_cut_entry() -> None:
    with pytest.raises(ValueError):
        record(actor="x" * 121, action="a", object="o", at=NOON)


@pytest.mark.django_db
def test_no_plain_state_reaches_the_table() -> None:
    record(actor="person/p", action="a", object="o", after={"email": "lin@example.com"}, at=NOON)
    row = Entry.objects.values_list(*COLUMNS, "hash").get()
    assert "lin@example.com" not in "".join(row)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE evidence_entry SET actor = 'x' WHERE seq = 1",
        "DELETE FROM evidence_entry WHERE seq = 2",
        "DELETE FROM evidence_head",
        "UPDATE evidence_head SET seq = 1",
    ],
)
def test_the_database_refuses_changes(sql: str) -> None:
    write(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        spoil(sql)
    assert verify() == domain.Verdict(True, 2)


@pytest.mark.django_db
def test_the_database_refuses_to_replace_or_truncate() -> None:
    write(2)
    sql = (
        "TRUNCATE evidence_entry"
        if connection.vendor == "postgresql"
        else "INSERT OR REPLACE INTO evidence_entry SELECT * FROM evidence_entry WHERE seq = 1"
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        spoil(sql)
    assert verify().ok


@pytest.mark.parametrize("column", [*COLUMNS, "hash"])
@pytest.mark.parametrize("seq", [1, 4, 7])
def test_one_changed_character_in_any_column_is_found(log: None, column: str, seq: int) -> None:
    text = Entry.objects.values_list(column, flat=True).get(seq=seq)
    changed = ("1" if text[0] != "1" else "2") + text[1:]
    spoil(f"UPDATE evidence_entry SET {connection.ops.quote_name(column)} = %s WHERE seq = %s", changed, seq)
    verdict = verify()
    assert (verdict.ok, verdict.broken_at) == (False, seq)


def test_a_changed_case_is_found(log: None) -> None:
    spoil("UPDATE evidence_entry SET after_digest = UPPER(after_digest) WHERE seq = 3")
    assert verify().broken_at == 3


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL takes no bytes that are not text")
def test_bytes_that_are_no_text_are_found_not_fatal(log: None) -> None:
    spoil("UPDATE evidence_entry SET action = CAST(X'74ff74' AS TEXT) WHERE seq = 5")
    assert verify().broken_at == 5
    spoil("UPDATE evidence_entry SET action = 5 WHERE seq = 4")
    assert verify().broken_at == 4
    spoil("UPDATE evidence_entry SET action = CAST(action AS BLOB) WHERE seq = 3")
    assert verify().broken_at == 3


@pytest.mark.parametrize("seq", [1, 4])
def test_a_deleted_entry_is_found(log: None, seq: int) -> None:
    spoil("DELETE FROM evidence_entry WHERE seq = %s", seq)
    assert (verify().broken_at, verify().reason) == (seq, domain.MISSING)


def test_a_renumbered_entry_is_found(log: None) -> None:
    spoil("UPDATE evidence_entry SET seq = 100 WHERE seq = 4")
    assert verify().broken_at == 4
    spoil("UPDATE evidence_entry SET seq = -4 WHERE seq = 100")
    assert not verify().ok


def test_swapped_entries_are_found(log: None) -> None:
    spoil("UPDATE evidence_entry SET seq = 100 WHERE seq = 4")
    spoil("UPDATE evidence_entry SET seq = 4 WHERE seq = 5")
    spoil("UPDATE evidence_entry SET seq = 5 WHERE seq = 100")
    assert verify().broken_at == 4


def test_a_cut_tail_is_found(log: None) -> None:
    spoil("DELETE FROM evidence_entry WHERE seq > 5")
    assert (verify().broken_at, verify().reason) == (6, domain.CUT)
    spoil("DELETE FROM evidence_entry")
    assert (verify().broken_at, verify().reason) == (1, domain.CUT)


def test_a_lost_or_changed_head_is_found(log: None) -> None:
    spoil("UPDATE evidence_head SET seq = 6")
    assert verify().reason == domain.OVERLONG
    spoil("UPDATE evidence_head SET seq = 7, hash = %s", "0" * 64)
    assert verify().reason == domain.HEAD_CHANGED
    spoil("DELETE FROM evidence_head")
    assert verify().reason == domain.HEADLESS


def test_missing_guards_are_told(log: None) -> None:
    verdict = verify()
    assert verdict.ok
    assert not verdict.guarded


@pytest.mark.django_db
def test_verify_reads_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 3)
    for count in (3, 1, 2):
        write(count)
        assert verify().ok
    assert verify().entries == 6


@pytest.mark.django_db
def test_entries_are_read_newest_first_by_key() -> None:
    write(7)
    assert [entry.seq for entry in entries(limit=3)] == [7, 6, 5]
    assert [entry.seq for entry in entries(before_seq=5, limit=3)] == [4, 3, 2]
    assert [entry.seq for entry in entries(object="test.thing/0")] == [7, 4, 1]
    assert [entry.seq for entry in entries(object="test.thing/0", actor="person/p1")] == [4]
    assert entries()[0].at == NOON + timedelta(seconds=6)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite in memory is one connection; see the next test")
def test_writers_at_the_same_time_do_not_fork_the_chain() -> None:
    each, writers, failures = 8, 4, []

    def work() -> None:
        try:
            for _ in range(each):
                with transaction.atomic():
                    write(1)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert verify() == domain.Verdict(True, each * writers)


PROCESSES = """
import os, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
call_command("migrate", verbosity=0)
connection.close()
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        from zaiton.blocks.evidence.tests.test_actions import write
        for number in range(20):
            with transaction.atomic():
                write(1, start=number)
        os._exit(0)
    children.append(child)
ends = [os.waitpid(child, 0)[1] for child in children]
from zaiton.blocks.evidence.queries.log import verify
verdict = verify()
print(ends, verdict.ok, verdict.entries)
"""


def test_processes_on_one_file_do_not_fork_the_chain(tmp_path: Path) -> None:
    kept = {name: text for name, text in os.environ.items() if name not in {"DATABASE_URL", "PYTEST_CURRENT_TEST"}}
    environment = {**kept, "ZAITON_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zaiton.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PROCESSES], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.split("\n")[0] == "[0, 0, 0, 0] True 80", done.stderr
