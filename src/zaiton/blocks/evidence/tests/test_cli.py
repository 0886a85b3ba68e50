"""The evidence command: exit codes and what it prints."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from zaiton.blocks.evidence.actions.recording import record
from zaiton.blocks.evidence.cli import evidence
from zaiton.blocks.evidence.public import set_up
from zaiton.blocks.evidence.tests import guards

NO_TREE = {"ok": True, "entries": 0, "broken_at": None, "place": None}
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def log(db: None) -> Iterator[None]:
    """Three entries, English."""
    for action in ("identity.person.registered", "identity.person.signed_in", "unknown.thing.done"):
        record(actor="person/p", action=action, object="identity.person/p", at=NOON)
    with override("en"):
        yield


def run(*args: str) -> tuple[int, str]:
    """Exit code and output of the command."""
    result = CliRunner().invoke(evidence, args)
    return result.exit_code, result.output


def test_a_whole_log_exits_0(log: None) -> None:
    assert run("verify") == (0, "The log is whole: 3 entries, each in its place.\n")
    code, output = run("verify", "--json")
    assert code == 0
    assert json.loads(output) == {
        "ok": True,
        "entries": 3,
        "broken_at": None,
        "reason": None,
        "guarded": True,
        "tree": NO_TREE,
    }


def test_a_broken_log_exits_1_and_says_where(log: None) -> None:
    guards.lift()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_entry SET actor = 'person/q' WHERE seq = 2")
    code, output = run("verify", "--json")
    assert code == 1
    assert json.loads(output)["broken_at"] == 2
    code, output = run("verify")
    assert code == 1
    assert "broken at entry 2" in output
    assert "triggers are missing" in output
    guards.put()


def test_a_log_without_its_guards_exits_1_until_setup_puts_them_back(log: None) -> None:
    guards.lift()
    code, output = run("verify")
    assert code == 1 and "triggers are missing" in output
    assert "triggers" in set_up(now=NOON, demo=False)
    assert run("verify") == (0, "The log is whole: 4 entries, each in its place.\n")
    assert set_up(now=NOON, demo=False) is None
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_entry SET actor = 'person/q' WHERE seq = 2")


def test_entries_are_listed_with_their_sentence(log: None) -> None:
    code, output = run("list", "--object", "identity.person/p")
    assert code == 0
    assert [line.split("  ")[3] for line in output.splitlines()] == ["unknown.thing.done", "Signed in", "Account made"]
    data = json.loads(run("list", "--limit", "1", "--before", "3", "--json")[1])
    assert [(entry["seq"], entry["sentence"]) for entry in data["entries"]] == [(2, "Signed in")]
    assert run("list", "--actor", "nobody") == (0, "No entries.\n")


def test_a_store_that_was_never_set_up_has_no_log_rather_than_a_broken_one(tmp_path):
    environment = os.environ | {"ZAITON_HOME": str(tmp_path), "ZAITON_LANG": "en"}
    environment.pop("DATABASE_URL", None)
    zaiton = Path(sys.executable).with_name("zaiton")
    result = subprocess.run([zaiton, "evidence", "verify"], env=environment, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert "has not been set up" in result.stderr
