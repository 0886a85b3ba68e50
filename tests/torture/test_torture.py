"""The simulator simulates: a few seeds on each engine are clean, every planted bug is found, the last line has its shape."""

import json
import os
import subprocess
import sys

import pytest

from tests.torture.bugs import NAMES
from tests.torture.databases import ENGINES, ROOT
from tools.postgres import Missing, programs

SEEDS_TO_FIND = 60
pytestmark = pytest.mark.slow


def torture(*arguments: str) -> tuple[int, list[str]]:
    """Run it as ``make torture`` does; its exit code and what it printed."""
    environment = {name: value for name, value in os.environ.items() if name not in ("ZAITON_HOME", "DATABASE_URL")}
    command = [sys.executable, "-m", "tests.torture", *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout.splitlines() or [done.stderr]


def there(engine: str) -> None:
    """Skip where PostgreSQL is not installed."""
    if engine == "postgresql":
        try:
            programs()
        except Missing as missing:
            pytest.skip(str(missing))


@pytest.mark.parametrize("engine", ENGINES)
def test_light_seeds_are_clean(engine: str) -> None:
    """The last line counts what was done."""
    there(engine)
    code, lines = torture("--light", "3", "--heavy", "0", "--engine", engine, "--processes", "1")
    told = json.loads(lines[-1])
    assert code == 0, lines
    assert list(told) == ["light", "heavy", "engines", "steps", "violations"]
    assert told["light"] == 3 and told["engines"] == [engine] and told["violations"] == 0 and told["steps"] > 90


@pytest.mark.parametrize("name", NAMES)
def test_each_planted_bug_is_found(name: str) -> None:
    """Exit code 1, and a line that names seed, engine and invariant."""
    arguments = ("--light", str(SEEDS_TO_FIND), "--heavy", "0", "--engine", "sqlite", "--processes", "1")
    code, lines = torture("--bug", name, *arguments)
    assert code == 1, lines
    assert lines[0].startswith("VIOLATION seed ") and " on sqlite: " in lines[0]
    assert json.loads(lines[-1])["violations"] > 0


def test_a_bug_within_the_database_is_found_on_postgresql() -> None:
    """The one whose plant replaces a function of the database."""
    there("postgresql")
    arguments = ("--light", "10", "--heavy", "0", "--engine", "postgresql", "--processes", "1")
    code, lines = torture("--bug", "key_reused", *arguments)
    assert code == 1 and "a key with another content is refused" in lines[0], lines


def test_one_heavy_seed_is_clean() -> None:
    """Real processes, killed; nothing paid twice, nothing lost."""
    code, lines = torture("--light", "0", "--heavy", "1", "--engine", "sqlite")
    told = json.loads(lines[-1])
    assert code == 0 and told["heavy"] == 1 and told["violations"] == 0, lines
