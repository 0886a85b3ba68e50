"""An applicant's errand in a browser: apply, correct, see the offices decide side by side, be refused, withdraw, grade."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from tests.cast import Member
from tests.journeys.watching import Watched
from zaiton.blocks.cases.actions.ratings import rating_answer
from zaiton.blocks.cases.models import Case, Rating
from zaiton.blocks.cases.tests.scene import TYPE, Scene, a_scene
from zaiton.blocks.papers.tests.files import pdf

REVIEWS = ("safety.review", "waterway.review", "environment.review")
WORDS = {
    "": {
        "open": "正在办理",
        "yours": "等您补正 2 项",
        "missing": "缺这份材料",
        "done": "已办结",
        "corrected": "已补正：占用岸线长度（米）、平面布置图。",
        "cause": "它以“施工安全意见”为前提",
        "withdrawn": "撤回了申请",
        "grade": "非常不满意",
        "answer": "答复：",
        "risk": "风险评估报告",
    },
    "/en": {
        "open": "It is the turn of",
        "yours": "It is your turn. To be corrected: 2",
        "missing": "This paper is missing",
        "done": "Done",
        "corrected": "Corrected: Length of quay used (metres), Layout drawing.",
        "cause": "It cannot be without “Opinion on the safety of works”",
        "withdrawn": "Withdrew the application",
        "grade": "Very dissatisfied",
        "answer": "Answer:",
        "risk": "Risk assessment",
    },
}


@pytest.fixture(autouse=True)
def readers_do_not_wait(live_server: object) -> None:
    """The store in memory that tests share between threads locks whole tables; a real one does not."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA read_uncommitted = 1")


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """A file for each paper."""
    found = {name: tmp_path / f"{name}.pdf" for name in ("plan", "drawing", "risk")}
    for path in found.values():
        path.write_bytes(pdf(path.stem))
    return found


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 360)])
def test_from_the_guide_to_the_last_grade(
    language: str, width: int, watched: Watched, cast: Mapping[str, Member], papers: dict[str, Path]
) -> None:
    """Every page on the way is sound, what is missing is told at its place, and nothing typed or chosen is lost."""
    scene, page, words = a_scene(cast), watched.page, WORDS[language]
    page.set_viewport_size({"width": width, "height": 900})
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    case = _apply(watched, page, language, papers, words)
    page.locator("#picture").focus()
    scene.ask(case)
    expect(page.locator("#turn")).to_contain_text(words["yours"], timeout=25_000)
    expect(page.locator("#picture")).to_be_focused()
    _correct(watched, page, papers, words)
    scene.decide(case, *REVIEWS)
    watched.open(f"{language}/cases/{case}/")
    steps = page.locator("#live table").first.locator("tbody tr")
    for number in range(len(REVIEWS)):
        expect(steps.nth(number)).to_contain_text(words["done"])
    assert watched.faults() == []
    _grade(watched, page, language, case, scene, words)


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_refusal_takes_along_what_rests_on_it_and_the_rest_is_withdrawn(
    language: str, watched: Watched, cast: Mapping[str, Member]
) -> None:
    """The cause and the way to appeal are told; withdrawing asks once more and ends what is open."""
    scene, page, words = a_scene(cast), watched.page, WORDS[language]
    case = scene.case()
    scene.decide(case, "safety.review", decision="refuse", reason="No lights at night.")
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    watched.open(f"{language}/cases/{case}/")
    expect(page.locator("#item-permit")).to_contain_text(words["cause"])
    expect(page.locator("#item-safety")).to_contain_text("No lights at night.")
    page.locator("#withdraw").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/withdraw/")
    assert watched.faults() == []
    page.locator("#confirm").click()
    page.wait_for_url(f"**/cases/{case}/")
    expect(page.locator("main")).to_contain_text(words["withdrawn"])
    assert Case.objects.get(public_id=case).state == "closed"
    assert page.locator("#live[hx-get]").count() == 0, "a closed case asks no more"
    assert watched.faults() == []


def test_the_receipt_prints_on_two_sheets_at_most(watched: Watched, cast: Mapping[str, Member]) -> None:
    """The acceptance notice prints on A4 with its number and without buttons."""
    case = a_scene(cast).case()
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    watched.open(f"/cases/{case}/receipt/")
    sheet = watched.page.pdf(prefer_css_page_size=True)
    pages = sheet.count(b"/Type /Page") - sheet.count(b"/Type /Pages")
    assert 1 <= pages <= 2
    watched.page.emulate_media(media="print")
    assert not watched.page.locator("[data-print]").is_visible()
    expect(watched.page.locator("main")).to_contain_text(Case.objects.get(public_id=case).number)


def test_applying_needs_no_script(without_script: Page, live_server: object, cast: Mapping[str, Member]) -> None:
    """The papers are told by "save and check" where nothing tells them while typing."""
    scene, page = a_scene(cast), without_script
    draft = scene.draft(kind="dredging", length="120", hot_work="false", first_day="2026-12-15")
    page.goto("/account/sign-in/")
    page.locator("input[autocomplete=username]").fill(cast["importer"].email)
    page.locator("input[autocomplete=current-password]").fill(cast["importer"].password)
    page.locator("main form button").first.click()
    page.goto(f"/cases/drafts/{draft}/")
    page.locator("#check").click()
    expect(page.locator("#errors")).to_contain_text(WORDS[""]["risk"])


def _apply(watched: Watched, page: Page, language: str, papers: dict[str, Path], words: Mapping[str, str]) -> str:
    watched.open(f"{language}/cases/types/{TYPE}/")
    page.locator("#apply").click()
    page.wait_for_url("**/cases/drafts/*/")
    page.locator("#paper-plan").set_input_files(papers["plan"])
    page.locator("input[name=kind][value=maintenance]").check()
    page.locator("input[name=length]").fill("abc")
    page.locator("input[name=hot_work][value=false]").check()
    expect(page.locator("#papers")).not_to_contain_text(words["risk"])
    page.locator("input[name=kind][value=dredging]").check()
    page.locator("input[name=first_day]").fill("2026-12-15")
    expect(page.locator("#papers")).to_contain_text(words["risk"])
    assert page.locator("#paper-plan").evaluate("e => e.files.length") == 1, "the chosen file outlasts the swap"
    page.locator("#check").click()
    expect(page.locator("#errors")).to_be_focused()
    watched.expect_refusal()
    expect(page.locator("#errors")).to_contain_text("abc")
    expect(page.locator("#errors")).to_contain_text(words["missing"])
    assert watched.faults() == []
    page.locator("input[name=length]").fill("120")
    for name in ("drawing", "risk"):
        page.locator(f"#paper-{name}").set_input_files(papers[name])
    page.locator("#check").click()
    page.wait_for_url("**/check/")
    assert watched.faults() == []
    page.locator("#submit").click()
    page.wait_for_url("**/submitted/")
    row = Case.objects.get()
    expect(page.locator("#number")).to_have_text(row.number)
    page.locator("main a.primary").click()
    expect(page.locator("#turn")).to_contain_text(words["open"])
    assert watched.faults() == []
    return row.public_id


def _correct(watched: Watched, page: Page, papers: dict[str, Path], words: Mapping[str, str]) -> None:
    page.locator("#correct").click()
    page.wait_for_url("**/correction/")
    assert page.locator("main form input[type=file]").count() == 1
    page.locator("input[name=length]").fill("130")
    page.locator("#paper-drawing").set_input_files(papers["drawing"])
    page.locator("#send").click()
    expect(page.locator("main")).to_contain_text(words["corrected"])
    assert watched.faults() == []


def _grade(watched: Watched, page: Page, language: str, case: str, scene: Scene, words: Mapping[str, str]) -> None:
    page.locator("#rate-safety").click()
    page.locator("input[name=grade][value='1']").check()
    page.locator("textarea[name=words]").fill("Too slow.")
    page.locator("#send").click()
    page.wait_for_url(f"**/cases/{case}/")
    expect(page.locator("#item-safety")).to_contain_text(words["grade"])
    rating_answer(person=scene.supervisor, rating=Rating.objects.get().pk, answer="One more officer.", at=scene.at)
    watched.open(f"{language}/cases/{case}/")
    expect(page.locator("#item-safety")).to_contain_text("One more officer.")
    expect(page.locator("#item-safety")).to_contain_text(words["answer"])
