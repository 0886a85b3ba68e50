"""From four files to the treasury, with a real bank, treasury and customs: bills appear, one is disputed, the rest is paid though the answer was lost."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.counterparts import Counterpart, office
from zaiton.blocks.money.actions.fetching import reconcile_day
from zaiton.blocks.money.actions.sweeping import sweep
from zaiton.blocks.money.public import account_card, set_up
from zaiton.blocks.money.queries.breaks import breaks_counted
from zaiton.blocks.money.queries.instructions import instructions_of_document
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.papers.actions.making import files_made
from zaiton.blocks.papers.public import certificate_card, seals_ensured
from zaiton.kit.work import running
from zaiton.kit.work.delivery import Lane
from zaiton.services.retail_tax import jobs
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.actions.confirming import books_confirm, books_propose
from zaiton.services.retail_tax.actions.disputing import dispute_answer, line_dispute
from zaiton.services.retail_tax.actions.releasing import inventories_release
from zaiton.services.retail_tax.actions.taking import documents_take
from zaiton.services.retail_tax.models import Bill, BillLine, Book, Guarantee, Inventory
from zaiton.services.retail_tax.public import SEALS
from zaiton.services.retail_tax.tests.books import CHECKER, COMPANY, MAKER, ORGANISATIONS
from zaiton.services.retail_tax.tests.whole import CUSTOMS, LIMIT_FEN, WIRE, company_ready, files

pytestmark = pytest.mark.django_db(transaction=True)
OFFICER = "person/officer"
PATIENCE_SECONDS = 30
TAX_FEN = 2238


def now() -> datetime:
    return datetime.now(UTC)


def soon() -> datetime:
    """A moment later, when the pauses of payments are over."""
    return now() + timedelta(seconds=7)


@pytest.fixture
def bank(tmp_path: Path, settings: Any) -> Iterator[Counterpart]:
    settings.ZAITON_HOME, settings.MONEY_KEYS = tmp_path, str(tmp_path / "counterparts")
    with office(tmp_path / "counterparts") as (found, _, _):
        set_up(now=now(), demo=False)
        chart_open(at=now())
        seals_ensured(SEALS, demo=True, at=now())
        company_ready(COMPANY, at=now())
        yield found


def work() -> None:
    """A worker's turn."""
    while running.do_outside(now=soon, lease=60, holding=set()):
        pass
    for lane in (Lane.BATCH, Lane.ALONE):
        while running.do_inside(lane, now=soon, lease=60):
            pass


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, list(Book.objects.values_list("ent_duty_no", "state", "reason"))
        time.sleep(0.1)
        work()
        sweep(at=soon())
        jobs.sweep(at=soon())


def states() -> set[str]:
    return set(Book.objects.values_list("state", flat=True))


def used() -> list[int]:
    """What bills have frozen of the guarantees, in fen."""
    return [LIMIT_FEN - account_card(row.account).available for row in Guarantee.objects.order_by("pk")]


def take_all(written: datetime) -> None:
    for customs, numbers in zip(CUSTOMS, ((1, 2, 3), (4, 5)), strict=True):
        for kind, content in files(numbers, at=written, customs=customs).items():
            taken = documents_take(content, name=f"{kind}.xml", organisation=COMPANY, actor=MAKER, at=now())
            assert (taken.accepted, taken.refused) == (len(numbers), 0) and kind in WIRE


def confirm_all() -> None:
    seen = dict(Book.objects.filter(state="consolidated").values_list("ent_duty_no", "total_fen"))
    for step, actor in ((books_propose, MAKER), (books_confirm, CHECKER)):
        assert [one.refusal for one in step(seen, organisations=ORGANISATIONS, actor=actor, at=now())] == [None] * len(
            seen
        )


def replayed(written: datetime) -> None:
    """The same files and confirmations come again: everything stands as it is, and nothing is paid twice."""
    paid = dict(Book.objects.values_list("ent_duty_no", "instruction"))
    seen = dict(Book.objects.values_list("ent_duty_no", "total_fen"))
    proposed = books_propose(seen, organisations=ORGANISATIONS, actor=MAKER, at=now())
    assert {one.refusal.code for one in proposed} == {"retail_tax_book_stands"}
    confirmed = books_confirm(seen, organisations=ORGANISATIONS, actor=CHECKER, at=now())
    assert {(one.state, one.repeated, one.refusal) for one in confirmed} == {("written_off", True, None)}
    stranger = books_confirm(seen, organisations=ORGANISATIONS, actor="person/other", at=now())
    assert {one.refusal.code for one in stranger} == {"retail_tax_book_stands"}
    take_all(written)
    work()
    sweep(at=soon())
    assert dict(Book.objects.values_list("ent_duty_no", "instruction")) == paid
    assert Inventory.objects.count() == Bill.objects.count() == 5
    assert sum(len(instructions_of_document(f"book/{number}")) for number in paid) == len(paid)


def test_from_files_to_the_treasury(bank: Counterpart, client: Client) -> None:
    written = now()
    take_all(written)
    lists = list(Inventory.objects.order_by("pk").values_list("invt_no", flat=True))
    assert len(lists) == 5
    assert {one.refusal for one in inventories_release(lists, actor=OFFICER, at=now())} == {None}
    assert used() == [3 * TAX_FEN, 2 * TAX_FEN]
    assert set(BillLine.objects.values_list("gnum", "gcode", "name")) == {
        (1, "1901101000", "奶粉"),
        (2, "3304990049", "面膜"),
    }
    jobs.daily(at=now())
    assert sorted(Book.objects.values_list("bills_count", "total_fen")) == [(2, 2 * TAX_FEN), (3, 3 * TAX_FEN)]

    disputed = Bill.objects.filter(book__bills_count=3).first()
    question = line_dispute(
        disputed.public_id, 1, reason="归类有误", organisations=ORGANISATIONS, actor=MAKER, at=now()
    )
    assert sorted(Book.objects.values_list("bills_count", flat=True)) == [2, 2]

    bank.fault(timeout_after_acting=1)
    confirm_all()
    for _ in range(30):  # without the sweep, which would have them asked for
        work()
    assert states() == {"unknown"}
    bank.fault(clear=1)
    eventually(lambda: states() == {"written_off"} and not Book.objects.filter(receipt="").exists())

    dispute_answer(question, taxes=None, answer="归类无误", actor=OFFICER, at=now())
    jobs.daily(at=now())
    assert list(Book.objects.filter(state="consolidated").values_list("bills_count", flat=True)) == [1]
    confirm_all()
    eventually(lambda: states() == {"written_off"} and not Book.objects.filter(receipt="").exists())

    replayed(written)
    files_made(now=now)
    for book in Book.objects.all():
        card = certificate_card(book.receipt)
        page = client.get(f"/papers/verify/{card.code}/").content.decode()
        assert card.making == "sealed" and book.ent_duty_no in page
    run, _ = reconcile_day(date.fromisoformat(bank.clock()["business_day"]), at=now() + timedelta(days=1))
    assert run.counts["in_breaks"] == 0 and breaks_counted() == {}
    assert verify().ok and used() == [0, 0] and Bill.objects.filter(state="consolidated").count() == 5
