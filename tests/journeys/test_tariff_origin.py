"""A company finds out how its product becomes originating: a bill with mistakes, a verdict, a supplier, a proposal, the printed paper."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import Member
from tests.journeys.watching import Watched
from zaiton.blocks.papers.tests.drawing import text_of

BILL = "line,name,code,origin,originating,value\n1,motor block,850990,US,no,62.00\n2,jug,701337,CN,,15.00\n"
WORDS = {
    "": {
        "nothing": "什么都没有保存",
        "row": "第3行",
        "waiting": "还不能判定：缺事实",
        "link": "生成链接",
        "declare": "作出声明",
        "thanks": "您的回答已经收到",
        "version": "清单第 2 版",
        "try": "试一试",
        "keep": "存为新版本",
        "passes": "具备原产资格：",
        "pdf": "评估书（PDF）",
        "paper": "原产地预评估",
    },
    "/en": {
        "nothing": "Nothing was kept",
        "row": "row 3",
        "waiting": "Not yet: facts are missing",
        "link": "Make the link",
        "declare": "Declare",
        "thanks": "Your answer has arrived",
        "version": "Version 2 of the bill",
        "try": "Try this",
        "keep": "Keep as a new version",
        "passes": "Originating under ",
        "pdf": "Assessment as PDF",
        "paper": "Assessment of origin",
    },
}


def _bring(page: Page, file: Path) -> None:
    page.locator("#id_name").fill("mixer")
    page.locator("#id_code").fill("8509.40")
    page.locator("#id_exporter").fill("BD")
    page.locator("#id_importer").fill("CN")
    page.locator("#id_on").fill("2026-03-02")
    page.locator("#id_fob").fill("100.00")
    page.locator("#id_more_than_minimal").select_option("yes")
    page.locator("#id_file").set_input_files(file)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()


def _declared(browser: Browser, address: str, words: Mapping[str, str]) -> None:
    """The supplier's side: its own browser, nobody signed in, a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(address)
    assert "jug" in page.locator("main").inner_text()
    assert "motor block" not in page.content()
    page.locator("input[name=originates][value=yes]").check()
    page.locator("input[name=agreements][value=LDC]").check()
    page.locator("#id_valid_until").fill("2099-12-31")
    page.locator("#id_name").fill("Head of export")
    with page.expect_navigation():
        page.get_by_role("button", name=words["declare"]).click()
    expect(page.locator("#verdict")).to_contain_text(words["thanks"])
    context.close()


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 360)])
def test_a_company_makes_its_product_originating(
    language: str, width: int, watched: Watched, browser: Browser, cast: Mapping[str, Member], tmp_path: Path
) -> None:
    """Each step leaves the page sound; nothing is kept of the bill with a mistake; the paper says what the page says."""
    page, words = watched.page, WORDS[language]
    page.set_default_timeout(30_000)
    page.set_viewport_size({"width": width, "height": 900})
    (tmp_path / "wrong.csv").write_text(BILL.replace("15.00", "fifteen"), encoding="utf-8")
    (tmp_path / "bill.csv").write_text(BILL, encoding="utf-8")
    watched.sign_in(cast["importer"].email, cast["importer"].password)

    watched.open(f"{language}/tariff/origin/")
    page.locator("main a.primary").click()
    _bring(page, tmp_path / "wrong.csv")
    watched.expect_refusal()
    expect(page.locator("#errors")).to_contain_text(words["nothing"])
    expect(page.locator("#errors")).to_contain_text(words["row"])
    assert watched.faults() == []

    _bring(page, tmp_path / "bill.csv")
    expect(page.locator("#verdict")).to_contain_text(words["waiting"])
    assert watched.faults() == []
    product = page.url.removeprefix(watched.site)

    page.locator("#line").select_option("2")
    page.locator("#supplier").fill("Glassworks")
    with page.expect_navigation():
        page.get_by_role("button", name=words["link"]).click()
    assert watched.faults() == []
    _declared(browser, page.locator("#link").input_value(), words)

    watched.open(product)
    expect(page.locator("main")).to_contain_text(words["version"])
    expect(page.locator("main")).to_contain_text("Head of export")
    expect(page.locator("#LDC-title")).to_contain_text(re.compile("不具备|Not originating"))
    with page.expect_navigation():
        page.locator("#LDC").get_by_role("link", name=words["try"]).first.click()
    expect(page.locator("#tried-verdict")).to_contain_text(words["passes"])
    assert watched.faults() == []
    with page.expect_navigation():
        page.get_by_role("button", name=words["keep"]).click()
    expect(page.locator("#verdict")).to_contain_text(words["passes"])
    assert watched.faults() == []

    with page.expect_download() as downloading:
        page.get_by_role("link", name=words["pdf"]).click()
    paper = tmp_path / "origin.pdf"
    downloading.value.save_as(paper)
    said = text_of(paper)
    assert words["paper"] in said and "motor block" in said and "850940" in said
