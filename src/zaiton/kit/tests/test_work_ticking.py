"""Ticks: due at their distance, by one worker at a time, sooner again after a failure; finished rows go after their time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from zaiton.kit import manifest, work
from zaiton.kit.manifest import Manifest, Tick
from zaiton.kit.tests import work_handlers as handlers
from zaiton.kit.tests.work_handlers import QUIET, marks
from zaiton.kit.work import limits, queue, ticking, tidying
from zaiton.kit.work.models import Beat, Job
from zaiton.kit.work.worker import drain

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
LEASE = 30.0
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def prepared(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The module of the tests is the only one, its ticks are declared."""
    monkeypatch.setattr(manifest, "_installed", {"tested": handlers.MODULE})
    handlers.make_tables()
    ticking.declare(NOON)
    yield
    handlers.drop_tables()


def run(at: datetime) -> int:
    """Run what is due; returns how many ticks."""
    return ticking.run_due(now=lambda: at, lease=LEASE, holding=set())


def test_a_tick_is_run_at_its_distance() -> None:
    """At once, and then a minute after it was planned, not a minute after it was late."""
    assert run(NOON) == 2
    assert run(NOON + timedelta(seconds=59)) == 0
    assert run(NOON + timedelta(seconds=75)) == 1
    beat = Beat.objects.get(name="tested.tick")
    assert (beat.last_at, beat.next_at) == (NOON + timedelta(seconds=75), NOON + timedelta(seconds=120))
    long_after = NOON + timedelta(hours=1)
    run(long_after)
    assert Beat.objects.get(name="tested.tick").next_at == long_after + timedelta(seconds=60)
    assert len(marks()) == 3


def test_one_that_is_running_is_left_alone_until_its_lease_is_over() -> None:
    """A second worker keeps its hands off; a worker that was killed in it leaves it to the next."""
    Beat.objects.filter(name="tested.tick").update(owner="other", lease_until=NOON + timedelta(seconds=LEASE))
    assert run(NOON) == 1  # the queue's own
    assert marks() == []
    ticking.renew({"other"}, at=NOON + timedelta(seconds=20), lease=LEASE)
    assert run(NOON + timedelta(seconds=40)) == 0
    assert run(NOON + timedelta(seconds=51)) == 1
    assert len(marks()) == 1


def test_a_failure_is_noted_and_tried_again_sooner() -> None:
    """Its error is shown, the pause is the queue's, never longer than its distance; the next good run clears it."""
    handlers.mark("the tick must fail")
    run(NOON)
    beat = Beat.objects.get(name="tested.tick")
    assert "ZeroDivisionError" in beat.error and beat.failures == 1
    assert beat.next_at == NOON + limits.pause(1)
    assert {card.name: card.reason for card in queue.ticks(NOON)}["tested.tick"] == "ZeroDivisionError: told to"
    at = beat.next_at
    for _ in range(5):
        run(at)
        beat = Beat.objects.get(name="tested.tick")
        assert timedelta() < beat.next_at - at <= timedelta(seconds=60)
        at = beat.next_at
    with transaction.atomic():
        handlers.drop_tables()
        handlers.make_tables()
    run(at)
    beat = Beat.objects.get(name="tested.tick")
    assert (beat.error, beat.failures, beat.last_at) == ("", 0, at)


def test_ticks_come_and_go_with_their_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module taken out takes its tick along; a shorter distance is followed at once."""
    run(NOON)
    shorter = Manifest(slug="other", title="", ticks={"other.tick": Tick(f"{handlers.HERE}:tick", every=10)})
    monkeypatch.setattr(manifest, "_installed", {"tested": handlers.MODULE, "other": shorter})
    ticking.declare(NOON)
    Beat.objects.filter(name="other.tick").update(next_at=NOON + timedelta(days=1))
    monkeypatch.setattr(manifest, "_installed", {"other": shorter})
    ticking.declare(NOON)
    assert dict(Beat.objects.values_list("name", "next_at")) == {
        "other.tick": NOON + timedelta(seconds=10),
        "work.remove_done": NOON + timedelta(seconds=3600),
    }


def test_finished_rows_go_after_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Done and cancelled ones, a few at a time; what waits for a person stays however old; its key is free afterwards."""
    monkeypatch.setattr(tidying, "REMOVE_ROWS", 2)
    with transaction.atomic():
        for n in range(7):
            work.later(QUIET, {}, key=f"k{n}", at=NOON)
        assert work.cancel(QUIET, key="k6", at=NOON)
    drain(now=lambda: NOON, ticks=False)
    Job.objects.filter(key__startswith="k5").update(state="dead")
    Job.objects.filter(key__startswith="k4").update(finished_at=NOON + timedelta(days=1))
    edge = NOON + limits.KEEP_DONE
    assert tidying.remove_done(at=edge) == 0
    assert tidying.remove_done(at=edge + timedelta(seconds=1)) == 5
    assert sorted(key[:2] for key in Job.objects.values_list("key", flat=True)) == ["k4", "k5"]
    with transaction.atomic():
        work.later(QUIET, {}, key="k1", at=NOON)
    assert Job.objects.count() == 3
