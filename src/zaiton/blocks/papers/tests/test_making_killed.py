"""Workers killed while they draw and seal: in the end each certificate has its files, each seal was used once for it."""

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

PROGRAM = [sys.executable, "-m", "zaiton.blocks.papers.tests.sealing_process"]
CERTIFICATES, KILLS = 130, 2

pytestmark = pytest.mark.slow


def run(environment: dict[str, str], *what: str) -> str:
    done = subprocess.run([*PROGRAM, *what], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def killed_again_and_again(environment: dict[str, str]) -> None:
    """Two workers at once, killed at chance moments; the last one is left to finish."""
    run(environment, "prepare", str(CERTIFICATES))
    chance, seen = random.Random(5), []
    for _ in range(KILLS):
        workers = [worker(environment), worker(environment)]
        time.sleep(0.5 + chance.random())
        for process in workers:
            process.send_signal(signal.SIGKILL)
            process.wait(20)
        seen.append(json.loads(run(environment, "check"))["sealed"])
    assert seen == sorted(seen) and seen[0] < CERTIFICATES, "the first kill came in the middle"
    run(environment, "finish")
    told = json.loads(run(environment, "check"))
    assert told["sealed"] == CERTIFICATES and told["waiting"] == 0


def worker(environment: dict[str, str]) -> subprocess.Popen:
    """A worker that has begun."""
    process = subprocess.Popen([*PROGRAM, "work"], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "working\n"
    return process


def environment_for(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ZAITON_HOME")}
    settings = {"DJANGO_SETTINGS_MODULE": "zaiton.site.settings", "ZAITON_HOME": str(folder / "home"), "DEMO": "0"}
    return {**kept, **settings, **more}


def test_killed_on_sqlite(tmp_path: Path):
    killed_again_and_again(environment_for(tmp_path))


def test_killed_on_postgresql(tmp_path: Path):
    try:
        with private_postgres() as url:
            killed_again_and_again(environment_for(tmp_path, DATABASE_URL=url))
    except Missing as missing:
        pytest.skip(str(missing))
