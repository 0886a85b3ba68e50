"""Booking: balance, limits, repetition, groups, reversal, and that raw SQL can neither change nor unbalance the books."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from zaiton.blocks.money.domain import ledger_refusals as refusals
from zaiton.blocks.money.models import Closing, Entry, Posting
from zaiton.blocks.money.public import (
    Draft,
    Line,
    Reserve,
    account_card,
    hold,
    hold_card,
    hold_post,
    hold_void,
    holds_expire,
    post,
    post_all,
    post_batch,
    reverse,
)
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def books() -> None:
    a_book()


def balance(code: str) -> int:
    return account_card(code).posted


def test_an_entry_is_booked_once_and_answered_again() -> None:
    first = post(draft("a", "cash", "equity", 500), actor=WHO, at=AT)
    again = post(draft("a", "cash", "equity", 500), actor=WHO, at=AT)
    assert (first.id, False, True) == (again.id, first.repeated, again.repeated)
    assert (balance("cash"), balance("equity")) == (500, -500)
    with pytest.raises(refusals.KeyReused):
        post(draft("a", "cash", "equity", 501), actor=WHO, at=AT)
    assert Entry.objects.count() == 1


def test_what_does_not_add_up_is_refused() -> None:
    with pytest.raises(refusals.Unbalanced):
        post(Draft("x", "t", DAY, (Line("cash", 5), Line("equity", -4))), actor=WHO, at=AT)
    with pytest.raises(refusals.Unbalanced):  # zero in all, not in each currency
        post(Draft("x", "t", DAY, (Line("cash", 5), Line("usd", -5))), actor=WHO, at=AT)
    four = (Line("cash", 700), Line("equity", -700), Line("usd-equity", 100), Line("usd", -100))
    post(Draft("x", "exchange", DAY, four), actor=WHO, at=AT)
    assert balance("usd") == -100


@pytest.mark.parametrize("amount", [0, 10**15, True, 1.5])
def test_amounts_out_of_range(amount: object) -> None:
    with pytest.raises(refusals.AmountOutOfRange):
        post(Draft("x", "t", DAY, (Line("cash", amount), Line("equity", -amount))), actor=WHO, at=AT)


def test_unknown_accounts_and_limits_leave_nothing() -> None:
    with pytest.raises(refusals.AccountUnknown) as unknown:
        post(draft("x", "cash", "nowhere", 5), actor=WHO, at=AT)
    assert unknown.value.data["account"] == "nowhere"
    with pytest.raises(refusals.LimitExceeded) as over:
        post(draft("x", "equity", "cash", 1), actor=WHO, at=AT)
    assert over.value.data["account"] == "cash"
    with pytest.raises(refusals.LimitExceeded):
        post_all([draft("x", "cash", "equity", 5), draft("y", "customer", "cash", 4)], actor=WHO, at=AT)
    assert not Entry.objects.exists() and not Posting.objects.exists() and balance("cash") == 0


def test_a_batch_tells_each_group_its_own() -> None:
    groups = [
        [draft("a", "cash", "equity", 100)],
        [draft("b", "equity", "cash", 1000)],
        [draft("c", "cash", "equity", 1), Draft("d", "t", DAY, (Line("cash", 1),))],
        [draft("e", "clearing", "cash", 30), draft("f", "clearing", "cash", 30)],
    ]
    results = post_batch(groups, actor=WHO, at=AT)
    assert [type(one.refusal).__name__ for one in results] == ["NoneType", "LimitExceeded", "TooFewLines", "NoneType"]
    assert balance("cash") == 40
    assert all(one.posted[0].repeated for one in post_batch([groups[0], groups[3]], actor=WHO, at=AT))


def test_inside_a_transaction_an_entry_falls_with_it() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post(draft("a", "cash", "equity", 5), actor=WHO, at=AT)
        raise ZeroDivisionError
    with transaction.atomic():
        post(draft("b", "cash", "equity", 5), actor=WHO, at=AT)
        with pytest.raises(refusals.LimitExceeded):
            post(draft("c", "equity", "cash", 6), actor=WHO, at=AT)
        post(draft("d", "cash", "equity", 5), actor=WHO, at=AT)
    assert balance("cash") == 10 and Entry.objects.count() == 2


def test_reversal_once() -> None:
    post(draft("a", "cash", "equity", 5), actor=WHO, at=AT)
    reverse("a", key="r", reason="typed twice", business_date=DAY, actor=WHO, at=AT)
    assert reverse("a", key="r", reason="typed twice", business_date=DAY, actor=WHO, at=AT).repeated
    with pytest.raises(refusals.AlreadyReversed):
        reverse("a", key="r2", reason="again", business_date=DAY, actor=WHO, at=AT)
    with pytest.raises(refusals.EntryUnknown):
        reverse("zzz", key="r3", reason="again", business_date=DAY, actor=WHO, at=AT)
    assert balance("cash") == 0


def test_a_reversal_by_hand_is_the_very_mirror_or_nothing() -> None:
    post(draft("a", "cash", "equity", 5), actor=WHO, at=AT)
    for wrong in (
        draft("r", "equity", "cash", 4, reverses="a", words="half"),
        draft("r", "equity", "cash", 5, reverses="a"),
        draft("r", "clearing", "cash", 5, reverses="a", words="elsewhere"),
    ):
        with pytest.raises(refusals.ReversalUnfit):
            post(wrong, actor=WHO, at=AT)
    with pytest.raises(refusals.EntryUnknown):
        post(draft("r", "equity", "cash", 5, reverses="nothing", words="x"), actor=WHO, at=AT)
    assert Entry.objects.count() == 1
    post(draft("r", "equity", "cash", 5, reverses="a", words="typed twice"), actor=WHO, at=AT)
    assert balance("cash") == 0


def test_holds() -> None:
    post(draft("a", "cash", "equity", 100), actor=WHO, at=AT)
    made = hold(Reserve("h", "clearing", "cash", 80, DAY, AT + timedelta(hours=1)), actor=WHO, at=AT)
    assert (made.state, account_card("cash").available, balance("cash")) == ("pending", 20, 100)
    with pytest.raises(refusals.LimitExceeded):
        hold(Reserve("h2", "clearing", "cash", 21, DAY), actor=WHO, at=AT)
    with pytest.raises(refusals.LimitExceeded):
        post(draft("b", "clearing", "cash", 21), actor=WHO, at=AT)
    with pytest.raises(refusals.HoldTooSmall):
        hold_post("h", amount=81, entry_key="p", business_date=DAY, actor=WHO, at=AT)
    hold_post("h", amount=50, entry_key="p", business_date=DAY, actor=WHO, at=AT)
    assert hold_post("h", amount=50, entry_key="p", business_date=DAY, actor=WHO, at=AT).repeated
    assert (balance("cash"), account_card("cash").available) == (50, 50)
    with pytest.raises(refusals.HoldSettled):
        hold_post("h", amount=1, entry_key="q", business_date=DAY, actor=WHO, at=AT)
    with pytest.raises(refusals.HoldSettled):
        hold_void("h", actor=WHO, at=AT)
    with pytest.raises(refusals.CurrenciesDiffer):
        hold(Reserve("h3", "usd", "cash", 1, DAY), actor=WHO, at=AT)


def test_a_hold_can_take_the_last_cent_and_runs_out() -> None:
    post(draft("a", "cash", "equity", 100), actor=WHO, at=AT)
    hold(Reserve("h", "clearing", "cash", 100, DAY, AT), actor=WHO, at=AT)
    hold_post("h", entry_key="p", business_date=DAY, actor=WHO, at=AT)
    assert balance("cash") == 0 and hold_card("h").entry == "p"
    post(draft("b", "cash", "equity", 100), actor=WHO, at=AT)
    hold(Reserve("i", "clearing", "cash", 100, DAY, AT), actor=WHO, at=AT)
    assert holds_expire(at=AT - timedelta(seconds=1)) == 0
    assert holds_expire(at=AT) == 1 and hold_card("i").state == "expired" and account_card("cash").available == 100


def test_nothing_on_a_closed_day() -> None:
    Closing.objects.create(through=DAY, closed_at=AT, actor=WHO, entries=0, digest="")
    with pytest.raises(refusals.DayClosed):
        post(draft("a", "cash", "equity", 5), actor=WHO, at=AT)
    post(draft("a", "cash", "equity", 5, business_date=DAY + timedelta(days=1)), actor=WHO, at=AT)


RAW = {
    "entry": "UPDATE money_entry SET words = 'x'",
    "entry gone": "DELETE FROM money_entry",
    "line": "UPDATE money_posting SET amount = amount * 2",
    "line gone": "DELETE FROM money_posting",
    "code": "UPDATE money_account SET code = 'other' WHERE code = 'cash'",
    "currency": "UPDATE money_account SET currency = 'USD' WHERE code = 'cash'",
    "account gone": "DELETE FROM money_account WHERE code = 'usd'",
    "limit": "UPDATE money_account SET least = 501 WHERE code = 'cash'",
    "one more line": "INSERT INTO money_posting (entry_id, account_id, amount) "
    "SELECT e.id, a.id, 5 FROM money_entry e, money_account a WHERE a.code = 'cash'",
    "hold again": "UPDATE money_hold SET state = 'pending', settled_at = NULL",
    "hold more": "UPDATE money_hold SET amount = 7",
    "hold gone": "DELETE FROM money_hold",
}


@pytest.mark.parametrize("sql", RAW.values(), ids=RAW.keys())
def test_raw_sql_is_refused(sql: str) -> None:
    post(draft("a", "cash", "equity", 500), actor=WHO, at=AT)
    hold(Reserve("h", "clearing", "cash", 10, DAY), actor=WHO, at=AT)
    hold_void("h", actor=WHO, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert (balance("cash"), Posting.objects.count()) == (500, 2)


def test_raw_sql_cannot_book_half_an_entry() -> None:
    entry = "INSERT INTO money_entry (id, key, digest, kind, business_date, booked_at, actor, document, words, lines) "
    values = "VALUES (77, 'raw', '', 't', '2026-11-23', '2026-11-23 00:00:00+00:00', '', '', '', 2)"
    line = "INSERT INTO money_posting (entry_id, account_id, amount) SELECT 77, id, {} FROM money_account WHERE code = '{}'"
    for statements in (
        [entry + values],
        [line.format(5, "cash")],
        [line.format(5, "cash"), line.format(-4, "equity"), entry + values],
        [line.format(5, "cash"), line.format(-5, "usd"), entry + values],
        [entry + values, line.format(5, "cash"), line.format(-5, "equity")],
    ):
        if connection.vendor == "postgresql" and statements[0].startswith("INSERT INTO money_posting"):
            statements = [statements[-1], *statements[:-1]]
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        assert not Entry.objects.exists() and not Posting.objects.exists() and balance("cash") == 0
