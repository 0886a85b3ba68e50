"""A decision table on its way into force: broken and mended, its tests red and green, published by a second officer, replayed."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Member
from tests.journeys.watching import Watched
from zaiton.blocks.law.public import kept_table, read_receipt, replay
from zaiton.blocks.law.tests.rule_texts import drafted, publish, shipped_in_force

WORDS = {
    "": {
        "unsaved": "尚未保存",
        "gap": "还有矛盾或遗漏。",
        "missing": "没有一行",
        "red": "有1项测试不符。",
        "waits": "须由另一位审查员发布",
        "yours": "等您决定",
        "publish": "发布",
        "save": "保存",
        "check": "只检查，不保存",
        "add_test": "增加一项测试",
        "begin": "建立草稿",
        "changed": "变更2行",
        "waiting": "自施行日起适用",
        "saved": "已保存。",
        "moved": "您的内容没有保存",
        "asked": "申请撤回",
        "second": "由第二人决定",
        "withdraw": "撤回",
        "withdrawn": "已撤回；",
    },
    "/en": {
        "unsaved": "Nothing is saved yet.",
        "gap": "Not sound yet.",
        "missing": "no row holds for",
        "red": "Tests that fail: 1.",
        "waits": "Another officer publishes it",
        "yours": "It waits for you to decide.",
        "publish": "Publish",
        "save": "Save",
        "check": "Check without saving",
        "add_test": "Add a test",
        "begin": "Begin a draft",
        "changed": "Rows changed: 2",
        "waiting": "it comes into force on its first day",
        "saved": "Saved.",
        "moved": "Nothing of yours was saved.",
        "asked": "Ask for the withdrawal",
        "second": "A second person decides.",
        "withdraw": "Withdraw",
        "withdrawn": "Withdrawn. It is kept",
    },
}
FINE = {"on": "2026-06-01", "f-clear": "true", "f-penalty": "fine", "f-party": "citizen", "f-fine": "250"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings) -> None:
    """A data home of its own."""
    settings.ZAITON_HOME = tmp_path


def _enter(watched: Watched, member: Member) -> None:
    watched.open("/account/")
    out = watched.page.locator("form[action$='/account/sign-out/'] button")
    if out.count():
        with watched.page.expect_navigation():
            out.first.click()
    watched.sign_in(member.email, member.password)


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def _row(page: Page, name: str) -> str:
    """The number of the row of this name in the form."""
    box = page.locator(f"input[id^='r-'][id$='-id'][value='{name}']")
    return (box.get_attribute("id") or "").split("-")[1]


def _version(watched: Watched, language: str) -> str:
    watched.open(f"{language}/data/rules/")
    watched.page.locator("main a[href$='/tables/simple-procedure/']").click()
    watched.page.locator("main a[href*='/versions/']").first.click()
    watched.page.wait_for_url(re.compile(r"/versions/[\w-]+/$"))
    return watched.page.url.removeprefix(watched.site)


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 360)])
def test_a_table_is_broken_mended_tested_and_published_by_a_second_officer(
    language: str, width: int, watched: Watched, cast: Mapping[str, Member]
) -> None:
    """Until the second officer decides nothing changes; a receipt from before replays byte for byte afterwards."""
    shipped_in_force()
    page, words = watched.page, WORDS[language]
    page.set_viewport_size({"width": width, "height": 900})
    _enter(watched, cast["officer"])
    old = _version(watched, language)
    assert watched.faults() == []
    old_receipt = page.request.get(f"{watched.site}{old}ask/receipt/?{urlencode(FINE)}").body()

    page.locator("#first").fill("2027-01-01")
    _press(page, words["begin"])
    draft = page.url.removeprefix(watched.site)
    page.locator("input[name$='-remove'][name^='t-2']").check()  # two tests are about days before the new version
    for number in range(7):
        page.locator(f"#t-{number}-on").fill("2027-02-01")
    upper = _row(page, "citizen-above")
    page.locator(f"#r-{upper}-c-3").fill("> 300")
    _press(page, words["check"])
    expect(page.locator("#verdict")).to_have_text(words["gap"])
    expect(page.locator("main")).to_contain_text(words["missing"])
    expect(page.locator("main")).to_contain_text(words["unsaved"])
    assert watched.faults() == []

    page.locator(f"#r-{_row(page, 'citizen')}-c-3").fill("<= 300")
    _press(page, words["save"])
    expect(page.locator("main")).to_contain_text(words["saved"])
    expect(page.locator("#verdict")).to_have_text(words["red"])
    assert page.locator("main .tag-bad").count() == 1
    assert watched.faults() == []
    page.locator("#t-1-c-3").fill("300.01")
    _press(page, words["save"])
    expect(page.locator("#verdict")).to_contain_text(words["waits"])
    expect(page.locator("main")).to_contain_text(words["changed"])
    _press(page, words["add_test"])
    page.locator("#t-6-case").fill("罚款250元")
    page.locator("#t-6-on").fill("2027-03-01")
    for number, (name, text) in enumerate(list(FINE.items())[1:]):
        box = page.locator(f"#t-6-c-{number}")
        box.select_option(text) if name != "f-fine" else box.fill(text)
    page.locator("#t-6-c-4").select_option("normal")
    _press(page, words["save"])
    expect(page.locator("#verdict")).to_have_text(words["red"])
    assert watched.faults() == []
    page.locator("#t-6-c-4").select_option("on-the-spot")
    _press(page, words["save"])
    expect(page.locator("#verdict")).to_contain_text(words["waits"])
    assert page.get_by_role("button", name=words["publish"], exact=True).count() == 0

    _enter(watched, cast["second_officer"])
    watched.open(draft)
    expect(page.locator("#verdict")).to_contain_text(words["yours"])
    assert watched.faults() == []
    _press(page, words["publish"])
    expect(page.locator("#verdict")).to_contain_text(words["waiting"])
    assert watched.faults() == []
    new = page.url.removeprefix(watched.site)
    asked = urlencode(FINE | {"on": "2027-06-01"})
    watched.open(f"{new}ask/?{asked}")
    expect(page.locator("#answer")).to_contain_text("on-the-spot")
    watched.open(f"{old}ask/?{urlencode(FINE)}")
    expect(page.locator("#answer")).to_contain_text("normal")
    document = read_receipt(old_receipt, "receipt.json")
    assert replay(kept_table(document["table"]["sha256"]), document, old_receipt) == old_receipt
    assert page.request.get(f"{watched.site}{old}ask/receipt/?{urlencode(FINE)}").body() == old_receipt


@pytest.mark.parametrize("language", ["", "/en"])
def test_two_officers_at_one_draft_and_two_at_a_withdrawal(
    language: str, watched: Watched, cast: Mapping[str, Member]
) -> None:
    """The later saving is refused and keeps what was typed; one asks for a withdrawal, the other carries it out."""
    page, words = watched.page, WORDS[language]
    officer, second = cast["officer"], cast["second_officer"]
    draft = drafted(person=officer.public_id)
    _enter(watched, officer)
    watched.open(f"{language}/data/rules/drafts/{draft}/")
    _enter_elsewhere(page, watched, second, f"{language}/data/rules/drafts/{draft}/", words["save"])
    page.locator("#h-title_en").fill("Typed by the first")
    _press(page, words["save"])
    expect(page.locator("#wrong")).to_contain_text(words["moved"])
    expect(page.locator("#h-title_en")).to_have_value("Typed by the first")
    watched.expect_refusal()
    assert watched.faults() == []

    version = publish(drafted(person=officer.public_id), second.public_id)
    watched.open(f"{language}/data/rules/versions/{version}/")
    page.locator("#reason").fill("印错" if not language else "misprint")
    _press(page, words["asked"])
    expect(page.locator("main")).to_contain_text(words["second"])
    assert watched.faults() == []
    _enter(watched, second)
    watched.open(f"{language}/data/rules/versions/{version}/")
    assert watched.faults() == []
    _press(page, words["withdraw"])
    expect(page.locator("#verdict")).to_contain_text(words["withdrawn"])
    assert watched.faults() == []


def _enter_elsewhere(page: Page, watched: Watched, member: Member, path: str, save: str) -> None:
    """A second browser, in which somebody else saves the same draft."""
    context = page.context.browser.new_context(base_url=watched.site)
    other = Watched(context.new_page(), watched.site)
    other.sign_in(member.email, member.password)
    other.open(path)
    other.page.locator("#h-title_en").fill("Typed by the second")
    _press(other.page, save)
    context.close()


def test_the_editor_works_without_script(without_script: Page, cast: Mapping[str, Member]) -> None:
    """Rows are moved, added and saved by plain forms."""
    page, officer = without_script, cast["officer"]
    draft = drafted(person=officer.public_id)
    page.goto("/account/sign-in/")
    page.locator("input[autocomplete=username]").fill(officer.email)
    page.locator("input[autocomplete=current-password]").fill(officer.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"/data/rules/drafts/{draft}/")
    page.locator("input[name='r-2-place']").fill("1")
    page.keyboard.press("Enter")  # the first button only checks
    expect(page.locator("main")).to_contain_text("尚未保存")
    expect(page.locator("#r-0-id")).to_have_value("large")
    page.get_by_role("button", name="增加一行").click()
    expect(page.locator("#r-3-id")).to_have_value("")
    page.locator("input[name='r-3-remove']").check()
    page.get_by_role("button", name="保存", exact=True).first.click()
    expect(page.locator("main")).to_contain_text("已保存。")
    expect(page.locator("#r-0-id")).to_have_value("large")
