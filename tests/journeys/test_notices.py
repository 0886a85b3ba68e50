"""Errands of notices: a webhook is made and tried, fails and is switched off, which its owner reads, mends and sends again."""

from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Member
from tests.journeys.watching import Watched
from zaiton.blocks.notices.tests.servers import Receiver, receiver
from zaiton.kit.work.worker import drain

WORDS = {
    "": {"unread": "通知（未读 1 条）", "off": "已停用", "given_up": "已放弃", "arrived": "已送达", "said": "410"},
    "/en": {
        "unread": "Notices (1 unread)",
        "off": "Switched off",
        "given_up": "Given up",
        "arrived": "Arrived",
        "said": "410",
    },
}


@pytest.fixture
def there(settings) -> Iterator[Receiver]:
    """The owner's own system, on this machine, which the operator has opened."""
    settings.WEBHOOK_ALLOW = ["127.0.0.0/8"]
    with receiver() as found:
        yield found


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_webhook_from_making_to_mending(
    language: str, watched: Watched, cast: Mapping[str, Member], there: Receiver
) -> None:
    """Made, tried, gone and switched off; the notice leads to it; switched on, what was given up is sent again."""
    page, words = watched.page, WORDS[language]
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    secret = _make(watched, language, there.url)
    with page.expect_navigation():
        page.locator("main a.button").click()
    _press(page, "try")
    drain(ticks=False)
    page.reload()
    expect(page.locator("main table")).to_contain_text(words["arrived"])
    assert there.got[0].is_signed_with(secret) and watched.faults() == []
    there.status = 410
    _press(page, "try")
    drain(ticks=False)
    watched.open(f"{language}/help/")
    with page.expect_navigation():
        page.locator(".head-links a", has_text=words["unread"]).click()
    assert watched.faults() == []
    with page.expect_navigation():
        page.locator("main tbody th a").first.click()
    expect(page.locator("main dl")).to_contain_text(words["off"])
    expect(page.locator("main table")).to_contain_text(words["given_up"])
    expect(page.locator("main table")).to_contain_text(words["said"])
    expect(page.locator(".head-links")).not_to_contain_text("1")
    assert watched.faults() == []
    there.status = 200
    _press(page, "on")
    _press(page, "send")
    drain(ticks=False)
    page.reload()
    expect(page.locator("main table")).not_to_contain_text(words["given_up"])
    assert [got.headers["webhook-id"] for got in there.got][1:] == [there.got[1].headers["webhook-id"]] * 2
    assert watched.faults() == []


def test_an_address_that_leads_inside_is_refused_in_words(
    watched: Watched, cast: Mapping[str, Member], settings
) -> None:
    """The form keeps what was typed, takes the focus to the error, and says what to do."""
    settings.WEBHOOK_ALLOW = []
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    watched.open("/notices/webhooks/new/")
    page = watched.page
    page.locator("input[name=name]").fill("ERP")
    page.locator("input[name=url]").fill("https://127.0.0.1/hooks")
    page.locator("main form button").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors")).to_contain_text("不在公网上")
    expect(page.locator("input[name=url]")).to_have_value("https://127.0.0.1/hooks")
    watched.expect_refusal()
    assert watched.faults() == []


def test_preferences_by_keyboard_and_without_script(
    watched: Watched, cast: Mapping[str, Member], without_script: Page
) -> None:
    """Untick, type the quiet hours, Enter; it is there the next time, also in a browser without script."""
    watched.sign_in(cast["agent"].email, cast["agent"].password)
    watched.open("/notices/preferences/")
    page = watched.page
    page.locator("input[name=mail_on][value=notices]").focus()
    page.keyboard.press("Space")
    page.locator("input[name=quiet_begins]").fill("22:15")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main [role=status]")).to_be_visible()
    assert watched.faults() == []
    without_script.context.add_cookies(page.context.cookies())
    without_script.goto("/notices/preferences/")
    assert not without_script.locator("input[name=mail_on][value=notices]").is_checked()
    assert without_script.locator("input[name=quiet_begins]").input_value() == "22:15"
    without_script.locator("input[name=mail_on][value=notices]").check()
    without_script.locator("main form button").click()
    watched.open("/notices/preferences/")
    assert page.locator("input[name=mail_on][value=notices]").is_checked()


def _make(watched: Watched, language: str, url: str) -> str:
    page = watched.page
    watched.open(f"{language}/notices/webhooks/new/")
    page.locator("input[name=name]").fill("ERP")
    page.locator("input[name=url]").fill(url)
    with page.expect_navigation():
        page.locator("main form button").click()
    secret = page.locator("#secret").input_value()
    assert secret.startswith("whsec_") and watched.faults() == []
    return secret


def _press(page: Page, act: str) -> None:
    with page.expect_navigation():
        page.locator(f"main form[action$='/{act}/'] button").first.click()
