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


def run(environment: dict[str, str], what: str, folder: Path) -> str:
    command = [sys.executable, "-m", "zaiton.blocks.cases.tests.busy", what, str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def killed_again_and_again(environment: dict[str, str], folder: Path) -> None:
    """Work is killed at chance moments; after each the store is whole."""
    zaiton = Path(sys.executable).with_name("zaiton")
    subprocess.run([zaiton, "setup"], env=environment, check=True, capture_output=True, timeout=120)
    run(environment, "make", folder)
    chance, events = random.Random(11), 0
    for _ in range(ROUNDS):
        command = [sys.executable, "-m", "zaiton.blocks.cases.tests.busy", "work", str(folder)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "working\n"
        time.sleep(0.4 + chance.random() * 0.6)
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        told = json.loads(run(environment, "check", folder))
        assert told["events"] > events
        events = told["events"]


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
