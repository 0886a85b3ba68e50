"""The whole way with a real bank, treasury and customs: unknown, then paid, in the treasury, receipt verified, the day clean."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.counterparts import Counterpart, office
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.fetching import reconcile_day
from zaiton.blocks.money.actions.sweeping import sweep
from zaiton.blocks.money.public import set_up
from zaiton.blocks.money.queries.breaks import breaks_counted
from zaiton.blocks.papers.actions.making import files_made
from zaiton.blocks.papers.public import certificate_card, seals_ensured
from zaiton.kit.work import running
from zaiton.kit.work.delivery import Lane
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.actions.confirming import books_confirm, books_propose
from zaiton.services.retail_tax.jobs import sweep as books_tick
from zaiton.services.retail_tax.models import Book
from zaiton.services.retail_tax.public import SEALS
from zaiton.services.retail_tax.queries.treasury import treasury_report
from zaiton.services.retail_tax.tests.books import CHECKER, MAKER, ORGANISATIONS, a_book, an_agreement, balance

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 20
CODES = ("rt-receivable-cny", "rt-payable-cny", "tax-payable-cny", "bank-clearing-cny", "treasury-clearing-cny")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def bank(tmp_path: Path, settings: Any) -> Iterator[Counterpart]:
    settings.ZAITON_HOME, settings.MONEY_KEYS = tmp_path, str(tmp_path / "counterparts")
    with office(tmp_path / "counterparts") as (found, _, _):
        set_up(now=now(), demo=False)
        chart_open(at=now())
        seals_ensured(SEALS, demo=True, at=now())
        an_agreement(channel="bank", at=now())
        yield found


def soon() -> datetime:
    """A moment later, when the pauses of payments are over."""
    return now() + timedelta(seconds=7)


def work() -> None:
    """A worker's turn: what waits, the sweeps, the clock of the service."""
    while running.do_outside(now=soon, lease=60, holding=set()):
        pass
    for lane in (Lane.BATCH, Lane.ALONE):
        while running.do_inside(lane, now=soon, lease=60):
            pass
    sweep(at=soon())
    books_tick(at=soon())


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, list(Book.objects.values_list("ent_duty_no", "state", "reason"))
        time.sleep(0.1)
        work()


def states() -> set[str]:
    return set(Book.objects.values_list("state", flat=True))


def test_unknown_then_paid_and_the_day_agrees(bank: Counterpart, client: Client) -> None:
    books = [a_book(1000, 2345), a_book(77)]
    seen = {book.ent_duty_no: book.total_fen for book in books}
    assert not [one for one in books_propose(seen, organisations=ORGANISATIONS, actor=MAKER, at=now()) if one.refusal]
    assert not [one for one in books_confirm(seen, organisations=ORGANISATIONS, actor=CHECKER, at=now()) if one.refusal]
    bank.fault(timeout_after_acting=1)
    for _ in range(30):  # without the sweep, which would have them asked for
        running.do_outside(now=soon, lease=60, holding=set())
        running.do_inside(Lane.BATCH, now=soon, lease=60)
    assert states() == {"unknown"}, "the bank has acted, and nobody knows"
    bank.fault(clear=1)
    eventually(lambda: states() == {"written_off"} and not Book.objects.filter(receipt="").exists())
    assert {code: balance(code) for code in CODES} == dict.fromkeys(CODES, 0)

    files_made(now=now)
    for book in Book.objects.all():
        card = certificate_card(book.receipt)
        assert (
            card.making == "sealed" and book.ent_duty_no in client.get(f"/papers/verify/{card.code}/").content.decode()
        )

    day = date.fromisoformat(bank.clock()["business_day"])
    run, _ = reconcile_day(day, at=now() + timedelta(days=1))
    assert run.counts["in_breaks"] == 0 and run.counts["rules"] == {"same_day": 8} and breaks_counted() == {}
    assert {line.amount for line in channels["treasury"].statement(day, at=now()).lines} == {3345, 77}
    report = treasury_report(day - timedelta(1), day + timedelta(1), on=day)
    assert report.total_fen == 3422 and not report.open
