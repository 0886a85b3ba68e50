"""Errands of account: sign in and be locked out, set a password by a link, act for a company only while it delegates."""

from collections.abc import Mapping

from playwright.sync_api import expect

from tests.cast import Member
from tests.journeys.watching import Watched

TRIES = 5


def test_sign_in_by_keyboard_and_out(watched: Watched, cast: Mapping[str, Member]) -> None:
    """Mail address, Tab, password, Enter; the header says who it is; signing out ends it."""
    page = watched.page
    watched.open("/account/sign-in/")
    page.locator("input[autocomplete=username]").focus()
    page.keyboard.type(cast["importer"].email)
    page.keyboard.press("Tab")
    page.keyboard.type(cast["importer"].password)
    page.keyboard.press("Enter")
    expect(page.locator("header")).to_contain_text(cast["importer"].display_name)
    assert watched.faults() == []
    assert "no-store" in watched.open("/account/").headers.get("cache-control", "")
    page.locator("form[action$='/account/sign-out/'] button").first.click()
    expect(page.locator("header")).not_to_contain_text(cast["importer"].display_name)
    assert watched.stopped() == []


def test_wanted_page_comes_after_sign_in(watched: Watched, cast: Mapping[str, Member]) -> None:
    """A visitor who wanted a page of hers is asked to sign in and then gets that page."""
    page = watched.page
    watched.open("/account/tokens/")
    page.locator("input[autocomplete=username]").fill(cast["agent"].email)
    page.locator("input[autocomplete=current-password]").fill(cast["agent"].password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/tokens/")


def test_repeated_failures_lock_the_account(watched: Watched, cast: Mapping[str, Member]) -> None:
    """After five wrong passwords even the right one is refused, in words, and the sentence does not say which it was."""
    member = cast["importer"]
    for _ in range(TRIES):
        watched.sign_in(member.email, "wrong password")
        expect(watched.page.locator("#errors")).to_be_focused()
    watched.expect_refusal()
    assert watched.faults() == []
    watched.sign_in(member.email, member.password)
    expect(watched.page.locator("#errors")).to_be_visible()
    expect(watched.page.locator("header")).not_to_contain_text(member.display_name)


def test_stranger_sees_neither_company_nor_answer(watched: Watched, cast: Mapping[str, Member]) -> None:
    """The address of another company's page, and of another person's saved answer, is not found."""
    from zaiton.blocks.identity.tests.routes import company
    from zaiton.services.tariff.tests.routes import saved

    watched.sign_in(cast["stranger"].email, cast["stranger"].password)
    watched.open(company(cast), status=404)
    watched.open(saved(cast), status=404)
    watched.expect_refusal()
    assert watched.stopped() == []


def test_agent_sees_saved_answers_only_while_delegated(watched: Watched, cast: Mapping[str, Member]) -> None:
    """What the company saved is on the agent's list while she delegates to him, and not found once she took it back."""
    page = watched.page
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    watched.open("/tariff/?q=030359&origin=KR&on=2024-01-15")
    _act_for_company(watched)
    watched.open("/tariff/?q=030359&origin=KR&on=2024-01-15")
    page.locator("form[action$='/tariff/answers/save/'] button").click()
    page.wait_for_url("**/tariff/answers/*/")
    kept = page.url.removeprefix(watched.site)
    _sign_out(watched)
    watched.sign_in(cast["agent"].email, cast["agent"].password)
    watched.open(kept)
    _sign_out(watched)
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    watched.open("/account/delegations/")
    with page.expect_navigation():
        page.locator("form[action*='/end/'] button").first.click()
    _sign_out(watched)
    watched.sign_in(cast["agent"].email, cast["agent"].password)
    watched.open(kept, status=404)
    watched.expect_refusal()
    assert watched.stopped() == []


def _sign_out(watched: Watched) -> None:
    watched.open("/account/")
    with watched.page.expect_navigation():
        watched.page.locator("form[action$='/account/sign-out/'] button").first.click()


def _act_for_company(watched: Watched) -> None:
    watched.open("/account/")
    chooser = watched.page.locator("form[action$='/account/acting/'] select")
    if chooser.count():
        chooser.first.select_option(index=1)
        with watched.page.expect_navigation():
            watched.page.locator("form[action$='/account/acting/'] button").first.click()
