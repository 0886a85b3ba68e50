"""Retail imports in a browser: files dropped in, bills, a disputed line, a batch confirmed by two, unknown then paid, a receipt that verifies."""

import re
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, expect

from tests.cast import Member
from tests.counterparts import Counterpart, office
from tests.journeys.test_money import SECONDS, WAIT, work_done
from tests.journeys.watching import Watched
from zaiton.blocks.identity.public import organisations_visible_to
from zaiton.blocks.money.actions.fetching import reconcile_day
from zaiton.blocks.money.actions.sweeping import sweep
from zaiton.blocks.money.public import set_up
from zaiton.blocks.money.queries.breaks import breaks_counted
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.papers.actions.making import files_made
from zaiton.blocks.papers.public import certificate_card, seals_ensured
from zaiton.kit import clock
from zaiton.services.retail_tax import jobs
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.public import SEALS
from zaiton.services.retail_tax.queries.books import books_page
from zaiton.services.retail_tax.tests.whole import CUSTOMS, company_ready, files

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/retail-tax/"
SALES = ((1, 2, 3), (4, 5))
WORDS = {
    "": {"unknown": "不明，正在查询", "paid": "海关已核销", "accepted": "单证一致，已申报"},
    "/en": {
        "unknown": "Unknown, being asked for",
        "paid": "Written off by customs",
        "accepted": "Its documents agree; declared",
    },
}


@pytest.fixture(autouse=True)
def readers_do_not_wait(live_server: object) -> None:
    """The store in memory that tests share between threads locks whole tables; a real one does not."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA read_uncommitted = 1")


@pytest.fixture
def bank(tmp_path: Path, settings: Any, live_server: object, cast: Mapping[str, Member]) -> Iterator[Counterpart]:
    """A bank with treasury and customs; the importer's company is registered, guaranteed and has its agreement."""
    settings.ZAITON_HOME, settings.MONEY_KEYS = tmp_path, str(tmp_path / "counterparts")
    settings.MONEY_TIMEOUT = SECONDS
    with office(tmp_path / "counterparts") as (found, _, _):
        at = clock.now()
        set_up(now=at, demo=False)
        chart_open(at=at)
        seals_ensured(SEALS, demo=True, at=at)
        company_ready(company(cast), at=at)
        yield found


def company(cast: Mapping[str, Member]) -> str:
    """The public id of the importer's company."""
    (found,) = organisations_visible_to(cast["importer"].public_id, scope="retail-tax:read", at=clock.now())
    return found


@pytest.fixture
def others(browser: Browser, live_server: Any, cast: Mapping[str, Member]) -> Iterator[dict[str, Watched]]:
    """The company's second person and an officer, each in a browser of their own."""
    contexts: list[BrowserContext] = []
    found = {}
    for name in ("agent", "officer"):
        context = browser.new_context(base_url=live_server.url)
        contexts.append(context)
        found[name] = Watched(context.new_page(), live_server.url)
        found[name].page.set_default_timeout(WAIT)
        found[name].sign_in(cast[name].email, cast[name].password)
    yield found
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 360)])
def test_from_files_to_the_treasury(
    language: str,
    width: int,
    bank: Counterpart,
    watched: Watched,
    others: dict[str, Watched],
    cast: Mapping[str, Member],
) -> None:
    one = Walk(language, watched, others["agent"], others["officer"], bank)
    for each in (watched, *others.values()):
        each.page.set_viewport_size({"width": width, "height": 900})
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    one.figures("—", "—")
    one.drop_in()
    one.release()
    one.dispute()
    one.propose_and_confirm()
    one.unknown_then_paid()
    one.receipt()
    one.answer_the_dispute()
    one.figures("80.0%", "100.0%")
    day = date.fromisoformat(bank.clock()["business_day"])
    run, _ = reconcile_day(day, at=clock.now() + timedelta(days=1))
    assert run.counts["in_breaks"] == 0 and breaks_counted() == {} and verify().ok


class Walk:
    """The way from the files to the treasury, in one language, at one width."""

    def __init__(self, language: str, first: Watched, second: Watched, officer: Watched, bank: Counterpart) -> None:
        self.language, self.words, self.bank = language, WORDS[language], bank
        self.first, self.second, self.officer = first, second, officer
        self.home = f"{language}{HOME}"

    def figures(self, by_amount: str, by_company: str) -> None:
        """What the officer reads of the rates, and whether there is a median."""
        self.officer.open(f"{self.home}figures/")
        expect(self.officer.page.locator("#rate-amount")).to_have_text(by_amount)
        expect(self.officer.page.locator("#rate-company")).to_have_text(by_company)
        for name in ("#median", "#p90", "#within-a-day"):
            expect(self.officer.page.locator(name)).to_have_text("—" if by_amount == "—" else re.compile(r"[^—]"))
        assert self.officer.faults() == []

    def drop_in(self) -> None:
        """Eight files at once; each is answered; five sales agree."""
        page = self.first.page
        self.first.open(f"{self.home}take/")
        at, wanted = clock.now(), []
        for customs, numbers in zip(CUSTOMS, SALES, strict=True):
            for kind, content in files(numbers, at=at, customs=customs).items():
                wanted.append({"name": f"{customs}-{kind}.xml", "mimeType": "application/xml", "buffer": content})
        page.locator("[name=files]").set_input_files(wanted)
        page.locator("#take").click()
        expect(page.locator(".answers li .tag-ok")).to_have_count(len(wanted))
        assert self.first.faults() == []
        page.locator(".answers a").first.click()
        expect(page.locator("main")).to_contain_text("120")
        assert self.first.faults() == []
        self.first.open(f"{self.home}sales/?state=accepted")
        expect(page.locator("tbody tr")).to_have_count(5)
        expect(page.locator("tbody")).to_contain_text(self.words["accepted"])
        assert self.first.faults() == []

    def release(self) -> None:
        """The officer looks at one list and releases all; the day's work brings the bills into two payment books."""
        page = self.officer.page
        self.officer.open(f"{self.home}customs/")
        assert self.officer.faults() == []
        page.locator("tbody a").first.click()
        expect(page.locator("main")).to_contain_text("1901101000")
        page.locator("summary").first.click()
        assert self.officer.faults() == []
        self.officer.open(f"{self.home}customs/")
        for box in page.locator("[name=lists]").all():
            box.check()
        page.locator("#release").click()
        expect(page.locator("[name=lists]")).to_have_count(0)
        assert self.officer.faults() == []
        jobs.daily(at=clock.now())
        self.first.open(f"{self.home}bills/")
        expect(self.first.page.locator("tbody tr")).to_have_count(5)
        assert self.first.faults() == []

    def dispute(self) -> None:
        """A line of a bill is disputed; the bill leaves its payment book."""
        page = self.first.page
        page.locator("tbody th a").last.click()
        page.locator("[name=line]").select_option("1")
        page.locator("[name=reason]").fill("税号有误 wrong code")
        page.locator("#dispute").click()
        expect(page.locator(".notice.warn")).to_be_visible()
        assert self.first.faults() == []
        self.first.open(f"{self.home}books/")
        assert sorted(card.bills_count for card in books_page(None)) == [2, 2]

    def propose_and_confirm(self) -> None:
        """The one proposes the batch, and cannot confirm it; the other confirms it. The bank's answer will be lost."""
        page = self.first.page
        assert self.first.faults() == []
        for box in page.locator("[name=books]").all():
            box.check()
        page.locator("#propose").click()
        expect(page.locator("#confirm-every, #propose-every")).to_have_count(1)
        for box in page.locator("[name=books]").all():
            box.check()
        page.locator("#confirm").click()
        expect(page.locator("#errors li")).to_have_count(2)
        assert {card.state for card in books_page(None)} == {"proposed"}
        self.first.expect_refusal()
        self.second.open(f"{self.home}books/")
        other = self.second.page
        for box in other.locator("[name=books]").all():
            box.check()
        assert self.second.faults() == []
        self.bank.fault(timeout_after_acting=1)
        other.locator("#confirm").click()
        expect(other.locator("#confirm-every")).to_have_count(0)
        assert {card.state for card in books_page(None)} == {"confirmed"}

    def unknown_then_paid(self) -> None:
        """The page says that nobody knows; once the bank can be asked it says by itself that it is paid and written off."""
        page, number = self.first.page, books_page(None)[0].ent_duty_no
        work_done()
        self.first.open(f"{self.home}books/{number}/")
        expect(page.locator("#state")).to_contain_text(self.words["unknown"], timeout=WAIT)
        assert self.first.faults() == []
        self.bank.fault(clear=1)
        until_written_off()
        expect(page.locator("#state")).to_contain_text(self.words["paid"], timeout=WAIT)
        expect(page.locator("#receipt")).to_be_visible(timeout=WAIT)
        assert self.first.faults() == []

    def receipt(self) -> None:
        """The receipt is there and anybody can verify it."""
        page = self.first.page
        number = books_page(None)[0]
        page.locator("#receipt").click()
        expect(page.locator("main")).to_contain_text(number.ent_duty_no)
        card = certificate_card(number.receipt)
        assert card.making == "sealed"
        self.officer.open(f"{self.language}/papers/verify/{card.code}/")
        expect(self.officer.page.locator("main")).to_contain_text(number.ent_duty_no)
        expect(self.officer.page.locator(".answer.ok, .verdict")).not_to_have_count(0)

    def answer_the_dispute(self) -> None:
        """Customs lets the bill stand; the day's work brings it into a payment book of its own."""
        page = self.officer.page
        self.officer.open(f"{self.home}customs/")
        page.locator("#disputes").click()
        page.locator("tbody a").first.click()
        page.locator("[name=answer]").fill("税号无误 the code is right")
        assert self.officer.faults() == []
        page.locator("#dismiss").click()
        expect(page.locator("[name=answer]")).to_have_count(0)
        assert self.officer.faults() == []
        jobs.daily(at=clock.now())
        assert [card.bills_count for card in books_page(None, states=("consolidated",))] == [1]


def until_written_off() -> None:
    """Sweep as the worker's ticks do until bank, treasury and customs have told everything and the receipts are made."""
    until = time.monotonic() + 40
    while any(card.state != "written_off" or not card.receipt for card in books_page(None)):
        assert time.monotonic() < until, [(card.state, card.reason) for card in books_page(None)]
        sweep(at=clock.now())
        jobs.sweep(at=clock.now())
        work_done()
        time.sleep(0.5)
    while any(certificate_card(card.receipt).making != "sealed" for card in books_page(None)):
        assert time.monotonic() < until
        files_made(now=clock.now)
        work_done()
