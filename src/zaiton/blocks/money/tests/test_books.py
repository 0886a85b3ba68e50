"""The books read: statements, trial balance, closing, anchors; and every way of damaging them is found."""

from datetime import timedelta

import pytest
from django.db import connection

from zaiton.blocks.money.actions.anchoring import anchor
from zaiton.blocks.money.actions.closing import day_close
from zaiton.blocks.money.domain.closing_refusals import DayClosedBefore, DayNotOver, PeriodUnfit
from zaiton.blocks.money.domain.ledger_refusals import DayClosed
from zaiton.blocks.money.models import Anchor, Snapshot
from zaiton.blocks.money.public import Reserve, hold, hold_post, post, reverse
from zaiton.blocks.money.queries.statements import balance_on, statement, trial_balance
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft
from zaiton.blocks.money.tests.guards import lifted

pytestmark = pytest.mark.django_db(transaction=True)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def books() -> None:
    a_book()
    for n in range(6):
        post(draft(f"e{n}", "cash", "equity", 100 + n, business_date=DAY + n // 2 * ONE), actor=WHO, at=AT)


def test_a_statement_runs_from_opening_to_closing() -> None:
    found = statement("cash", first=DAY + ONE, last=DAY + 2 * ONE)
    assert (found.opening, found.closing) == (201, 615)
    assert [(row.amount, row.balance) for row in found.rows] == [(102, 303), (103, 406), (104, 510), (105, 615)]
    with pytest.raises(PeriodUnfit):
        statement("cash", first=DAY, last=DAY - ONE)


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_pages_of_a_statement_are_the_whole(limit: int) -> None:
    whole = statement("cash", first=DAY, last=DAY + 9 * ONE).rows
    got, mark = [], None
    while True:
        page = statement("cash", first=DAY, last=DAY + 9 * ONE, after=mark, limit=limit)
        got += page.rows
        mark = page.more
        if mark is None:
            break
    assert tuple(got) == whole


def test_closing_keeps_balances_and_shuts_the_day() -> None:
    later = AT + 5 * ONE
    with pytest.raises(DayNotOver):
        day_close(DAY + 5 * ONE, actor=WHO, at=later)
    before = [balance_on("cash", DAY + n * ONE) for n in range(-1, 4)]
    row = day_close(DAY, actor=WHO, at=later)
    assert row.entries == 2 and Snapshot.objects.get(account__code="cash").posted == 201
    with pytest.raises(DayClosed):
        post(draft("late", "cash", "equity", 1), actor=WHO, at=later)
    with pytest.raises(DayClosedBefore):
        day_close(DAY, actor=WHO, at=later)
    assert day_close(DAY + 2 * ONE, actor=WHO, at=later).entries == 4
    assert [balance_on("cash", DAY + n * ONE) for n in range(-1, 4)] == before
    assert verify().ok and Anchor.objects.count() == 1


def test_a_trial_balance_is_zero_in_each_currency() -> None:
    post(draft("usd", "usd", "usd-equity", 7), actor=WHO, at=AT)
    rows = trial_balance(DAY + 9 * ONE)
    assert [sum(row.balance for row in rows if row.currency == code) for code in ("CNY", "USD")] == [0, 0]
    assert {row.code: row.balance for row in rows}["usd"] == 7


def test_stretches_are_anchored_once_and_chained() -> None:
    assert anchor(at=AT) == 6 and anchor(at=AT) == 0
    post(draft("more", "cash", "equity", 1), actor=WHO, at=AT)
    assert anchor(at=AT) == 1
    first, second = Anchor.objects.order_by("upto")
    assert second.after == first.upto and verify().ok and verify().anchored == second.upto


DAMAGES = {
    "amount": ("UPDATE money_posting SET amount = amount + 1 WHERE id = {line}", {"unbalanced", "balance", "anchor"}),
    "both amounts": ("UPDATE money_posting SET amount = amount * 2 WHERE entry_id = {entry}", {"balance", "anchor"}),
    "balance": ("UPDATE money_account SET posted = posted + 1 WHERE code = 'cash'", {"balance"}),
    "pending": ("UPDATE money_account SET pending_credit = 1 WHERE code = 'cash'", {"pending"}),
    "words": ("UPDATE money_entry SET words = 'other' WHERE id = {entry}", {"anchor"}),
    "date": ("UPDATE money_entry SET business_date = '2020-01-01' WHERE id = {entry}", {"anchor", "snapshot"}),
    "snapshot": ("UPDATE money_snapshot SET posted = posted + 1", {"snapshot", "closing"}),
    "line gone": ("DELETE FROM money_posting WHERE id = {line}", {"unbalanced", "lines", "balance", "anchor"}),
    "digest": ("UPDATE money_anchor SET digest = 'x'", {"anchor", "evidence"}),
    "hold": ("UPDATE money_hold SET amount = 1", {"hold"}),
    "reversal": (
        "UPDATE money_posting SET amount = amount * 3 WHERE entry_id = (SELECT id FROM money_entry WHERE key = 'undo')",
        {"reversal", "balance", "anchor"},
    ),
}


@pytest.mark.parametrize(("sql", "what"), DAMAGES.values(), ids=DAMAGES.keys())
def test_every_damage_is_found_and_named(sql: str, what: set[str]) -> None:
    hold(Reserve("h", "clearing", "cash", 10, DAY), actor=WHO, at=AT)
    hold_post("h", entry_key="posted", business_date=DAY, actor=WHO, at=AT)
    reverse("e1", key="undo", reason="typed twice", business_date=DAY + ONE, actor=WHO, at=AT)
    day_close(DAY, actor=WHO, at=AT + 5 * ONE)
    assert verify().ok
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.entry_id FROM money_posting p JOIN money_entry e ON e.id = p.entry_id WHERE e.key = 'e4' ORDER BY 1"
        )
        line, entry = cursor.fetchone()
        with lifted():
            cursor.execute(sql.format(line=line, entry=entry))
    assert {fault.what for fault in verify().faults} == what


def test_a_missing_guard_is_a_fault() -> None:
    with lifted():
        assert {fault.what for fault in verify().faults} == {"guard"}
    assert verify().ok
