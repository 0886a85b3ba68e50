"""Operators and nobody else see the queue; what they do leaves evidence; stuck work goes on, struck-out work does not."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.cast import Member, assemble
from zaiton.blocks.operations import actions, cli, queries
from zaiton.blocks.operations.domain import COMMAND, JobUnseen, NotStuck, WhyMissing, operator_of
from zaiton.blocks.operations.tests.routes import make_stuck
from zaiton.kit import clock, manifest, work
from zaiton.kit.tests import work_handlers as handlers
from zaiton.kit.work.limits import MOST_ATTEMPTS
from zaiton.kit.work.models import Job
from zaiton.kit.work.worker import drain

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, tmp_path) -> Mapping[str, Member]:
    """The six people."""
    return assemble(NOON, tmp_path)


@pytest.fixture
def english() -> Iterator[None]:
    """What commands print, in English."""
    with override("en"):
        yield


def client_of(member: Member) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    answer = client.post("/en/account/sign-in/", {"email": member.email, "password": member.password})
    assert answer.status_code == 302
    return client


def run(*words: str) -> tuple[int, str]:
    """Exit code and output of the work command."""
    result = CliRunner().invoke(cli.work, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def actions_recorded() -> list[tuple[str, str, str]]:
    """The operators' entries in the evidence log, newest first."""
    log = apps.get_model("evidence", "entry").objects.filter(action__startswith="operations.").order_by("-seq")
    return list(log.values_list("actor", "action", "object"))


def test_only_administrators_are_operators() -> None:
    """Nobody else, not even an officer."""
    assert operator_of(actor="person/a", roles={"administrator"}).actor == "person/a"
    for roles in (set(), {"officer"}):
        with pytest.raises(JobUnseen):
            operator_of(actor="person/a", roles=roles)


def test_dead_work_sent_again_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first failure to the operator's retry: the same row, the same key, done in the end, with evidence."""
    installed = {**manifest.installed(), "tested": handlers.MODULE}
    monkeypatch.setattr(manifest, "_installed", installed)
    handlers.sent.clear()
    with transaction.atomic():
        work.later(handlers.SENDS, {"then": "fail"}, key="k", at=NOON)
    at = NOON
    for _ in range(MOST_ATTEMPTS):
        drain(now=lambda at=at: at, ticks=False)
        at += timedelta(hours=7)
    number = Job.objects.get(key=f"k/{handlers.SENDS}").pk
    assert queries.job_for(COMMAND, number).state == "dead"
    assert queries.job_for(COMMAND, number).reason == "ConnectionError: nobody there"
    Job.objects.filter(pk=number).update(data="{}")
    assert actions.job_retry(COMMAND, number, at=at).state == "waiting"
    drain(now=lambda: at, ticks=False)
    assert queries.job_for(COMMAND, number).state == "done"
    assert [d.attempt for d in handlers.sent] == list(range(1, MOST_ATTEMPTS + 2))
    assert {d.key for d in handlers.sent} == {f"k/{handlers.SENDS}"}
    assert actions_recorded() == [("command", "operations.job.retried", f"operations.job/{number}")]
    with pytest.raises(NotStuck):
        actions.job_retry(COMMAND, number, at=at)


def test_struck_out_work_is_never_done() -> None:
    """It keeps its error and the reason, it leaves evidence, and it cannot be struck out twice."""
    number = make_stuck("unknown")
    card = actions.job_drop(COMMAND, number, why="  The receiver has it.  ", at=NOON)
    assert (card.state, card.reason) == ("cancelled", "The receiver has it.")
    assert "ConnectionError" in card.error
    assert actions_recorded() == [("command", "operations.job.dropped", f"operations.job/{number}")]
    for attempt in (actions.job_retry, lambda *a, **k: actions.job_drop(*a, why="again", **k)):
        with pytest.raises(NotStuck):
            attempt(COMMAND, number, at=NOON)
    assert len(actions_recorded()) == 1


@pytest.mark.parametrize("state", ["running", "done", "cancelled"])
def test_what_is_under_way_or_over_is_left_alone(state: str) -> None:
    """Neither retried nor struck out, and no evidence of what was not done."""
    number = make_stuck(state)
    with pytest.raises(NotStuck):
        actions.job_drop(COMMAND, number, why="no", at=NOON)
    with pytest.raises(NotStuck):
        actions.job_retry(COMMAND, number, at=NOON)
    assert Job.objects.get(pk=number).state == state
    assert actions_recorded() == []


def test_a_reason_is_wanted() -> None:
    """Blank or endless reasons are refused, and nothing changes; unknown work is not found."""
    number = make_stuck("dead")
    for why in ("", "   ", "x" * 501):
        with pytest.raises(WhyMissing):
            actions.job_drop(COMMAND, number, why=why, at=NOON)
    assert Job.objects.get(pk=number).state == "dead"
    for act in (actions.job_retry, lambda *a, **k: actions.job_drop(*a, why="gone", **k)):
        with pytest.raises(JobUnseen):
            act(COMMAND, number + 1, at=NOON)


def test_pages_of_the_queue_go_on_where_they_stopped() -> None:
    """Newest first, by number, of one state; the same number of questions on every page."""
    numbers = [make_stuck_many(n) for n in range(7)]
    first = queries.jobs_for(COMMAND, state="dead", limit=3)
    second = queries.jobs_for(COMMAND, state="dead", before=first[-1].id, limit=3)
    assert [card.id for card in (*first, *second)] == list(reversed(numbers))[:6]
    assert queries.jobs_for(COMMAND, state="waiting", limit=3) == ()
    assert len(queries.jobs_for(COMMAND, state="nonsense", limit=3)) == 3


def make_stuck_many(n: int) -> int:
    """One more dead row."""
    number = make_stuck("dead")
    Job.objects.filter(pk=number).update(key=f"many {n}")
    return number


def test_counting_stops_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue of any length is counted to a limit only."""
    monkeypatch.setattr("zaiton.kit.work.queue.COUNTED_MOST", 2)
    for n in range(5):
        make_stuck_many(n)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert queries.counts_for(COMMAND)["dead"] == 3
    assert all("LIMIT 3" in query["sql"] for query in asked)


def test_work_that_nobody_does_is_noticed() -> None:
    """Work due for more than a minute means that no worker runs."""
    number = make_stuck("waiting")
    Job.objects.filter(pk=number).update(due=NOON)
    assert queries.late_since(COMMAND, NOON + timedelta(seconds=59)) is None
    assert queries.late_since(COMMAND, NOON + timedelta(seconds=61)) == NOON


def test_the_command_shows_mends_and_refuses(english: None) -> None:
    """List, retry and drop; a refusal is raised to the command line's door."""
    dead, doubtful = make_stuck("dead"), make_stuck("unknown")
    code, output = run("list", "--state", "dead", "--json")
    assert code == 0
    jobs = json.loads(output)["jobs"]
    assert [(job["id"], job["state"], job["attempt"]) for job in jobs] == [(dead, "dead", 8)]
    assert "ConnectionError: nobody there" in run("list")[1]
    assert run("list", "--state", "running") == (0, "Nothing there.\n")
    assert json.loads(run("retry", str(dead), "--json")[1])["state"] == "waiting"
    assert json.loads(run("drop", str(doubtful), "--why", "It arrived.", "--json")[1])["state"] == "cancelled"
    with pytest.raises(JobUnseen):
        run("retry", "999999")
    assert run("drop", str(dead))[0] == 2
    assert run("list", "--state", "nonsense")[0] == 2


def test_once_does_what_is_due_and_ends(english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker for one going, as a timer of the machine would start it; ticks are shown with their runs."""
    monkeypatch.setattr(manifest, "_installed", {"tested": handlers.MODULE})
    handlers.make_tables()
    work.later(handlers.WRITES, {"mark": "done once"}, key="k", at=clock.now())
    code, output = run("run", "--once", "--json")
    assert (code, json.loads(output)) == (0, {"done": 3})
    assert "done once" in handlers.marks()
    ticks = {tick["name"]: tick for tick in json.loads(run("ticks", "--json")[1])["ticks"]}
    assert set(ticks) == {"tested.tick", "work.remove_done"}
    assert ticks["tested.tick"]["last_at"] and ticks["tested.tick"]["next_at"] > ticks["tested.tick"]["last_at"]


def test_the_page_is_the_operators(cast: Mapping[str, Member]) -> None:
    """Visitors sign in, everybody else is told that there is nothing; the way there is on the administrator's account page."""
    number = make_stuck("dead")
    for path in ("/en/work/", f"/en/work/{number}/"):
        assert Client().get(path).status_code == 302
        for role in ("officer", "stranger", "importer"):
            assert client_of(cast[role]).get(path).status_code == 404
        assert client_of(cast["administrator"]).get(path).status_code == 200
    answer = client_of(cast["officer"]).post(f"/en/work/{number}/", {"do": "retry"})
    assert answer.status_code == 404 and Job.objects.get(pk=number).state == "dead"
    assert 'href="/en/work/"' in client_of(cast["administrator"]).get("/en/account/").content.decode()
    assert 'href="/en/work/"' not in client_of(cast["officer"]).get("/en/account/").content.decode()


def test_mending_by_the_page(cast: Mapping[str, Member]) -> None:
    """Send again, strike out with a reason; without one the form says so; what is no longer stuck is told."""
    administrator = client_of(cast["administrator"])
    dead, doubtful = make_stuck("dead"), make_stuck("unknown")
    assert "may arrive twice" in administrator.get(f"/en/work/{doubtful}/").content.decode()
    answer = administrator.post(f"/en/work/{dead}/", {"do": "retry"}, follow=True)
    assert answer.status_code == 200 and "tried again" in answer.content.decode()
    again = administrator.post(f"/en/work/{dead}/", {"do": "retry"}, follow=True)
    assert "it is Queued" in again.content.decode()
    empty = administrator.post(f"/en/work/{doubtful}/", {"do": "drop", "why": " "})
    assert empty.status_code == 422 and Job.objects.get(pk=doubtful).state == "unknown"
    struck = administrator.post(f"/en/work/{doubtful}/", {"do": "drop", "why": "It arrived."}, follow=True)
    assert "Struck out" in struck.content.decode() and Job.objects.get(pk=doubtful).state == "cancelled"
    actor = f"person/{cast['administrator'].public_id}"
    assert actions_recorded() == [
        (actor, "operations.job.dropped", f"operations.job/{doubtful}"),
        (actor, "operations.job.retried", f"operations.job/{dead}"),
    ]
