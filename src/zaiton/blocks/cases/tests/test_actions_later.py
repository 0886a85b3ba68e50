"""What happens to a case later: calendars arrive, versions change, the worker tells, people rate, the rules change and it is replayed."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from zaiton.blocks.cases.actions import recounting
from zaiton.blocks.cases.actions.corrections import correction_ask
from zaiton.blocks.cases.actions.migrating import case_migrate
from zaiton.blocks.cases.actions.ratings import item_rate, rating_answer
from zaiton.blocks.cases.actions.steps import step_claim, step_pause
from zaiton.blocks.cases.actions.submissions import case_submit, draft_begin, draft_save
from zaiton.blocks.cases.domain import refusals
from zaiton.blocks.cases.jobs import lapse
from zaiton.blocks.cases.models import Draft, Event, Rating, StepRow
from zaiton.blocks.cases.queries.cases import case_for
from zaiton.blocks.cases.queries.replaying import case_replayed
from zaiton.blocks.cases.queries.whynot import case_why_not
from zaiton.blocks.cases.tests.publishing import published
from zaiton.blocks.cases.tests.quay import CASE, PDF, RULES, quay_folder
from zaiton.blocks.cases.tests.world import World, a_world, later
from zaiton.blocks.identity.tests.factories import NOON
from zaiton.blocks.law.actions.packs import packs_load
from zaiton.blocks.law.tests.factories import write_pack
from zaiton.blocks.notices.models import Notice, Reminder
from zaiton.kit import work
from zaiton.kit.work.models import Job
from zaiton.kit.work.worker import drain

pytestmark = pytest.mark.django_db(transaction=True)
CHRISTMAS = datetime(2026, 12, 25, 4, tzinfo=UTC)
CALENDAR_2027 = (
    "day,kind,occasion_zh,occasion_en\n2027-01-01,holiday,元旦,New Year's Day\n2027-01-04,holiday,元旦,New Year's Day\n"
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Path:
    """A data home of the test's own, so that it can publish a calendar."""
    settings.ZAITON_HOME = tmp_path / "home"
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def told(person: str) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_a_provisional_day_becomes_final_when_the_calendar_arrives_and_the_applicant_is_told_once(
    home: Path, tmp_path: Path
):
    packs_load(actor="system", at=NOON)
    world = a_world(tmp_path)
    case = world.opened(at=CHRISTMAS)
    row = world.row(case, "safety.review")
    assert row.provisional and world.case(case).provisional
    assert row.due_on == date(2027, 1, 22)
    write_pack(
        home / "packs",
        "calendar-2027",
        rows=CALENDAR_2027,
        tail="[calendar]\nyear = 2027\n",
        service='"law"',
        kind='"calendar"',
        table='"holidays"',
        in_force_from="2027-01-01",
        in_force_until="2028-01-01",
        status='"synthetic"',
    )
    packs_load(actor="system", at=CHRISTMAS)
    drain(now=lambda: CHRISTMAS, ticks=False)
    row = world.row(case, "safety.review")
    assert not row.provisional and row.due_on == date(2027, 1, 26)
    event = Event.objects.get(case__public_id=case, kind="recounted")
    assert json.loads(event.data)["days"]["safety.review"] == [["2027-01-22", True], ["2027-01-26", False]]
    assert told(world.applicant).count("cases.days_changed") == 1
    packs_load(actor="system", at=CHRISTMAS)
    drain(now=lambda: CHRISTMAS, ticks=False)
    assert told(world.applicant).count("cases.days_changed") == 1
    case_replayed(world.case(case))


def test_many_cases_are_counted_anew_batch_by_batch(world: World, monkeypatch: pytest.MonkeyPatch):
    cases = [world.opened(at=CHRISTMAS) for _ in range(5)]
    StepRow.objects.filter(step="safety.review").update(due_on=date(2027, 1, 1))
    monkeypatch.setattr(recounting, "BATCH", 2)
    with transaction.atomic():
        work.emit("law.calendar_changed", {"years": [2027]}, key="calendar/2027", at=CHRISTMAS)
    while drain(now=lambda: CHRISTMAS, ticks=False):
        pass
    counted = Event.objects.filter(kind="recounted").values_list("case__public_id", flat=True)
    assert sorted(counted) == sorted(cases)


def test_the_worker_tells_each_thing_once_and_reminders_follow_the_step(world: World):
    case = world.opened()
    officer = world.officers["safety"]
    step_claim(person=officer, case=case, step="safety.review", at=NOON)
    drain(now=lambda: NOON, ticks=False)
    assert told(world.applicant) == ["cases.received"]
    assert list(Reminder.objects.values_list("person", "due_on")) == [(officer, date(2026, 12, 18))]
    world.decide(case, "safety.review")
    world.decide(case, "nature.review", "refuse", reason="a breeding ground")
    drain(now=lambda: NOON, ticks=False)
    assert told(world.applicant) == ["cases.received", "cases.refused"]
    assert not Reminder.objects.filter(person=officer).exists()
    Job.objects.update(state="waiting", attempt=0, owner="")
    drain(now=lambda: NOON, ticks=False)
    assert told(world.applicant) == ["cases.received", "cases.refused"]


def test_a_definition_published_while_cases_run_leaves_them_as_they_are(world: World, tmp_path: Path):
    old = world.opened()
    folder = quay_folder(
        tmp_path / "two", case=CASE.replace("days: 10,", "days: 8,").replace("2026-01-01", "2026-11-20")
    )
    second = published(folder, at=NOON)
    new = world.opened()
    assert (world.case(old).definition, world.case(new).definition) == (world.definition, second)
    assert world.row(old, "waterway.review").due_on == date(2026, 12, 4)
    assert world.row(new, "waterway.review").due_on == date(2026, 12, 2)
    assert case_for(world.applicant, old, at=NOON).definition.item("waterway").limit.number == 10


def test_a_draft_of_an_earlier_form_is_not_submitted_unseen(world: World, tmp_path: Path):
    draft = draft_begin(person=world.applicant, organisation=world.company, type="quay", at=NOON)
    draft_save(person=world.applicant, draft=draft, data={"length": "80", "hot_work": "false"}, at=NOON)
    published(quay_folder(tmp_path / "two", case=CASE.replace("2026-01-01", "2026-11-20")), at=NOON)
    with pytest.raises(refusals.DefinitionChanged):
        case_submit(person=world.applicant, draft=draft, at=NOON)
    assert Draft.objects.get().data["length"] == "80"


def test_a_case_is_moved_to_another_version_as_the_dry_run_said(world: World, tmp_path: Path):
    case = world.opened()
    world.decide(case, "nature.review")
    changed = CASE.replace("2026-01-01", "2026-11-20").replace(
        "    after: [safety, waterway, nature, fire]", "    after: [safety, waterway, nature, fire, noise]"
    )
    noise = """  - id: noise
    title: {zh: 噪声审查意见, en: Opinion on noise}
    article: 某办法第九条
    roles: [nature]
    limit: {days: 4, unit: working, article: 某办法第九条}
"""
    second = published(quay_folder(tmp_path / "two", case=changed + noise), at=NOON)
    facts = {"person": world.supervisor, "case": case, "to": second, "at": NOON}
    events = Event.objects.count()
    tried = case_migrate(**facts, reason="", dry_run=True)
    assert Event.objects.count() == events and world.case(case).definition == world.definition
    done = case_migrate(**facts, reason="noise was forgotten", dry_run=False)
    assert tried == done and done.added == ("noise.review",)
    assert world.states(case)["noise.review"] == "ready" and world.states(case)["nature.review"] == "done"
    case_replayed(world.case(case))
    for step in ("safety.review", "waterway.review", "noise.review", "permit.review", "permit.issue"):
        world.decide(case, step)
    assert world.case(case).outcome == "granted"
    with pytest.raises(refusals.NoAuthority):
        case_migrate(**{**facts, "person": world.stranger}, reason="x", dry_run=True)


def test_a_case_is_replayed_after_its_rules_have_changed(world: World, tmp_path: Path):
    case = world.opened(length="400")
    world.decide(case, "safety.review", reason="a tug stands by")
    stricter = RULES.replace("<= 300", "<= 50").replace("> 300", "> 50")
    published(quay_folder(tmp_path / "two", case=CASE.replace("2026-01-01", "2026-11-20"), rules=stricter), at=NOON)
    done = case_replayed(world.case(case))
    assert (done.decisions, done.receipts) == (1, 2)


def test_why_not_names_the_fact_that_would_change_it(world: World):
    case = world.opened(length="400")
    (fire,) = case_why_not(world.case(case), "fire")
    (change,) = fire.answers[0]["changes"]
    assert (fire.holds, change["fact"], change["given"]) == (False, "hot_work", False)
    (safety,) = case_why_not(world.case(case), "safety")
    assert [c["fact"] for c in safety.answers[0]["changes"]] == ["length"]


def test_what_has_lapsed_is_ended_by_the_clock(world: World):
    case = world.opened()
    officer = world.officers["waterway"]
    correction_ask(
        person=world.officers["safety"],
        case=case,
        step="safety.review",
        facts=["length"],
        materials=[],
        why="?",
        at=NOON,
    )
    other = world.opened()
    step_pause(
        person=world.officers["safety"],
        case=other,
        step="safety.review",
        ground="inspection",
        last=date(2026, 11, 24),
        at=NOON,
    )
    lapse(at=later(3))
    assert (world.states(case)["safety.review"], world.states(other)["safety.review"]) == ("paused", "paused")
    lapse(at=later(5))
    assert (world.states(case)["safety.review"], world.states(other)["safety.review"]) == ("paused", "ready")
    lapse(at=later(9))
    assert world.states(case)["safety.review"] == "claimed" and officer
    lapse(at=later(9))


def test_an_item_is_rated_once_and_a_bad_grade_is_answered(world: World):
    case = world.opened()
    facts = {"person": world.applicant, "case": case, "item": "nature", "at": NOON}
    with pytest.raises(refusals.NotRateable):
        item_rate(**facts, grade=1)
    world.decide(case, "nature.review")
    with pytest.raises(refusals.BadGrade):
        item_rate(**facts, grade=6)
    with pytest.raises(refusals.NoSuchCase):
        item_rate(**{**facts, "person": world.stranger}, grade=1)
    item_rate(**facts, grade=1, words="nobody answered the telephone")
    with pytest.raises(refusals.NotRateable):
        item_rate(**facts, grade=5)
    row = Rating.objects.get()
    assert row.answer_due_on == date(2026, 12, 11)
    with pytest.raises(refusals.NoAuthority):
        rating_answer(person=world.stranger, rating=row.pk, answer="sorry", at=NOON)
    rating_answer(person=world.supervisor, rating=row.pk, answer="a second telephone is in place", at=NOON)
    with pytest.raises(refusals.NotRateable):
        rating_answer(person=world.supervisor, rating=row.pk, answer="again", at=NOON)


def test_a_submission_that_lacks_something_leaves_the_draft_and_names_everything(world: World):
    draft = draft_begin(person=world.applicant, organisation=world.company, type="quay", at=NOON)
    draft_save(person=world.applicant, draft=draft, data={"length": "80", "hot_work": "true"}, at=NOON)
    with pytest.raises(refusals.MaterialsMissing) as caught:
        case_submit(person=world.applicant, draft=draft, at=NOON)
    assert "施工图" in str(caught.value) and "动火方案" in str(caught.value)
    assert Draft.objects.count() == 1 and not Event.objects.exists()


def test_a_confidential_paper_is_seen_by_the_role_that_needs_it(world: World):
    case = world.opened(hot=True)
    papers = {
        role: {file.material for file in case_for(world.officers[role], case, at=NOON).files}
        for role in ("fire", "nature")
    }
    assert papers == {"fire": {"drawing", "fire-plan"}, "nature": {"drawing"}}
    assert {f.material for f in case_for(world.supervisor, case, at=NOON).files} == {"drawing"}
    with pytest.raises(refusals.NoSuchCase):
        case_for(world.stranger, case, at=NOON)
    assert len(case_for(world.applicant, case, at=NOON).files) == 2 and PDF
