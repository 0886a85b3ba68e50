"""The bench: everything is done once, a killed process's task is taken up again, and a lost lease writes nothing."""

import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zaiton.kit.work import Bench, LeaseLost

TABLE = "CREATE TABLE task (name TEXT, state TEXT DEFAULT 'waiting', tries INTEGER DEFAULT 0, beat REAL, outcome TEXT)"
DYING = """
import sys, time
from datetime import UTC, datetime
from zaiton.kit.tests.test_work import FileDesk, Job
class Stuck(Job):
    def do(self):
        print("begun", flush=True)
        time.sleep(60)
desk = FileDesk(sys.argv[1], Stuck)
from zaiton.kit.work import Bench
Bench("t", desk, now=lambda: datetime.now(UTC), beat=0.05).work()
"""


class Job:
    """A task in a file of SQLite, taken by compare and set."""

    def __init__(self, desk: "FileDesk", name: str, tries: int) -> None:
        self.desk, self.name, self.tries = desk, name, tries

    def beat(self, at: datetime) -> bool:
        """Renew the lease."""
        return self._set("beat = ?", at.timestamp())

    def do(self) -> None:
        """Say who did it."""
        if not self._set("state = 'done', outcome = ?", f"try {self.tries}"):
            raise LeaseLost

    def _set(self, what: str, value: object) -> bool:
        said = f"UPDATE task SET {what} WHERE name = ? AND tries = ? AND state = 'running'"
        return self.desk.run(said, value, self.name, self.tries).rowcount == 1


class FileDesk:
    """A desk on a file, as two processes would share it."""

    def __init__(self, path: str, job: type[Job] = Job) -> None:
        self.path, self.job = path, job

    def run(self, sentence: str, *values: object) -> sqlite3.Cursor:
        """One sentence in a transaction of its own."""
        with sqlite3.connect(self.path, timeout=10) as store:
            return store.execute(sentence, values)

    def take(self, at: datetime, lapsed: datetime) -> Job | None:
        """The next task that waits or was left."""
        due = "state = 'waiting' OR (state = 'running' AND beat < ?)"
        for name, tries in self.run(f"SELECT name, tries FROM task WHERE {due}", lapsed.timestamp()).fetchall():
            said = f"UPDATE task SET state = 'running', tries = ?, beat = ? WHERE name = ? AND tries = ? AND ({due})"
            if self.run(said, tries + 1, at.timestamp(), name, tries, lapsed.timestamp()).rowcount:
                return self.job(self, name, tries + 1)
        return None

    def unfinished(self) -> bool:
        """Whether any is not done."""
        return bool(self.run("SELECT 1 FROM task WHERE state <> 'done'").fetchone())

    def outcomes(self) -> list[tuple[str, str]]:
        """State and outcome of each."""
        return self.run("SELECT state, outcome FROM task ORDER BY name").fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> FileDesk:
    """A desk with three tasks."""
    made = FileDesk(str(tmp_path / "tasks.sqlite"))
    made.run(TABLE)
    for name in "abc":
        made.run("INSERT INTO task (name) VALUES (?)", name)
    return made


def now() -> datetime:
    return datetime.now(UTC)


def test_everything_that_waits_is_done_once(desk):
    assert Bench("t", desk, now=now).work() == 3
    assert desk.outcomes() == [("done", "try 1")] * 3
    assert Bench("t", desk, now=now).work() == 0


def test_two_benches_share_the_work_and_do_nothing_twice(desk):
    for number in range(40):
        desk.run("INSERT INTO task (name) VALUES (?)", f"n{number}")
    taken = []
    threads = [
        threading.Thread(target=lambda: taken.append(Bench("t", FileDesk(desk.path), now=now).work())) for _ in "12"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 43
    assert desk.outcomes() == [("done", "try 1")] * 43


def test_the_task_of_a_killed_process_is_taken_up_again(desk):
    desk.run("DELETE FROM task WHERE name <> 'a'")
    process = subprocess.Popen([sys.executable, "-c", DYING, desk.path], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "begun\n"
        bench = Bench("t", desk, now=now, lease=1.0, look=0.1)
        assert bench.work() == 0, "its lease is alive: nobody else touches it"
    finally:
        process.kill()
        process.wait()
    assert desk.outcomes() == [("running", None)]
    bench.wake()
    _until(lambda: desk.outcomes() == [("done", "try 2")])


def test_who_lost_the_lease_writes_nothing(desk):
    desk.run("DELETE FROM task WHERE name <> 'a'")
    late = desk.take(now(), now())
    taken = desk.take(now() + timedelta(minutes=5), now() + timedelta(minutes=4))
    assert (late.tries, taken.tries) == (1, 2)
    assert not late.beat(now())
    with pytest.raises(LeaseLost):
        late.do()
    taken.do()
    assert not desk.unfinished()


def test_a_store_that_fails_for_a_while_is_asked_again(desk):
    failures = iter([True, True])

    class Shaky(FileDesk):
        def take(self, at, lapsed):
            """Fail twice."""
            if next(failures, False):
                raise sqlite3.OperationalError("locked")
            return super().take(at, lapsed)

    Bench("t", Shaky(desk.path), now=now, look=0.02).wake()
    _until(lambda: not desk.unfinished())


def test_a_step_without_progress_keeps_the_lease(desk):
    desk.run("DELETE FROM task WHERE name <> 'a'")

    class Slow(Job):
        def do(self):
            """Take longer than the lease."""
            time.sleep(0.6)
            super().do()

    slow = Bench("t", FileDesk(desk.path, Slow), now=now, lease=0.3, beat=0.05)
    thread = threading.Thread(target=slow.work)
    thread.start()
    time.sleep(0.45)
    assert Bench("t", desk, now=now, lease=0.3).work() == 0
    thread.join()
    assert desk.outcomes() == [("done", "try 1")]


def _until(holds) -> None:
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("waited ten seconds for nothing")
