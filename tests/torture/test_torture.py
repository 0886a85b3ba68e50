"""The simulator simulates: a few seeds on each engine are clean, every planted bug is found, the last line has its shape."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.torture.bugs import NAMES
from tests.torture.databases import ENGINES, ROOT, Place, places
from tools.postgres import Missing

SEEDS_TO_FIND = 60
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=ENGINES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """One migrated database for all seeds of this module."""
    try:
        with places(request.param, 1) as (found,):
            yield found
    except Missing as missing:
        pytest.skip(str(missing))


def light(place: Place, *arguments: str) -> tuple[int, list[dict]]:
    """Light seeds as the processes of ``make torture`` run them."""
    command = [sys.executable, "-m", "tests.torture.light", "--first", "1", "--template", place.template, *arguments]
    done = subprocess.run(command, env=place.environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stdout, done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def torture(*arguments: str) -> tuple[int, list[str]]:
    """The whole of it as ``make torture`` does; its exit code and what it printed."""
    environment = {name: value for name, value in os.environ.items() if name not in ("ZAITON_HOME", "DATABASE_URL")}
    command = [sys.executable, "-m", "tests.torture", *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout.splitlines() or [done.stderr]


def test_light_seeds_are_clean(place: Place) -> None:
    """Three scripts of 30 to 80 moves."""
    code, said = light(place, "--count", "3")
    assert code == 0, said
    assert said[-1]["seeds"] == 3 and said[-1]["steps"] > 90 and said[-1]["violations"] == 0


def test_the_same_seed_is_the_same_story(place: Place) -> None:
    """What a seed did, it does again."""
    told = [light(place, "--count", "1")[1][-1] for _ in range(2)]
    assert told[0]["steps"] == told[1]["steps"] and told[0]["deaths"] == told[1]["deaths"]


@pytest.mark.parametrize("name", NAMES)
def test_each_planted_bug_is_found(place: Place, name: str) -> None:
    """Seed and invariant are named."""
    if place.engine == "postgresql" and name not in ("key_reused", "limit_race"):
        pytest.skip("the plant is the same on both engines; found on SQLite")
    code, said = light(place, "--count", str(SEEDS_TO_FIND), "--until-found", "--bug", name)
    assert code == 1 and said[0]["seed"] and ": " in said[0]["violations"][0], said
    assert not said[0]["violations"][0].startswith("the simulation itself"), said
    if name == "key_reused" and place.engine == "postgresql":  # its function of the database is replaced: put it back
        subprocess.run([sys.executable, "-c", HEAL], env=place.environment, cwd=ROOT, check=True)


HEAL = (
    "import django; django.setup(); from importlib import import_module; from django.db import connection as c; "
    "c.cursor().execute(import_module('zaiton.blocks.money.migrations.0003_booking').BOOK)"
)


def test_the_last_line_and_the_exit_code() -> None:
    """A light bug is reported as ``make torture BUG=`` promises; one heavy seed with real processes is clean."""
    code, lines = torture("--bug", "key_reused", "--light", "5", "--engine", "sqlite", "--processes", "1")
    assert code == 1 and lines[0].startswith("VIOLATION seed ") and " on sqlite: " in lines[0], lines
    code, lines = torture("--light", "0", "--heavy", "1", "--engine", "sqlite")
    told = json.loads(lines[-1])
    assert code == 0, lines
    assert list(told) == ["light", "heavy", "engines", "steps", "violations"]
    assert told["heavy"] == 1 and told["violations"] == 0
