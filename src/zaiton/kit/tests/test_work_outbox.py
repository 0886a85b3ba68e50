"""Putting work in: with the caller's transaction or not at all, once per key and handler, taken back while it waits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from zaiton.kit import manifest, work
from zaiton.kit.work.models import Job

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
HERE = "zaiton.kit.tests.work_handlers"
QUIET = f"{HERE}:quiet"
SENDS = f"{HERE}:sends"


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """One module that wants the event ``tested`` twice."""
    wanted = manifest.Manifest(slug="tested", title="", subscriptions={"tested": (QUIET, SENDS)}, handlers=(QUIET,))
    monkeypatch.setattr(manifest, "_installed", {"tested": wanted})


@pytest.mark.django_db
def test_one_row_for_each_subscriber() -> None:
    """An event becomes a row for each handler; an external one stands in its own lane."""
    work.emit("tested", {"n": 1, "name": "自贸"}, key="k", at=NOON)
    rows = Job.objects.order_by("id").values_list("key", "event", "handler", "lane", "data", "state", "due")
    text = '{"n":1,"name":"自贸"}'
    assert list(rows) == [
        (f"k/{QUIET}", "tested", QUIET, 0, text, "waiting", NOON),
        (f"k/{SENDS}", "tested", SENDS, 1, text, "waiting", NOON),
    ]


@pytest.mark.django_db
def test_an_event_nobody_wants_is_no_work() -> None:
    """Modules come and go; telling nobody is no fault."""
    work.emit("unwanted", {}, key="k", at=NOON)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_the_same_key_twice_is_one() -> None:
    """The second does nothing, whatever it says; another key is another."""
    for n, key in enumerate(("k", "k", "other")):
        work.later(QUIET, {"n": n}, key=key, at=NOON)
    assert [job.data for job in Job.objects.order_by("id")] == ['{"n":0}', '{"n":2}']


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_nothing() -> None:
    """The work goes with the write it follows from."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        work.emit("tested", {}, key="k", at=NOON)
        raise ZeroDivisionError
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_it_is_refused() -> None:
    """Between a committed write and its work a kill would lose the work."""
    with pytest.raises(work.NoTransaction):
        work.emit("tested", {}, key="k", at=NOON)


@pytest.mark.django_db
def test_what_cannot_be_kept_is_refused() -> None:
    """No key, a long key, a handler nobody declared, a naive moment, data that is not JSON."""
    with pytest.raises(ValueError, match="characters"):
        work.later(QUIET, {}, key="", at=NOON)
    with pytest.raises(ValueError, match="characters"):
        work.later(QUIET, {}, key="k" * 201, at=NOON)
    with pytest.raises(work.Undeclared):
        work.later(f"{HERE}:hidden", {}, key="k", at=NOON)
    with pytest.raises(ValueError, match="aware"):
        work.later(QUIET, {}, key="k", at=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError):
        work.later(QUIET, {"n": float("nan")}, key="k", at=NOON)
    with pytest.raises(TypeError):
        work.later(QUIET, {"n": NOON}, key="k", at=NOON)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_cancel_takes_back_what_waits() -> None:
    """Once, under its own key, and not what is under way or done."""
    work.later(QUIET, {}, key="k", at=NOON, due=NOON + timedelta(days=3))
    assert not work.cancel(QUIET, key="other", at=NOON)
    assert work.cancel(QUIET, key="k", at=NOON)
    assert not work.cancel(QUIET, key="k", at=NOON)
    assert Job.objects.get().state == "cancelled"
    for state in ("running", "done", "unknown"):
        Job.objects.update(state=state)
        assert not work.cancel(QUIET, key="k", at=NOON)
