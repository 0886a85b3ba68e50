"""A process killed in the middle of transitions: each event is there whole, with its effect and its evidence, or not at all."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.postgres import Missing, private_postgres

ROUNDS = 4


def killed_again_and_again(environment: dict[str, str], folder: Path) -> None:
    """Work is killed at chance moments, after some decisions however slow the machine; the next process finds the store whole.

    A process looks through the store before it goes on, so that each needs to start but once.
    """
    chance, events = random.Random(11), -1
    for _ in range(ROUNDS):
        process = started(environment, "work", folder)
        told = found_whole(process)
        assert told["events"] > events
        events = told["events"]
        for _ in range(chance.randint(1, 20)):
            assert process.stdout.readline() == "decided\n"
        time.sleep(chance.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)
    last = started(environment, "check", folder)
    assert found_whole(last)["events"] > events
    assert last.wait(60) == 0


def started(environment: dict[str, str], what: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "zaiton.blocks.cases.tests.busy", what, str(folder)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def found_whole(process: subprocess.Popen[str]) -> dict[str, int]:
    """What a process counted before it began; fails with its words where a case is not whole."""
    line = process.stdout.readline()
    assert line, process.communicate(timeout=60)[1][-2000:]
    return json.loads(line)


def environment_for(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ZAITON_HOME")}
    settings = {"DJANGO_SETTINGS_MODULE": "zaiton.site.settings", "ZAITON_HOME": str(folder / "home"), "DEMO": "0"}
    return {**kept, **settings, **more}


@pytest.mark.slow
def test_killed_on_sqlite(tmp_path: Path):
    killed_again_and_again(environment_for(tmp_path), tmp_path)


@pytest.mark.slow
def test_killed_on_postgresql(tmp_path: Path):
    try:
        with private_postgres() as url:
            killed_again_and_again(environment_for(tmp_path, DATABASE_URL=url), tmp_path)
    except Missing as missing:
        pytest.skip(str(missing))
