"""Processes that take message files: killed at chance moments every accepted order is there once; of two that race for a limit one wins."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.postgres import Missing, private_postgres
from zaiton.services.retail_tax.tests.intake_process import RACES

PROGRAM = [sys.executable, "-m", "zaiton.services.retail_tax.tests.intake_process"]
SALES, KILLS = 600, 3

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ZAITON_HOME")}
    own = {"DJANGO_SETTINGS_MODULE": "zaiton.site.settings", "ZAITON_HOME": str(tmp_path / "home"), "DEMO": "0"}
    (tmp_path / "home").mkdir()
    if request.param == "sqlite":
        yield {**kept, **own}
        return
    try:
        with private_postgres() as url:
            yield {**kept, **own, "DATABASE_URL": url}
    except Missing as missing:
        pytest.skip(str(missing))


def run(environment: dict[str, str], *what: str) -> str:
    done = subprocess.run([*PROGRAM, *what], env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def taking(environment: dict[str, str], *what: str) -> subprocess.Popen[str]:
    """A process that is about to take its first file."""
    process = subprocess.Popen([*PROGRAM, "take", *what], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "taking\n"
    return process


def test_killed_again_and_again_every_order_is_there_once(environment: dict[str, str], tmp_path: Path) -> None:
    folder, chance, seen = tmp_path / "in", random.Random(7), []
    run(environment, "prepare", str(folder), str(SALES))
    for _ in range(KILLS):
        process = taking(environment, str(folder), "*.xml")
        assert process.stdout is not None
        process.stdout.readline()  # at least one file is acknowledged
        time.sleep(chance.random())
        process.send_signal(signal.SIGKILL)
        acknowledged = 1 + len(process.stdout.readlines())
        process.wait(20)
        told = json.loads(run(environment, "check"))
        assert told["files"] >= acknowledged and told["lists"] == told["holds"] == told["lists_of_sales"]
        seen.append(told["files"])
    assert seen == sorted(seen)
    run(environment, "take", str(folder), "*.xml")
    told = json.loads(run(environment, "check"))
    assert told == {
        "files": SALES // 100 * 4,
        "documents": SALES * 4,
        "sales": SALES,
        "lists": SALES,
        "holds": SALES,
        "lists_of_sales": SALES,
        "refused": [],
        "faults": [],
    }


def test_of_two_orders_racing_for_the_last_of_a_year_one_wins(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    run(environment, "races", str(folder))
    racers = [taking(environment, str(folder), f"{side}-*.xml") for side in (0, 1)]
    assert [racer.wait(60) for racer in racers] == [0, 0]
    told = json.loads(run(environment, "check"))
    assert (told["lists"], told["holds"], told["refused"]) == (RACES, RACES, ["annual_limit"] * RACES)
    assert told["faults"] == []
