"""When will the best agreement change, and is it worth waiting? Asked by name and by list, read at a desk and on a phone."""

import os
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.watching import Watched

FISH = "/tariff/forecast/?q=030359&origin=KR&value=1000000"
GOODS = "code,origin,destination,value\n0303.59,KR,,1000000\nabc,KR,CN,\n"
CROSSING = {
    "": "自2024-01-01起，最优为中国-韩国自贸协定（3.3%）",
    "/en": "From 2024-01-01 the best agreement is China–Korea Free Trade Agreement (3.3%)",
}
SAVING = {"": "比2023-12-31进口少缴2,000.00元", "/en": "instead of 2023-12-31 saves 2,000.00 CNY"}
PICTURES = os.environ.get("ZAITON_PICTURES", "")


def _picture(page: Page, name: str) -> None:
    """A picture to look at, where somebody asked for one."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 1280), ("", 360), ("/en", 360)])
def test_from_the_answer_to_the_forecast_and_back(language: str, width: int, watched: Watched) -> None:
    """The answer leads to the forecast: crossing day, chart, table, worth of waiting; and from there to today's rates."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    watched.open(f"{language}/tariff/?q=030359&origin=KR&on=2024-01-15&value=1000000")
    page.locator(f"a[href^='{language}/tariff/forecast/?']").first.click()
    expect(page.locator("#verdict")).to_contain_text(CROSSING[language])
    assert "origin=KR" in page.url and "value=1000000" in page.url
    page.locator("main details summary").last.click()
    row = page.locator("tr", has=page.get_by_role("rowheader", name="2024-01-01")).last
    assert SAVING[language] in row.inner_text()
    assert page.locator("figure.chart svg:visible").count() == 1
    assert watched.faults() == []
    _picture(page, f"forecast{language.replace('/', '-')}-{width}")
    page.locator(f"a[href^='{language}/tariff/?q=030359']").first.click()
    expect(page.locator("#verdict")).to_be_visible()
    assert watched.stopped() == []


def test_a_forecast_is_asked_by_keyboard_and_a_wrong_period_is_mended(watched: Watched) -> None:
    """Typed by name, sent by Enter; the wrong way round the period is named, mended, and answered without a new page."""
    page = watched.page
    watched.open("/en/tariff/forecast/")
    page.locator("#q").fill("冻马鲛鱼")
    page.locator("#origin").select_option("KR")
    page.locator("#from").fill("2025-01-01")
    page.locator("#until").fill("2024-01-01")
    page.locator("#q").press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    watched.expect_refusal()
    assert watched.faults() == []
    page.locator("#until").fill("2026-12-31")
    page.locator("#from").fill("2023-01-01")
    page.locator("#until").press("Enter")
    expect(page.locator("#verdict")).to_contain_text("From 2024-01-01")
    assert "until=2026-12-31" in page.url
    assert watched.stopped() == []


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 360)])
def test_a_list_is_shown_and_taken_home(language: str, width: int, watched: Watched, tmp_path: Path) -> None:
    """A list with a bad row: every good with its crossing, the bad row with its reason; the same as a workbook."""
    (tmp_path / "goods.csv").write_text(GOODS, encoding="utf-8")
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    watched.open(f"{language}/tariff/forecast/list/")
    page.locator("#file").set_input_files(tmp_path / "goods.csv")
    page.locator("#from").fill("2023-06-01")
    page.locator("main form button.primary").click()
    expect(page.locator("#counts")).to_be_visible()
    said = page.locator("main").inner_text()
    assert "APTA 3.5% → CN-KR 3.3%" in said and "abc" in said
    assert watched.faults() == []
    _picture(page, f"forecast-list{language.replace('/', '-')}-{width}")
    page.locator("#file").set_input_files(tmp_path / "goods.csv")
    with page.expect_download() as download:
        page.locator("button[value=xlsx]").click()
    taken = tmp_path / "forecast.xlsx"
    download.value.save_as(taken)
    sheet = openpyxl.load_workbook(taken).active
    assert [sheet["A2"].value, sheet["B2"].value, sheet["C2"].value] == [2, "summary", "030359"]


def test_the_forecast_is_read_without_script(without_script: Page) -> None:
    """With scripts off the form is sent and the forecast read all the same."""
    without_script.goto("/tariff/forecast/")
    without_script.locator("#q").fill("030359")
    without_script.locator("#origin").select_option("KR")
    without_script.locator("main form button[type=submit]").first.click()
    assert "2024-01-01" in without_script.locator("#verdict").inner_text()


@pytest.mark.parametrize(("language", "mark"), [("", "相近"), ("/en", "similar")])
def test_a_slip_of_the_pen_finds_the_good_and_is_marked(language: str, mark: str, watched: Watched) -> None:
    """A wrong character in the name: the good is offered, said to be a guess, and not taken for granted."""
    page = watched.page
    watched.open(f"{language}/tariff/?q=冻马交鱼&origin=KR")
    choice = page.locator("main li", has_text="030359").first
    assert mark in choice.inner_text()
    assert page.locator("#verdict").count() == 0
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("pottoes", delay=10)
    expect(page.locator("#q-list [role=option]").first).to_contain_text(mark)
    assert watched.faults() == []
