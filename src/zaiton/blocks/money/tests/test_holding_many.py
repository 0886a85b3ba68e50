"""Many holds at once have the outcome of one after the other."""

import threading

import pytest
from django.db import connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.holding_many import hold_batch
from zaiton.blocks.money.domain.ledger_refusals import KeyReused, LimitExceeded
from zaiton.blocks.money.models import Hold
from zaiton.blocks.money.public import Reserve, account_card, hold, hold_void, post
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft

pytestmark = pytest.mark.django_db(transaction=True)
CODES = ("cash", "customer", "clearing", "usd", "nobody")


def wish(number: int, debit: str, credit: str, amount: int) -> Reserve:
    return Reserve(f"k{number}", debit, credit, amount, DAY)


RESERVES = st.lists(
    st.builds(wish, st.integers(0, 8), st.sampled_from(CODES), st.sampled_from(CODES), st.integers(-1, 120)),
    max_size=12,
)


def one_by_one(reserves: list[Reserve]) -> list[str]:
    found = []
    for reserve in reserves:
        try:
            hold(reserve, actor=WHO, at=AT)
            found.append("held")
        except Refusal as refusal:
            found.append(refusal.code)
    return found


def state() -> tuple:
    cards = [account_card(code) for code in CODES[:-1]]
    return tuple((card.posted, card.pending_debit, card.pending_credit) for card in cards)


@settings(max_examples=25)
@given(RESERVES)
def test_the_outcome_is_that_of_one_after_the_other(reserves: list[Reserve]) -> None:
    from zaiton.blocks.money.tests.guards import lifted

    a_book()
    post(draft("opening", "cash", "equity", 300), actor=WHO, at=AT)
    apart, before = one_by_one(reserves), None
    before = state()
    with lifted():
        Hold.objects.all().delete()
        for code in CODES[:-1]:
            from zaiton.blocks.money.models import Account

            Account.objects.filter(code=code).update(pending_debit=0, pending_credit=0)
    together = hold_batch(reserves, actor=WHO, at=AT)
    assert [one.refusal.code if one.refusal else "held" for one in together] == apart
    assert state() == before and verify().ok
    with lifted():
        Hold.objects.all().delete()
        Account.objects.all().update(pending_debit=0, pending_credit=0)


def test_a_batch_again_is_the_same_batch() -> None:
    a_book()
    post(draft("opening", "cash", "equity", 300), actor=WHO, at=AT)
    reserves = [wish(n, "clearing", "cash", 100) for n in range(5)]
    first = hold_batch(reserves, actor=WHO, at=AT)
    assert [type(one.refusal) for one in first] == [type(None)] * 3 + [LimitExceeded] * 2
    again = hold_batch(reserves, actor=WHO, at=AT)
    assert [one.repeated for one in again] == [True] * 3 + [False] * 2 and Hold.objects.count() == 3
    other = hold_batch([wish(0, "clearing", "cash", 99)], actor=WHO, at=AT)
    assert isinstance(other[0].refusal, KeyReused)
    hold_void("k0", actor=WHO, at=AT)
    assert hold_batch(reserves[3:4], actor=WHO, at=AT)[0].refusal is None and verify().ok


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_many_batches_at_once_share_the_last_of_it() -> None:
    a_book()
    post(draft("opening", "cash", "equity", 1000), actor=WHO, at=AT)
    found: list[int] = []

    def run(number: int) -> None:
        pairs = [("clearing", "cash"), ("customer", "clearing")]
        reserves = [Reserve(f"{number}/{n}", *pairs[(n + number) % 2], 10, DAY) for n in range(40)]
        found.append(sum(one.refusal is None for one in hold_batch(reserves, actor=WHO, at=AT) if one.key))
        connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 6
    assert account_card("cash").pending_credit == 1000 and verify().ok
    assert connection.vendor == "postgresql"
