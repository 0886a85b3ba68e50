"""Doing work: done exactly once with its mark, failures alone, waiting longer each time, dead in the end, never lost."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from zaiton.kit import manifest, work
from zaiton.kit.tests import work_handlers as handlers
from zaiton.kit.tests.work_handlers import QUIET, SENDS, TRIES, WRITES, marks
from zaiton.kit.work import running, store, worker
from zaiton.kit.work.delivery import Lane, State
from zaiton.kit.work.limits import MOST_ATTEMPTS, pause
from zaiton.kit.work.models import Job
from zaiton.kit.work.store import Outcome
from zaiton.kit.work.worker import drain

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
LEASE = 30.0
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def prepared(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The module of the tests is the only one; its tables are there; nothing was sent yet."""
    monkeypatch.setattr(manifest, "_installed", {"tested": handlers.MODULE})
    handlers.sent.clear()
    handlers.make_tables()
    yield
    handlers.drop_tables()


def put(handler: str, key: str = "k", at: datetime = NOON, **data: object) -> None:
    """Put one row in."""
    with transaction.atomic():
        work.later(handler, data, key=key, at=at)


def drained(at: datetime = NOON) -> int:
    """Do what is due at a moment."""
    return drain(now=lambda: at, ticks=False)


def states() -> list[str]:
    """The states of all rows in the order they were put in."""
    return list(Job.objects.order_by("id").values_list("state", flat=True))


def took(at: datetime, count: int) -> None:
    """So many rows are left at that moment, and are taken back."""
    left = store.lapsed(at)
    assert len(left) == count
    assert store.take_back(left, at)
    assert store.lapsed(at) == frozenset()


def test_what_is_due_is_done_in_order() -> None:
    """Done with its mark, in the order of due; what is not due waits; a second look finds nothing."""
    for n in (3, 1, 2):
        put(WRITES, f"k{n}", at=NOON + timedelta(seconds=n), mark=str(n))
    assert drained(NOON + timedelta(seconds=2)) == 2
    assert (marks(), states()) == (["1", "2"], ["waiting", "done", "done"])
    assert drained(NOON + timedelta(seconds=2)) == 0
    assert drained(NOON + timedelta(seconds=3)) == 1
    done = Job.objects.get(key=f"k3/{WRITES}")
    assert (done.attempt, done.failures, done.owner, done.lease_until) == (1, 0, "", None)
    assert done.finished_at == NOON + timedelta(seconds=3)


def test_a_handler_may_put_work_in() -> None:
    """What follows from work is put in by its handler, and done in the same going."""
    put(WRITES, mark="first", then="follow")
    assert drained() == 2
    assert marks() == ["first", "first followed"]


def test_one_failure_does_not_hurt_the_others() -> None:
    """In one batch the failing row's writes are undone, its reason is kept, the others stand."""
    for n in range(5):
        put(WRITES, f"k{n}", mark=str(n), then="fail" if n == 2 else "")
    assert drained() == 5
    assert marks() == ["0", "1", "3", "4"]
    failed = Job.objects.get(key=f"k2/{WRITES}")
    assert (failed.state, failed.attempt, failed.failures, failed.due) == ("waiting", 1, 1, NOON + pause(1))
    assert "ZeroDivisionError: told to" in failed.error
    assert states().count("done") == 4


def test_what_only_the_commit_finds_out_hurts_its_row_alone() -> None:
    """The batch is undone, its rows are done one by one, and only the one that cannot be committed has failed."""
    for n in range(4):
        put(WRITES, f"k{n}", mark=str(n), then="dangle" if n == 1 else "")
    drained()
    assert marks() == ["0", "2", "3"]
    culprit = Job.objects.get(key=f"k1/{WRITES}")
    assert (culprit.state, culprit.failures) == ("waiting", 1)
    assert "IntegrityError" in culprit.error
    assert list(Job.objects.filter(state="done").values_list("attempt", flat=True)) == [1, 1, 1]


def test_an_error_that_was_swallowed_is_a_failure() -> None:
    """A handler that goes on after its transaction was spoilt has written nothing, and must not count as done."""
    put(WRITES, mark="1", then="spoil")
    drained()
    assert (marks(), states()) == ([], ["waiting"])
    assert Job.objects.get().failures == 1


def test_failing_again_and_again_ends_dead() -> None:
    """Each pause is longer, the last attempt leaves it dead with its reason, and nothing moves it by itself."""
    put(WRITES, mark="1", then="fail")
    at, pauses = NOON, []
    for _ in range(MOST_ATTEMPTS - 1):
        assert drained(at) == 1
        job = Job.objects.get()
        assert job.state == "waiting"
        pauses.append(job.due - at)
        assert drained(job.due - timedelta(seconds=1)) == 0
        at = job.due
    assert pauses == sorted(pauses) and pauses[0] == pause(1) and pauses[-1] == pause(MOST_ATTEMPTS - 1) > pauses[0]
    assert drained(at) == 1
    job = Job.objects.get()
    assert (job.state, job.failures, job.attempt) == ("dead", MOST_ATTEMPTS, MOST_ATTEMPTS)
    assert drained(at + timedelta(days=1000)) == 0


def test_retry_is_no_failure() -> None:
    """However often a handler asks for another time, the row does not die of it; it comes when asked for."""
    put(TRIES, say="retry", after=60)
    for n in range(MOST_ATTEMPTS + 3):
        assert drained(NOON + timedelta(seconds=60 * n)) == 1
    job = Job.objects.get()
    assert (job.state, job.failures, job.attempt, job.error) == ("waiting", 0, MOST_ATTEMPTS + 3, "not yet")
    assert job.due == NOON + timedelta(seconds=60 * (MOST_ATTEMPTS + 3))


def test_uncertain_is_never_done_again() -> None:
    """Perhaps it was sent: it stands as unknown until a person decides."""
    put(SENDS, then="doubt")
    assert drained() == 1
    job = Job.objects.get()
    assert (job.state, job.error) == ("unknown", "no answer after it was sent")
    assert drained(NOON + timedelta(days=1000)) == 0
    assert len(handlers.sent) == 1


def test_a_handler_nobody_declares_any_more_is_dead() -> None:
    """The rest of a module that was taken out waits for a person; a name without a function too."""
    put(QUIET)
    Job.objects.update(handler=f"{handlers.HERE}:hidden")
    Job.objects.create(
        key="gone", handler=f"{handlers.HERE}:gone", lane=0, data="{}", state="waiting", created_at=NOON, due=NOON
    )
    drained()
    assert states() == ["dead", "dead"]
    assert [
        ("Undeclared" in e, "ImportError" in e) for e in Job.objects.order_by("id").values_list("error", flat=True)
    ] == [
        (True, False),
        (False, True),
    ]


def test_an_external_handler_runs_outside_a_transaction(tmp_path: Path) -> None:
    """It sees the same key at every attempt."""
    file = tmp_path / "sent"
    put(SENDS, file=str(file), then="retry")
    drained()
    drained(NOON + timedelta(seconds=30))
    assert file.read_text().splitlines() == [f"k/{SENDS} 1 False", f"k/{SENDS} 2 False"]


def test_a_row_in_the_wrong_lane_changes_over(tmp_path: Path) -> None:
    """A handler that became external after its row was put in is not run inside a transaction, nor the other way round."""
    file = tmp_path / "sent"
    put(SENDS, "out", file=str(file))
    put(WRITES, "in", mark="1")
    Job.objects.filter(handler=SENDS).update(lane=Lane.BATCH)
    Job.objects.filter(handler=WRITES).update(lane=Lane.EXTERNAL)
    drained()
    assert states() == ["done", "done"]
    assert file.read_text().split() == [f"k/{SENDS}".replace("k/", "out/"), "1", "False"]


def test_rows_of_a_worker_that_is_gone_are_taken_up() -> None:
    """Not before the lease is over; then each on its own, and dead when it happens too often."""
    for n in range(3):
        put(QUIET, f"k{n}")
    ids = store.claim(Lane.BATCH, owner="gone", most=100, at=NOON, lease=LEASE)
    assert len(ids) == 3 and store.claim(Lane.BATCH, owner="other", most=100, at=NOON, lease=LEASE) == []
    over = NOON + timedelta(seconds=LEASE)
    assert store.lapsed(over) == frozenset()
    took(over + timedelta(seconds=1), 3)
    assert set(Job.objects.values_list("lane", "state", "failures")) == {(Lane.ALONE, "waiting", 1)}
    Job.objects.filter(pk=ids[0]).update(failures=MOST_ATTEMPTS - 1)
    later = over + timedelta(hours=1)
    assert len(store.claim(Lane.ALONE, owner="gone too", most=100, at=later, lease=LEASE)) == 3
    took(later + timedelta(seconds=LEASE + 1), 3)
    assert sorted(states()) == ["dead", "waiting", "waiting"]


def test_who_lost_the_lease_settles_nothing() -> None:
    """A worker that slept past its lease finds its row in other hands, and changes nothing."""
    put(WRITES, mark="1")
    ids = store.claim(Lane.BATCH, owner="slow", most=1, at=NOON, lease=LEASE)
    slow = store.held(ids, "slow")
    took(NOON + timedelta(minutes=1), 1)
    assert drained(NOON + timedelta(minutes=2)) == 1
    assert store.held(ids, "slow") == []
    outcome = store.after_failure(slow[0], "too late", at=NOON)
    assert store.settle([outcome], owner="slow", at=NOON) == 0
    assert (states(), marks()) == (["done"], ["1"])


def test_a_row_is_robbed_of_nobody_who_only_had_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row must be left at two looks; a look at which the database was busy does not count; a renewed lease is no suspect."""
    put(SENDS)
    ids = store.claim(Lane.EXTERNAL, owner="alive", most=1, at=NOON, lease=LEASE)
    late = NOON + timedelta(minutes=1)
    suspects = worker._take_back(frozenset(), late)
    assert suspects == {(ids[0], "alive")} and states() == ["running"]
    with monkeypatch.context() as busy:
        busy.setattr(store, "PROMPT_SECONDS", -1.0)
        assert worker._take_back(suspects, late) == frozenset() and states() == ["running"]
    store.renew(["alive"], at=late, lease=LEASE)
    assert worker._take_back(suspects, late) == frozenset() and states() == ["running"]
    gone = late + timedelta(minutes=1)
    assert worker._take_back(worker._take_back(frozenset(), gone), gone) and states() == ["waiting"]


def test_what_was_sent_is_known_even_after_the_lease_was_lost() -> None:
    """Whoever sent it may still say so, as long as nobody has begun it anew; then it is too late."""
    for n in range(2):
        put(SENDS, f"k{n}")
    jobs = []
    for n in range(2):
        ids = store.claim(Lane.EXTERNAL, owner=f"slow {n}", most=1, at=NOON, lease=LEASE)
        jobs += store.held(ids, f"slow {n}")
    late = NOON + timedelta(minutes=1)
    took(late, 2)
    running._keep(Outcome(jobs[0], State.DONE, NOON), "slow 0", lambda: late)
    assert states() == ["done", "waiting"]
    store.claim(Lane.EXTERNAL, owner="other", most=1, at=late + timedelta(hours=1), lease=LEASE)
    running._keep(Outcome(jobs[1], State.DONE, NOON), "slow 1", lambda: late)
    assert states() == ["done", "running"]


def test_a_long_batch_is_committed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer for the database than the batch may last; what is left over was not begun."""
    monkeypatch.setattr(running, "BATCH_SECONDS", 0.0)
    for n in range(3):
        put(WRITES, f"k{n}", mark=str(n))
    assert running.do_inside(Lane.BATCH, now=lambda: NOON, lease=LEASE) == 3
    assert (states(), marks()) == (["done", "waiting", "waiting"], ["0"])
    assert list(Job.objects.order_by("id").values_list("attempt", flat=True)) == [1, 0, 0]


def test_two_at_once_never_run_a_row_twice() -> None:
    """Four threads over the same rows: each row's mark is refused a second time, and none is missing."""
    with transaction.atomic():
        for n in range(400):
            work.later(WRITES, {"mark": f"{n:03}"}, key=f"k{n}", at=NOON)
    counts = []

    def take_part() -> None:
        try:
            counts.append(drained())
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share a store in memory; processes do so in test_work_processes")
    threads = [threading.Thread(target=take_part) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(counts) == 4 and set(states()) == {"done"}
    assert marks() == [f"{n:03}" for n in range(400)]
    assert set(Job.objects.values_list("failures", flat=True)) == {0}


def test_a_person_who_waits_for_the_batch_is_never_the_victim() -> None:
    """The batch holds one row and wants another that a person holds, who wants the first: the worker gives way."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite whoever writes holds everything at once")
    with transaction.atomic():
        for n in range(3):
            work.later(WRITES, {"mark": ["one", "two", "three"][n]}, key=f"k{n}", at=NOON)
    holds, outcome = threading.Event(), []

    def person() -> None:
        try:
            with transaction.atomic():
                handlers.mark("two")
                holds.set()
                connection.cursor().execute("SELECT pg_sleep(0.1)")
                handlers.mark("one")  # waits for the batch, which waits for "two"
        except Exception as error:
            outcome.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=person)
    thread.start()
    assert holds.wait(10)
    running.do_inside(Lane.BATCH, now=lambda: NOON, lease=LEASE)
    thread.join(10)
    assert [type(error).__name__ for error in outcome] == ["IntegrityError"]  # "one" is the batch's; no knot, no victim
    assert states() == ["done", "waiting", "waiting"]
    assert Job.objects.get(key=f"k1/{WRITES}").failures == 0


def test_the_hot_questions_are_answered_from_their_indexes() -> None:
    """With many finished rows, looking and claiming read the small index of what waits, not the table."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
        cursor.execute(f"{explain} SELECT id {store.WAITS} ORDER BY due, id LIMIT 100", [0, NOON])
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "work_job_waiting" in plan and "TEMP B-TREE" not in plan and "Sort" not in plan
