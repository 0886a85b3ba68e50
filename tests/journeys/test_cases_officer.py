"""Errands of the office: taken from the list by keyboard, corrected, decided; three offices at once; an absent officer's work passed on."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Member
from tests.journeys.watching import Watched
from zaiton.blocks.cases.actions.corrections import correction_answer
from zaiton.blocks.cases.actions.materials import Upload
from zaiton.blocks.cases.actions.ratings import item_rate
from zaiton.blocks.cases.models import Case, StepRow
from zaiton.blocks.cases.tests.scene import PDF, Scene, a_scene
from zaiton.kit import clock

LANGUAGES = ("", "/en")


@pytest.fixture
def scene(cast: Mapping[str, Member]) -> Scene:
    """The demonstration's type with officers and a supervisor."""
    return a_scene(cast)


def step_of(case: str, step: str) -> StepRow:
    return StepRow.objects.get(case__public_id=case, step=step)


def enter(watched: Watched, member: Member) -> Page:
    watched.sign_in(member.email, member.password)
    return watched.page


def leave(watched: Watched) -> None:
    watched.open("/account/")
    with watched.page.expect_navigation():
        watched.page.locator("form[action$='/account/sign-out/'] button").first.click()


def press_until(page: Page, selector: str, most: int = 80) -> None:
    """Move on by Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_taken_by_keyboard_corrected_and_decided(
    language: str, watched: Watched, cast: Mapping[str, Member], scene: Scene
) -> None:
    """Tick two steps with the space bar, take them, ask for a correction, and decide when it has come."""
    case = scene.case()
    page = enter(watched, cast["officer"])
    watched.open(f"{language}/cases/desk/")
    press_until(page, f"input[value='{case}/waterway.review']")
    page.keyboard.press("Space")
    press_until(page, f"input[value='{case}/safety.review']")
    page.keyboard.press("Space")
    press_until(page, "form[action$='/desk/take/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".messages .success")).to_contain_text("2")
    assert watched.faults() == []
    assert {step_of(case, f"{name}.review").officer for name in ("waterway", "safety")} == {scene.officer}

    watched.open(f"{language}/cases/{case}/steps/waterway.review/")
    press_until(page, "summary")
    page.keyboard.press("Enter")
    page.locator("#ask-facts input[value=length]").check()
    page.locator("#ask-materials input[value=drawing]").check()
    with page.expect_navigation():
        page.locator("form:has(input[value=ask]) button").click()
    expect(page.locator("#errors")).to_be_focused()  # what is wrong is missing; what was ticked stays
    watched.expect_refusal()
    assert watched.faults() == []
    expect(page.locator("#ask-facts input[value=length]")).to_be_checked()
    page.locator("#ask-why").fill("图上标的长度与填写的不一致。")
    with page.expect_navigation():
        page.locator("form:has(input[value=ask]) button").click()
    assert step_of(case, "waterway.review").state == "paused"
    correction_answer(
        person=scene.importer,
        case=case,
        data={"length": "110"},
        uploads=[Upload("drawing", "drawing-2.pdf", PDF + b" anew")],
        at=clock.now(),
    )
    watched.open(f"{language}/cases/{case}/steps/waterway.review/")
    expect(page.locator("main")).to_contain_text("110")
    expect(page.locator("main")).to_contain_text("drawing-2.pdf")
    with page.expect_navigation():
        page.locator("#decide button[value=grant]").click()
    assert step_of(case, "waterway.review").state == "done"
    assert watched.faults() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_windows_and_one_step(language: str, watched: Watched, cast: Mapping[str, Member], scene: Scene) -> None:
    """A decision from a page that is out of date changes nothing, says so, and keeps the reason that was written."""
    case, reason = scene.case(), "No warning lights at night." if language else "夜间警示措施不足，见第三页。"
    page = enter(watched, cast["officer"])
    watched.open(f"{language}/cases/{case}/steps/safety.review/")
    page.locator("#decide-reason").fill(reason)
    scene.decide(case, "environment.review")
    with page.expect_navigation():
        page.locator("#decide button[value=refuse]").click()
    watched.expect_refusal()
    expect(page.locator("#errors")).to_be_focused()
    assert page.locator("#decide-reason").input_value() == reason
    assert step_of(case, "safety.review").state == "ready" and watched.faults() == []
    with page.expect_navigation():
        page.locator("#decide button[value=refuse]").click()
    assert step_of(case, "safety.review").state == "refused"
    assert step_of(case, "permit.issue").state == "refused"
    expect(page.locator("main")).to_contain_text(reason)


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_offices_at_once_and_one_permit(
    language: str, watched: Watched, cast: Mapping[str, Member], scene: Scene
) -> None:
    """Safety, waterway and environment decide in any order; the permit is reviewed meanwhile and issued after all of them."""
    case = scene.case()
    page = enter(watched, cast["officer"])
    for step in ("environment.review", "permit.review", "safety.review", "waterway.review"):
        assert step_of(case, "permit.issue").state == "blocked"
        watched.open(f"{language}/cases/{case}/steps/{step}/")
        with page.expect_navigation():
            page.locator("#decide button[value=grant]").click()
        assert step_of(case, step).state == "done"
    watched.open(f"{language}/cases/{case}/steps/permit.issue/")
    assert page.locator("#decide button[value=refuse]").count() == 0  # what was granted is given out, not refused
    with page.expect_navigation():
        page.locator("#decide button[value=grant]").click()
    assert Case.objects.get(public_id=case).outcome == "granted"
    assert watched.faults() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_supervisor_passes_an_absent_officers_work_on_and_answers_a_bad_grade(
    language: str, watched: Watched, cast: Mapping[str, Member], scene: Scene
) -> None:
    """The officer enters an absence with a deputy; the supervisor passes everything on in one act, and answers the grade."""
    case = scene.case()
    page = enter(watched, cast["officer"])
    watched.open(f"{language}/cases/{case}/steps/permit.review/")
    with page.expect_navigation():
        page.locator("button[value=claim]").click()
    watched.open(f"{language}/cases/absences/")
    today = clock.today().isoformat()
    page.locator("#absence-first").fill(today)
    page.locator("#absence-last").fill(today)
    page.locator("#absence-deputy").select_option(value=scene.supervisor)
    with page.expect_navigation():
        page.locator("form:has(#absence-first) button").click()
    assert watched.faults() == []
    leave(watched)

    graded = scene.granted_case()
    item_rate(person=scene.importer, case=graded, item="safety", grade=1, words="等了很久。", at=clock.now())
    enter(watched, cast["second_officer"])
    watched.open(f"{language}/cases/board/")
    with page.expect_navigation():
        page.locator("form[action$='/board/pass-on/'] button").first.click()
    expect(page.locator(".messages .success")).to_contain_text("1")
    assert step_of(case, "permit.review").officer == scene.supervisor
    assert watched.faults() == []
    with page.expect_navigation():
        page.locator("a[href*='/board/ratings/']").first.click()
    page.locator("textarea").fill("已核实，已增加一名审查员。")
    with page.expect_navigation():
        page.locator("main form button").click()
    expect(page.locator("a[href*='/board/ratings/']")).to_have_count(0)
    leave(watched)
    enter(watched, cast["importer"])
    watched.open(f"{language}/cases/{graded}/")
    expect(page.locator("main")).to_contain_text("已核实，已增加一名审查员。")
    assert watched.stopped() == []
