"""An official table on its way into force: mistakes, correction, a second officer, a company's answers before and after, taking back."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Member
from tests.journeys.watching import Watched
from zaiton.kit import clock
from zaiton.services.tariff.actions.imports import import_now
from zaiton.services.tariff.queries import ratebook
from zaiton.services.tariff.tests.annex_file import LINES, annex, with_rate

SAID = {"kind": "agreement", "agreement": "CN-CR", "in_force": "2026-01-01", "hs": "2022"}
CHEESE = "/tariff/?q=04069000&origin=CR&on=2026-06-01"
WORDS = {
    "": {
        "mistakes": "表中有2处错误，整表不能生效。",
        "waits": "须由另一位审查员复核生效",
        "changed": "变更1行",
        "publish": "复核通过，生效",
        "in_force": "生效中。查询按本表答复。",
        "not_yours": "由您导入",
        "read_again": "重新读取",
        "undo": "撤回……",
        "undone": "已撤回。本表不再有效。",
        "earlier": "不再使用",
    },
    "/en": {
        "mistakes": "Mistakes in the table: 2. Nothing of it can be put in force.",
        "waits": "Another officer puts it in force",
        "changed": "Lines changed: 1",
        "publish": "Put in force",
        "in_force": "In force. Questions are answered by this table.",
        "not_yours": "You brought this table in yourself",
        "read_again": "Read again",
        "undo": "Take back …",
        "undone": "Taken back. This table is no longer in force.",
        "earlier": "no longer in use",
    },
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data home of its own, in which last year's table is in force; the book is looked up at nearly every question."""
    settings.ZAITON_HOME = tmp_path
    monkeypatch.setattr(ratebook, "LOOK_AGAIN_SECONDS", 0.1)
    yield
    ratebook._shelf.looked = 0.0


def _enter(watched: Watched, member: Member) -> None:
    watched.open("/account/")
    out = watched.page.locator("form[action$='/account/sign-out/'] button")
    if out.count():
        with watched.page.expect_navigation():
            out.first.click()
    watched.sign_in(member.email, member.password)


def _bring(watched: Watched, language: str, file: Path) -> str:
    """Bring a file in as a person does; returns the path of its page."""
    page = watched.page
    watched.open(f"{language}/tariff/imports/")
    page.locator("main a.primary").click()
    page.locator("#id_file").set_input_files(file)
    page.locator("#id_kind").select_option("agreement")
    page.locator("#id_agreement").fill("CN-CR")
    page.locator("#id_in_force").fill("2026-01-01")
    page.locator("#id_hs").fill("2022")
    page.locator("#id_document").fill("演示公告2026年第2号" if not language else "Demo notice 2026-2")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/imports/[\w-]{10,}/$"))
    return page.url.removeprefix(watched.site)


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def _verdict(watched: Watched, language: str) -> str:
    watched.open(language + CHEESE)
    return watched.page.locator("#verdict").inner_text()


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 360)])
def test_a_table_is_corrected_put_in_force_by_a_second_officer_and_taken_back(
    language: str, width: int, watched: Watched, cast: Mapping[str, Member], tmp_path: Path
) -> None:
    """Until the second officer decides no answer changes; an answer saved before still names the content it stood on."""
    import_now(content=annex(), name="annex-1.xlsx", settings=SAID, actor="command", at=clock.now())
    ratebook.rate_book()
    page, words = watched.page, WORDS[language]
    page.set_default_timeout(30_000)
    page.set_viewport_size({"width": width, "height": 900})
    wrong = [(c, n, m, "-6" if c == "04069000" else "4..0" if c == "03035990" else a) for c, n, m, a in LINES]
    (tmp_path / "annex-2.xlsx").write_bytes(annex(wrong))
    (tmp_path / "annex-2-corrected.xlsx").write_bytes(with_rate("04069000", "6"))

    _enter(watched, cast["importer"])
    assert "7.2%" in _verdict(watched, language)
    with page.expect_navigation():
        page.locator("form[action$='/tariff/answers/save/'] button").click()
    kept = page.url.removeprefix(watched.site)
    cited = page.locator("a[href*='/cn-cr/cited/']").first.get_attribute("href")

    _enter(watched, cast["officer"])
    mistaken = _bring(watched, language, tmp_path / "annex-2.xlsx")
    expect(page.locator("#verdict")).to_have_text(words["mistakes"])
    faults = page.locator("h2#mistakes + div tbody")
    assert "E7" in faults.inner_text() and "E8" in faults.inner_text()
    assert watched.faults() == []
    draft = _bring(watched, language, tmp_path / "annex-2-corrected.xlsx")
    expect(page.locator("#verdict")).to_contain_text(words["waits"])
    expect(page.locator("main")).to_contain_text(words["changed"])
    assert page.get_by_role("button", name=words["publish"]).count() == 0
    page.locator("select[name=column-E]").select_option("ignore")
    _press(page, words["read_again"])
    page.locator("select[name=column-E]").select_option("agreement")
    _press(page, words["read_again"])
    expect(page.locator("main")).to_contain_text(words["changed"])
    assert watched.faults() == []
    assert "7.2%" in _verdict(watched, language)

    _enter(watched, cast["second_officer"])
    watched.open(mistaken)
    assert page.get_by_role("button", name=words["publish"]).count() == 0
    watched.open(draft)
    assert watched.faults() == []
    _press(page, words["publish"])
    expect(page.locator("#verdict")).to_have_text(words["in_force"])

    _enter(watched, cast["importer"])
    assert "6%" in _verdict(watched, language)
    watched.open(kept)
    expect(page.locator("#verdict")).to_contain_text("7.2%")
    assert watched.faults() == []
    watched.open(cited)
    expect(page.locator("main")).to_contain_text(words["earlier"])
    expect(page.locator("main")).to_contain_text("7.2")
    assert watched.faults() == []
    watched.open(draft, status=403)
    watched.expect_refusal()

    _enter(watched, cast["officer"])
    watched.open(draft)
    page.get_by_role("link", name=words["undo"]).click()
    assert watched.faults() == []
    with page.expect_navigation():
        page.locator("main form button.danger").click()
    expect(page.locator("#verdict")).to_have_text(words["undone"])
    assert "7.2%" in _verdict(watched, language)


def test_who_brought_a_table_in_cannot_put_it_in_force(
    watched: Watched, cast: Mapping[str, Member], tmp_path: Path
) -> None:
    """The page offers no button, and a form sent all the same is refused in words; a draft may be withdrawn."""
    page = watched.page
    file = tmp_path / "annex.xlsx"
    file.write_bytes(annex())
    _enter(watched, cast["officer"])
    draft = _bring(watched, "", file)
    page.evaluate(
        "path => { const form = document.querySelector('form[action$=\"/refuse/\"]'); form.action = path + 'publish/'; }",
        draft,
    )
    page.locator("form[action$='/publish/'] button").click()
    expect(page.locator("main")).to_contain_text("您")
    watched.expect_refusal()
    watched.open(draft)
    page.locator("#reason").fill("看错了年度")
    _press(page, "撤回")
    expect(page.locator("#verdict")).to_contain_text("未生效")
    assert "看错了年度" in page.locator("section.answer").inner_text()
    assert watched.stopped() == []
