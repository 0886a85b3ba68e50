"""The errand the project began with: which agreement for frozen seerfish from Korea, asked by keyboard, read, shared, printed."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.watching import Watched

FISH = "冻马鲛鱼"
YEARS = {
    "2023-06-01": ("APTA", {"APTA": "3.5", "CN-KR": "4", "RCEP": "8.7"}),
    "2024-01-15": ("CN-KR", {"CN-KR": "3.3", "APTA": "3.5", "RCEP": "8"}),
}


def _row(page: Page, agreement: str) -> str:
    return page.locator("tbody tr", has=page.get_by_text(agreement, exact=True)).first.inner_text()


@pytest.mark.parametrize("day", YEARS)
@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 1280), ("", 360), ("/en", 360)])
def test_fish_question_by_keyboard(day: str, language: str, width: int, watched: Watched) -> None:
    """Typed by name, chosen with the arrow keys, answered: best agreement first, every rate as the report has it."""
    best, rates = YEARS[day]
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    watched.open(f"{language}/tariff/?on={day}")
    page.locator("#q").focus()
    page.keyboard.type(FISH, delay=20)
    expect(page.locator("#q-list [role=option]").first).to_be_visible()
    assert watched.faults() == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#origin").focus()
    page.locator("#origin").select_option("KR")
    page.locator("#value").focus()
    page.keyboard.type("1000000")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_visible()
    assert "origin=KR" in page.url and f"on={day}" in page.url, "the address is the answer"
    assert watched.faults() == []
    for agreement, rate in rates.items():
        assert f"{rate}%" in _row(page, agreement).replace(".0%", "%"), agreement
    assert page.locator("tr.is-best").first.inner_text().find(best) >= 0
    assert "MFN" in page.locator("tbody").first.inner_text()


def test_shared_address_back_and_reload_give_the_same_answer(watched: Watched) -> None:
    """The address alone brings the answer back: opened anew, reloaded, and by the Back button."""
    address = f"/tariff/?q={FISH}&origin=KR&on=2024-01-15"
    watched.open(address)
    verdict = watched.page.locator("#verdict").inner_text()
    watched.page.reload()
    assert watched.page.locator("#verdict").inner_text() == verdict
    watched.open("/help/")
    watched.page.go_back()
    assert watched.page.locator("#verdict").inner_text() == verdict
    assert watched.stopped() == []


def test_wrong_question_puts_the_focus_on_what_to_mend(watched: Watched) -> None:
    """Sent without an origin, the form comes back with a summary in focus whose link leads to the field."""
    page = watched.page
    watched.open("/tariff/")
    page.locator("#q").fill("030359")
    page.locator("#q").press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    watched.expect_refusal()
    assert watched.faults() == []
    page.locator("#errors a").first.click()
    expect(page.locator("#origin")).to_be_focused()


def test_network_lost_in_mid_question_loses_nothing(watched: Watched) -> None:
    """The network gone, a sentence says so and what was typed stays."""
    page = watched.page
    watched.open("/tariff/")
    page.locator("#q").fill("030359")
    page.locator("#origin").select_option("KR")
    page.context.set_offline(True)
    page.locator("#q").press("Enter")
    expect(page.locator("#status-line")).not_to_be_empty()
    assert page.locator("#q").input_value() == "030359"
    page.context.set_offline(False)


def test_question_is_answered_without_script(without_script: Page) -> None:
    """With scripts off the form is sent and answered all the same."""
    without_script.goto("/tariff/")
    without_script.locator("#q").fill("030359")
    without_script.locator("#origin").select_option("KR")
    without_script.locator("#on").fill("2024-01-15")
    without_script.locator("main form button[type=submit]").first.click()
    assert "3.3%" in without_script.locator("section.answer").inner_text()


def test_portal_leads_to_the_answer(watched: Watched) -> None:
    """From the first page one word leads to the tariff page, where the origin is all that is missing."""
    page = watched.page
    watched.open("/")
    page.locator("main input[type=search]").first.fill(FISH)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tariff/?**")
    assert page.locator("#q").input_value() == FISH
    page.locator("#origin").select_option("KR")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector("section.answer")
    assert watched.stopped() == []


def test_printed_answer_carries_figures_and_sources(watched: Watched, tmp_path: Path) -> None:
    """On paper: the rate, the sources with their status, no buttons, fonts embedded, at most three sheets with the years of four agreements."""
    watched.open("/tariff/?q=030359&origin=KR&on=2024-01-15&value=1000000")
    printed = tmp_path / "answer.pdf"
    printed.write_bytes(watched.page.pdf(format="A4", print_background=True))
    text = _said_by("pdftotext", "-layout", str(printed), "-")
    assert "3.3%" in text and "韩国" in text
    for button in watched.page.locator("main button").all_inner_texts():
        assert button.strip() not in text.split(), f"the button {button} is printed"
    fonts = _said_by("pdffonts", str(printed)).splitlines()[2:]
    assert fonts and all(line[-40:].split()[-5] == "yes" for line in fonts), "a font is not embedded"
    assert text.count("\f") <= 3


def test_chinese_is_drawn_with_a_chinese_font(watched: Watched) -> None:
    """No box in place of a character: the heading is drawn with a font that has Chinese."""
    watched.open("/tariff/")
    session = watched.page.context.new_cdp_session(watched.page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    heading = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": heading})["fonts"]
    assert fonts and all("CJK" in font["familyName"] for font in fonts), fonts


def _said_by(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
