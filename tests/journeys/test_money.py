"""Money in a browser: an agreement signed by three, a payment whose answer is lost, its statement, a break settled by two."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cast import Member
from tests.counterparts import Counterpart, office
from tests.journeys.watching import Watched
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.charting import chart_open
from zaiton.blocks.money.actions.fetching import reconcile_day
from zaiton.blocks.money.actions.sweeping import sweep
from zaiton.blocks.money.domain.channels import Order, Party
from zaiton.blocks.money.queries.breaks import breaks_standing
from zaiton.blocks.money.queries.instructions import instructions_of_document
from zaiton.blocks.money.queries.verifying import verify
from zaiton.kit import clock
from zaiton.kit.work import worker

WORDS = {
    "": {"unknown": "不明，正在查询", "paid": "已付", "active": "有效", "settled": "两人已处理", "open": "待处理"},
    "/en": {
        "unknown": "Unknown, being asked for",
        "paid": "Paid",
        "active": "Active",
        "settled": "Settled by two people",
        "open": "Open",
    },
}
SECONDS = 1
WAIT = 15_000


@pytest.fixture(autouse=True)
def readers_do_not_wait(live_server: object) -> None:
    """The store in memory that tests share between threads locks whole tables; a real one does not."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA read_uncommitted = 1")


@pytest.fixture
def bank(tmp_path: Path, settings: Any, live_server: object) -> Iterator[Counterpart]:
    """A bank, with the treasury and customs behind it, where the channels look for them."""
    settings.ZAITON_HOME, settings.MONEY_KEYS = tmp_path, str(tmp_path / "counterparts")
    settings.MONEY_TIMEOUT = SECONDS
    with office(tmp_path / "counterparts") as (found, _, _):
        chart_open(at=clock.now())
        yield found


@pytest.fixture
def desks(browser: Browser, live_server: Any, cast: Mapping[str, Member]) -> Iterator[dict[str, Page]]:
    """Two officers, each in a browser of their own."""
    contexts: list[BrowserContext] = []
    pages = {}
    for name in ("officer", "second_officer"):
        context = browser.new_context(base_url=live_server.url)
        contexts.append(context)
        pages[name] = context.new_page()
        Watched(pages[name], live_server.url).sign_in(cast[name].email, cast[name].password)
    yield pages
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 360)])
def test_paid_once_though_the_answer_was_lost(
    language: str,
    width: int,
    bank: Counterpart,
    watched: Watched,
    desks: dict[str, Page],
    cast: Mapping[str, Member],
) -> None:
    words, page = WORDS[language], watched.page
    page.set_viewport_size({"width": width, "height": 900})
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    agreed(watched, desks, language, words)
    bank.fault(timeout_after_acting=1)
    watched.open(f"{language}/money/pay/")
    page.locator("[name=document]").fill("BILL-7")
    page.locator("[name=amount]").fill("123.45")
    page.locator("#pay").click()
    page.wait_for_url("**/payments/**")
    work_done()
    expect(page.locator("#state")).to_contain_text(words["unknown"], timeout=WAIT)
    assert watched.faults() == []
    bank.fault(clear=1)
    until_paid("BILL-7")
    expect(page.locator("#state")).to_contain_text(words["paid"], timeout=WAIT)  # the page looks again by itself
    (card,) = instructions_of_document("BILL-7")
    assert (card.state, card.tries) == ("settled", 1) and verify().ok
    watched.open(f"{language}/money/pay/")
    page.locator("[name=document]").fill("BILL-7")
    page.locator("[name=amount]").fill("123.45")
    page.locator("#pay").click()
    page.wait_for_url(f"**/payments/{card.public_id}/")  # the same payment, not another
    one = desks["officer"]
    one.goto(f"{language}/money/accounts/bank-clearing-cny/")
    expect(one.locator("main")).to_contain_text("123.45")
    settled_by_two(desks, language, words, bank)


def agreed(watched: Watched, desks: dict[str, Page], language: str, words: Mapping[str, str]) -> None:
    """The company draws up and signs, one officer signs for the bank, another accepts for customs."""
    page = watched.page
    watched.open(f"{language}/money/agreements/")
    for name, value in {"number": "XY-1", "account": "6222000000000001", "account_name": "Demo importer"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=channel]").select_option("bank")
    page.locator("#draw-up").click()
    page.locator("#enterprise_signs").click()
    address = page.url
    for desk, step in (("officer", "bank_signs"), ("second_officer", "customs_accepts")):
        desks[desk].goto(address)
        desks[desk].locator(f"#{step}").click()
    watched.open(f"{language}/money/agreements/")
    expect(page.locator("table")).to_contain_text(words["active"])
    assert watched.faults() == []


def settled_by_two(desks: dict[str, Page], language: str, words: Mapping[str, str], bank: Counterpart) -> None:
    """The bank states a payment that we never made: one officer proposes, the same cannot decide, the other does."""
    day = date.fromisoformat(bank.clock()["business_day"])
    now = datetime.now(UTC)
    payer, treasury = Party("Demo importer", "6222000000000009"), Party("Treasury", "TREASURY")
    channels["bank"].send(Order("ZBEHIND-1", "debit", 777, "CNY", payer, treasury, "none", day, now), at=now)
    reconcile_day(day, at=now + timedelta(days=1))
    (found,) = [one for one in breaks_standing(on=day) if one.reference == "ZBEHIND-1"]
    one, two = desks["officer"], desks["second_officer"]
    address = f"{language}/money/breaks/{found.public_id}/"
    one.goto(address)
    expect(one.locator("main")).to_contain_text(words["open"])
    one.locator("[name=resolution][value=entry]").check()
    for name, value in {
        "words": "银行误扣 debited by mistake",
        "debit": "suspense-cny",
        "credit": "treasury-clearing-cny",
        "amount": "7.77",
    }.items():
        one.locator(f"[name={name}]").last.fill(value)
    one.locator("#propose").click()
    expect(one.locator("#resolve")).to_have_count(0)
    two.goto(address)
    two.locator("#resolve").click()
    expect(two.locator("main")).to_contain_text(words["settled"])
    two.goto(f"{language}/money/accounts/suspense-cny/")
    expect(two.locator("main")).to_contain_text("7.77")
    assert verify().ok


def until_paid(document: str) -> None:
    """Sweep as the worker's tick does until the bank has been asked."""
    until = time.monotonic() + 20
    while instructions_of_document(document)[0].state != "settled":
        assert time.monotonic() < until, instructions_of_document(document)
        sweep(at=clock.now())
        work_done()
        time.sleep(0.5)


def work_done() -> None:
    """What waits for the worker is done, in a thread of its own as the worker's: the browser's loop runs in this one."""
    shared = connections["default"] if connection.vendor == "sqlite" else None

    def drained() -> None:
        if shared is not None:
            connections["default"] = shared
        worker.drain(now=clock.now, ticks=False)
        if shared is None:
            connections.close_all()

    if shared is not None:
        shared.inc_thread_sharing()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(drained).result()
    if shared is not None:
        shared.dec_thread_sharing()
