"""The private PostgreSQL answers while it is wanted and is gone afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tools.postgres import Missing, private_postgres, programs


def test_it_answers_and_leaves_nothing() -> None:
    """A fresh empty database while inside; no folder and no server after."""
    with private_postgres() as url:
        folder = Path(url.rpartition("host=")[2])
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_the_exit_code_of_the_command_is_passed_on() -> None:
    """A command that fails beside the server fails as a whole."""
    script = "import os, sys; sys.exit(7 if os.environ['DATABASE_URL'].startswith('postgresql://') else 1)"
    command = [sys.executable, "-m", "tools.postgres", "run", sys.executable, "-c", script]
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False).returncode == 7


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PostgreSQL one line says what to install."""
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    with pytest.raises(Missing, match="apt install postgresql"):
        programs()
