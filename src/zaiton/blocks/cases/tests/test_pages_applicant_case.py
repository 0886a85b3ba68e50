"""The page of a case: what its reader may know, polls, papers, correction, withdrawal, grades, and the version it was made with."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from zaiton.blocks.cases.actions.corrections import correction_ask
from zaiton.blocks.cases.actions.steps import step_claim, step_reassign
from zaiton.blocks.cases.actions.submissions import draft_begin, draft_save
from zaiton.blocks.cases.models import Authority, Case, CaseType, MaterialFile, Rating
from zaiton.blocks.cases.pages.words import day_words
from zaiton.blocks.cases.queries.cases import case_for
from zaiton.blocks.cases.queries.progress import schedule_of
from zaiton.blocks.cases.tests.publishing import published
from zaiton.blocks.cases.tests.quay import CASE, PDF, quay_folder
from zaiton.blocks.cases.tests.test_pages_applicant import FACTS, as_person, begun, pdf, text
from zaiton.blocks.cases.tests.world import World, a_world
from zaiton.blocks.identity.actions.delegations import delegation_grant
from zaiton.blocks.identity.public import names_of
from zaiton.blocks.identity.tests.factories import a_person
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
POLL = {"hx-request": "true", "hx-target": "live"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path, at=clock.now())


@pytest.fixture
def applicant(client: Client, world: World) -> Client:
    return as_person(client, world.applicant)


def second_version(world: World, tmp_path: Path) -> str:
    """Another version in force from today: the length is called otherwise, one more question and one more paper are asked."""
    later = CASE.replace("in_force_from: 2026-01-01", f"in_force_from: {clock.today()}")
    later = later.replace("Length of quay (m)", "Length of the berth").replace("岸线长度（米）", "泊位长度")
    later = later.replace(
        "  - {name: purpose,",
        "  - {name: depth, title: {zh: 水深, en: Depth}, type: decimal, places: 1}\n  - {name: purpose,",
    )
    later = later.replace("reads: [length]\n", "reads: [length, depth]\n", 1)
    folder = quay_folder(tmp_path / "second", case=later)
    return published(folder, at=clock.now())


def asked(
    world: World, case: str, facts: tuple[str, ...] = ("length",), materials: tuple[str, ...] = ("drawing",)
) -> None:
    officer = world.officers["waterway"]
    more = {"facts": facts, "materials": materials, "why": "They differ."}
    correction_ask(person=officer, case=case, step="waterway.review", at=clock.now(), **more)


def test_only_who_may_sees_a_case(client, world):
    case = world.opened(at=clock.now(), hot=True)
    path = f"/en/cases/{case}/"
    assert client.get(path).status_code == 302
    paper = MaterialFile.objects.get(case__public_id=case, material="fire-plan").public_id
    for person, page, confidential in (
        (world.applicant, 200, 200),
        (world.officers["fire"], 200, 200),
        (world.officers["safety"], 200, 404),
        (world.supervisor, 200, 404),
        (world.stranger, 404, 404),
    ):
        as_person(client, person)
        assert client.get(path).status_code == page
        got = client.get(f"{path}papers/{paper}/")
        assert got.status_code == confidential
        if confidential == 200:
            assert got.headers["content-disposition"].startswith("attachment")
            assert got.headers["x-content-type-options"] == "nosniff"
        for below in ("withdraw/", "rate/safety/", "correction/"):
            if person != world.applicant:
                assert client.get(path + below).status_code == 404


@pytest.mark.parametrize(("scopes", "withdraws"), [(("cases:read",), 404), (("cases:read", "cases:write"), 302)])
def test_an_agent_does_what_the_company_delegated(client, world, scopes, withdraws):
    case, agent, at = world.opened(at=clock.now()), a_person(), clock.now()
    as_person(client, agent.public_id)
    assert client.get(f"/en/cases/{case}/").status_code == 404
    more = {"agent": agent.email, "first_day": clock.today(), "last_day": None}
    delegation_grant(person_id=world.applicant, company_id=world.company, scopes=scopes, at=at, **more)
    assert client.get(f"/en/cases/{case}/").status_code == 200 and case in text(client.get("/en/cases/mine/"))
    assert client.post(f"/en/cases/{case}/withdraw/", {}).status_code == withdraws


def test_the_applicant_reads_offices_and_reasons_but_no_officers(client, world):
    case, at = world.opened(at=clock.now()), clock.now()
    officer, second = world.officers["safety"], world.officers["waterway"]
    Authority.objects.create(
        person=second, type="quay", role="safety", valid_from=at.date() - timedelta(9), granted_by="s", granted_at=at
    )
    step_claim(person=officer, case=case, step="safety.review", at=at)
    step_reassign(
        person=world.supervisor, case=case, step="safety.review", to=second, reason="on leave, tell nobody", at=at
    )
    inside = text(as_person(client, world.supervisor).get(f"/en/cases/{case}/"))
    page = text(as_person(client, world.applicant).get(f"/en/cases/{case}/"))
    assert "on leave, tell nobody" in inside and "on leave, tell nobody" not in page
    for public_id in (officer, second):
        name = names_of([public_id])[public_id]
        assert name in inside and name not in page
    assert "was passed to another officer" in page and "Maritime" in page


def test_a_poll_of_the_same_version_gets_nothing_and_of_another_the_part(applicant, world):
    case = world.opened(at=clock.now())
    version = Case.objects.get().version
    path = f"/en/cases/{case}/"
    assert f'hx-get="{path}?seen={version}"' in text(applicant.get(path))
    assert applicant.get(f"{path}?seen={version}", headers=POLL).status_code == 204
    world.decide(case, "nature.review", at=clock.now())
    fragment = applicant.get(f"{path}?seen={version}", headers=POLL)
    assert fragment.status_code == 200 and "<html" not in text(fragment)
    assert text(fragment).strip() in text(applicant.get(path))


def test_refusing_cascades_and_names_its_cause_and_the_way_to_appeal(applicant, world):
    case = world.opened(at=clock.now())
    world.decide(case, "safety.review", "refuse", reason="No fence <b>at night</b>.", at=clock.now())
    page = text(applicant.get(f"/en/cases/{case}/"))
    for said in (
        "No fence &lt;b&gt;at night&lt;/b&gt;.",
        "It cannot be without “Opinion on safety”, which was refused.",
        "refused because of “Opinion on safety”",
        "Ask for reconsideration within 60 days",
        "某办法第三条",
    ):
        assert said in page
    assert "<b>at night" not in page


def test_a_correction_tells_how_long_it_may_last_when_the_clock_stands(applicant, world):
    case = world.opened(at=clock.now())
    assert "it may last until" not in text(applicant.get(f"/en/cases/{case}/"))
    officer = world.officers["safety"]
    more = {"facts": ["length"], "materials": [], "why": "They differ."}
    correction_ask(person=officer, case=case, step="safety.review", at=clock.now(), **more)
    shown = text(applicant.get(f"/en/cases/{case}/"))
    promised, forecast = (
        Case.objects.get().promised_on,
        schedule_of(case_for(world.applicant, case, at=clock.now()), clock.today()).forecast,
    )
    with override("en"):
        told = day_words(forecast)
    assert forecast > promised and f"it may last until {told}" in shown


def test_a_correction_asks_for_exactly_what_is_wrong_and_all_of_it(applicant, world):
    case = world.opened(at=clock.now())
    asked(world, case)
    path = f"/en/cases/{case}/correction/"
    assert "It is your turn. To be corrected: 2" in text(applicant.get(f"/en/cases/{case}/"))
    page = text(applicant.get(path))
    assert 'name="length"' in page and 'name="paper-drawing"' in page and 'name="purpose"' not in page
    half = applicant.post(path, {"length": "ninety", "version": Case.objects.get().version})
    assert half.status_code == 422 and "is not a number" in text(half) and "This paper is missing" in text(half)
    assert 'value="ninety"' in text(half)
    done = applicant.post(path, {"length": "90", "paper-drawing": pdf(), "version": Case.objects.get().version})
    assert done.status_code == 302 and Case.objects.get().state == "open"
    assert "Corrected: Length of quay (m), Drawing." in text(applicant.get(f"/en/cases/{case}/"))
    assert applicant.get(path).status_code == 302


def test_a_corrected_fact_may_call_for_a_paper_nobody_could_ask_for(applicant, world):
    case = world.opened(at=clock.now())
    asked(world, case, facts=("hot_work",), materials=())
    path = f"/en/cases/{case}/correction/"
    first = applicant.post(path, {"hot_work": "true"})
    assert first.status_code == 422 and 'name="paper-fire-plan"' in text(first)
    done = applicant.post(path, {"hot_work": "true", "paper-fire-plan": pdf(PDF + b" of the fire", "fire.pdf")})
    assert done.status_code == 302 and world.states(case)["fire.review"] == "ready"


def test_a_correction_of_a_case_that_moved_on_is_told_and_keeps_what_was_typed(applicant, world):
    case = world.opened(at=clock.now())
    asked(world, case, materials=())
    version = Case.objects.get().version
    world.decide(case, "nature.review", at=clock.now())
    refused = applicant.post(f"/en/cases/{case}/correction/", {"length": "90", "version": version})
    assert refused.status_code == 422 and "has moved on" in text(refused) and 'value="90"' in text(refused)
    again = applicant.post(f"/en/cases/{case}/correction/", {"length": "90", "version": Case.objects.get().version})
    assert again.status_code == 302


def test_withdrawing_asks_once_more_and_keeps_what_was_decided(applicant, world):
    case = world.opened(at=clock.now())
    world.decide(case, "nature.review", at=clock.now())
    path = f"/en/cases/{case}/withdraw/"
    assert "Opinion on nature" in text(applicant.get(path))
    assert applicant.post(path, {"reason": "sold", "version": Case.objects.get().version}).status_code == 302
    states = world.states(case)
    assert states["nature.review"] == "done" and states["safety.review"] == "withdrawn"
    page = text(applicant.get(f"/en/cases/{case}/"))
    assert "sold" in page and "hx-trigger" not in page and applicant.post(path, {}).status_code == 422


def test_each_decided_item_is_graded_once_and_a_bad_grade_waits_for_its_answer(applicant, world):
    case = world.opened(at=clock.now())
    path = f"/en/cases/{case}/rate/nature/"
    assert applicant.get(path).status_code == 404
    world.decide(case, "nature.review", at=clock.now())
    assert applicant.post(path, {"words": "slow"}).status_code == 422
    assert applicant.post(path, {"grade": "6"}).status_code == 422
    assert applicant.post(path, {"grade": "1", "words": "slow"}).status_code == 302
    page = text(applicant.get(f"/en/cases/{case}/"))
    assert "Very dissatisfied" in page and "slow" in page and "To be answered by" in page
    again = applicant.post(path, {"grade": "5"})
    assert again.status_code == 422 and Rating.objects.get().grade == 1
    assert "On average 1.0 of 5" in text(applicant.get("/en/cases/types/quay/"))


def test_a_case_is_shown_with_the_version_it_was_made_with(applicant, world, tmp_path):
    case = world.opened(at=clock.now())
    sha = second_version(world, tmp_path)
    page = text(applicant.get(f"/en/cases/{case}/"))
    assert "Length of quay (m)" in page and "Length of the berth" not in page
    assert "Length of quay (m)" in text(applicant.get(f"/en/cases/{case}/receipt/"))
    assert CaseType.objects.count() == 2 and world.definition[:12] in page
    guide = text(applicant.get("/en/cases/types/quay/"))
    assert sha[:12] in guide and world.definition[:12] in guide
    old = text(applicant.get(f"/en/cases/types/quay/versions/{world.definition}/"))
    assert "This version is not the one in force" in old and 'id="apply"' not in old


def test_a_form_changed_meanwhile_is_said_and_keeps_what_was_typed(applicant, world, tmp_path):
    draft = begun(applicant, world)
    applicant.post(draft, {**FACTS, "paper-drawing": pdf(), "act": "check", "version": "0"})
    second_version(world, tmp_path)
    refused = applicant.post(f"{draft}submit/", follow=True)
    page = text(refused)
    assert (
        not Case.objects.exists()
        and "The form was changed" in page
        and "New or asked otherwise: Length of the berth, Depth" in page
    )
    assert 'value="80"' in page and "drawing.pdf" in page and 'name="depth"' in page
    assert applicant.get(f"{draft}check/").status_code == 302
    saved = applicant.post(draft, {**FACTS, "depth": "4.5", "act": "check"})
    assert saved.headers["location"].endswith("/check/")
    assert applicant.post(f"{draft}submit/").status_code == 302
    assert Case.objects.get().facts["depth"] == "4.5"


def test_papers_follow_from_what_is_typed(applicant, world):
    draft = begun(applicant, world)
    page = text(applicant.get(draft))
    assert "still turns on: Length of quay (m), Hot work" in page or "still turns on: Hot work" in page
    cold = text(applicant.post(f"{draft}papers/", {**FACTS}))
    assert "<html" not in cold and "paper-fire-plan" not in cold and "paper-drawing" in cold
    hot = text(applicant.post(f"{draft}papers/", {**FACTS, "hot_work": "true"}))
    assert "paper-fire-plan" in hot and "Opinion on hot work" in hot and 'hx-preserve="true"' in hot


def test_two_windows_do_not_overwrite_one_another_unasked(applicant, world):
    draft = begun(applicant, world)
    applicant.post(draft, {"length": "70", "act": "save", "version": "0"})
    refused = applicant.post(draft, {"length": "60", "act": "save", "version": "0"})
    page = text(refused)
    assert refused.status_code == 409 and "another window" in page and 'value="60"' in page
    assert 'name="version" value="1"' in page
    assert applicant.post(draft, {"length": "60", "act": "save", "version": "1"}).status_code == 302


def test_a_file_that_is_no_paper_is_told_at_its_field(applicant, world):
    draft = begun(applicant, world)
    refused = applicant.post(draft, {**FACTS, "paper-drawing": pdf(b"MZ"), "act": "save"}, headers={})
    page = text(refused)
    assert refused.status_code == 422 and 'id="paper-drawing-error"' in page and "none of: PDF, PNG, JPEG" in page
    chinese = text(applicant.post(draft.removeprefix("/en"), {**FACTS, "paper-drawing": pdf(b"MZ"), "act": "save"}))
    assert "从内容看不是以下任何一种：PDF, PNG, JPEG" in chinese


def test_drafts_belong_to_who_may_submit_them(client, world):
    at = clock.now()
    draft = draft_begin(person=world.applicant, organisation=world.company, type="quay", at=at)
    draft_save(person=world.applicant, draft=draft, data=FACTS, at=at)
    as_person(client, world.stranger)
    for path in ("", "check/"):
        assert client.get(f"/cases/drafts/{draft}/{path}").status_code == 404
    for path in ("", "papers/", "submit/", "remove/"):
        assert client.post(f"/cases/drafts/{draft}/{path}", FACTS).status_code == 404
    as_person(client, world.applicant)
    assert client.post(f"/cases/drafts/{draft}/remove/").status_code == 302
    assert client.get(f"/cases/drafts/{draft}/").status_code == 404


def test_the_list_goes_on_where_it_ended(applicant, world, monkeypatch):
    monkeypatch.setattr("zaiton.blocks.cases.pages.mine.PAGE", 2)
    cases = [world.opened(at=clock.now()) for _ in range(3)]
    first = text(applicant.get("/en/cases/mine/"))
    assert cases[2] in first and cases[1] in first and cases[0] not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = text(applicant.get(f"/en/cases/mine/{following}"))
    assert cases[0] in second and cases[1] not in second
    assert "No application is in this state" in text(applicant.get("/en/cases/mine/?state=closed"))
    assert applicant.get("/en/cases/mine/?after=x&state=nonsense").status_code == 200
