"""Workers as they really run: killed in the middle, two at once, told to stop. Nothing is lost and nothing is done twice."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zaiton.kit.tests.stores import Store
from zaiton.kit.tests.work_handlers import SENDS, WRITES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
COMMAND = [sys.executable, "-m", "zaiton.kit.tests.work_process"]
PATIENCE = 30


class Place(Store):
    """A store of its own, and the workers on it."""

    def __init__(self, home: Path, like: Store) -> None:
        super().__init__(home, like)
        self.workers: list[subprocess.Popen] = []

    def start(self, *rows: tuple[str, str, dict]) -> subprocess.Popen:
        """A worker that first puts these rows in; returns when they are in."""
        worker = subprocess.Popen([*COMMAND, json.dumps(rows)], env=self.environment, stdout=subprocess.PIPE, text=True)
        self.workers.append(worker)
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
        return worker

    def states(self) -> list[str]:
        """The states of all rows in the order they were put in."""
        return [row[0] for row in self.ask("SELECT state FROM work_job ORDER BY id")]

    def marks(self) -> list[str]:
        """What handlers committed."""
        return [row[0] for row in self.ask("SELECT name FROM work_mark WHERE name NOT LIKE 'ticked%' ORDER BY name")]

    def close(self) -> None:
        """End what is still there."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
            worker.stdout.close()
        self.drop()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with its tables, from which each test has a copy."""
    made = Store(tmp_path_factory.mktemp("empty"))
    made.run([*COMMAND, "prepare"])
    yield made
    made.drop()


@pytest.fixture
def place(empty: Store, tmp_path: Path) -> Iterator[Place]:
    """An empty store."""
    found = Place(tmp_path / "home", empty)
    yield found
    found.close()


def until(condition: Callable[[], Any]) -> bool:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def writes(n: int, **data: Any) -> tuple[str, str, dict]:
    """A row for the internal handler."""
    return WRITES, f"k{n}", {"mark": f"{n:03}", **data}


def test_killed_inside_a_transaction_it_is_whole_or_not_at_all(place: Place) -> None:
    """kill -9 in the third of five: nothing of the batch stands; another worker does all five, each once."""
    worker = place.start(*(writes(n, then="die" if n == 2 else "") for n in range(5)))
    assert worker.wait(PATIENCE) == -signal.SIGKILL
    assert place.marks() == [] and set(place.states()) == {"running"}
    second = place.start()
    assert until(lambda: set(place.states()) == {"done"} or second.poll() is not None), place.states()
    assert place.marks() == [f"{n:03}" for n in range(5)]
    assert place.ask("SELECT DISTINCT attempt, failures, lane FROM work_job") == [(2, 1, 2)]


def test_one_that_kills_every_worker_does_not_take_the_others_along(place: Place) -> None:
    """Taken up one by one, its neighbours are done while it goes on killing."""
    rows = [writes(n, **({"then": "die", "times": 2} if n == 0 else {})) for n in range(4)]
    assert place.start(*rows).wait(PATIENCE) == -signal.SIGKILL
    assert place.start().wait(PATIENCE) == -signal.SIGKILL
    place.start()
    assert until(lambda: set(place.states()) == {"done"}), place.states()
    assert place.marks() == [f"{n:03}" for n in range(4)]
    assert place.ask("SELECT failures FROM work_job ORDER BY id")[0] == (2,)
    assert place.ask("SELECT max(failures) FROM work_job WHERE id > (SELECT min(id) FROM work_job)") == [(1,)]


def test_killed_while_sending_it_is_sent_again_with_the_same_key(place: Place, tmp_path: Path) -> None:
    """The second attempt says that it is one, so that the receiver or the handler can tell."""
    file = tmp_path / "sent"
    worker = place.start((SENDS, "letter", {"file": str(file), "then": "die"}))
    assert worker.wait(PATIENCE) == -signal.SIGKILL
    assert place.states() == ["running"]
    place.start()
    assert until(lambda: place.states() == ["done"])
    assert file.read_text().splitlines() == [f"letter/{SENDS} 1 False", f"letter/{SENDS} 2 False"]


def test_two_workers_do_each_row_once(place: Place, tmp_path: Path) -> None:
    """Six hundred rows inside and two hundred sent, by two processes: none twice, none missing, none failed."""
    file = tmp_path / "sent"
    rows = [writes(n) for n in range(600)] + [(SENDS, f"s{n}", {"file": str(file)}) for n in range(200)]
    first = place.start(*rows)
    second = place.start()
    assert until(lambda: set(place.states()) == {"done"})
    assert place.marks() == [f"{n:03}" for n in range(600)]
    lines = file.read_text().splitlines()
    assert sorted(lines) == sorted(f"s{n}/{SENDS} 1 False" for n in range(200))
    assert place.ask("SELECT DISTINCT attempt, failures FROM work_job") == [(1, 0)]
    assert first.poll() is None and second.poll() is None


def test_two_workers_run_a_tick_once(place: Place) -> None:
    """Both look at once and again and again; the tick is run by one, and is not due again for a minute."""
    place.start()
    place.start()
    ticked = "SELECT count(*) FROM work_mark WHERE name LIKE 'ticked%'"
    assert until(lambda: place.ask(ticked)[0][0])
    time.sleep(1.0)
    assert place.ask(ticked) == [(1,)]


def test_a_long_sending_keeps_its_lease(place: Place, tmp_path: Path) -> None:
    """It lasts twice as long as the lease; the heart renews it, and the other worker keeps its hands off."""
    file = tmp_path / "sent"
    place.start((SENDS, "long", {"file": str(file), "then": "linger", "seconds": 3.5}))
    place.start()
    assert until(lambda: place.states() == ["done"])
    assert file.read_text().splitlines() == [f"long/{SENDS} 1 False"]
    assert place.ask("SELECT failures FROM work_job") == [(0,)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_what_it_has_begun(place: Place, tmp_path: Path, number: signal.Signals) -> None:
    """What runs inside and what is being sent ends as done; what was not begun stays; the exit code is 0."""
    file, begun = tmp_path / "sent", tmp_path / "begun"
    worker = place.start(
        writes(1, then="linger", seconds=1.5, begun=str(begun)),
        (SENDS, "s", {"file": str(file), "then": "linger", "seconds": 1.5}),
    )
    assert until(lambda: begun.exists() and file.exists())
    worker.send_signal(number)
    assert worker.wait(PATIENCE) == 0
    assert place.states() == ["done", "done"] and place.marks() == ["001"]
