"""Many at once: one key, one limit, one hold; and callers who are committed together do not suffer for one another."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions import grouping
from zaiton.blocks.money.domain.ledger_refusals import KeyReused
from zaiton.blocks.money.models import Entry
from zaiton.blocks.money.public import Reserve, account_card, hold, hold_card, hold_post, hold_void, post
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def books() -> None:
    a_book()
    post(draft("opening", "cash", "equity", 300), actor=WHO, at=AT)


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run an act in so many threads at once; what each returned, or the refusal it met."""
    shared = connections["default"] if connection.vendor == "sqlite" else None
    barrier, results = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        if shared is not None:
            connections["default"] = shared
        barrier.wait()
        try:
            results[number] = act(number)
        except Refusal as refusal:
            results[number] = refusal
        finally:
            if shared is None:
                connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def many() -> None:
    """Skips where there is one connection only."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory is one connection; its writers take turns")


@pytest.mark.usefixtures("many")
def test_fifty_with_one_key_are_one_entry() -> None:
    results = together(50, lambda n: post(draft("same", "cash", "equity", 5), actor=WHO, at=AT))
    assert len({one.id for one in results}) == 1
    assert Counter(one.repeated for one in results) == {True: 49, False: 1}
    others = together(10, lambda n: post(draft("same", "cash", "equity", 6 + n), actor=WHO, at=AT))
    assert {type(one) for one in others} == {KeyReused} and verify().ok


@pytest.mark.usefixtures("many")
def test_eight_for_room_of_three() -> None:
    results = together(8, lambda n: post(draft(f"race{n}", "clearing", "cash", 100), actor=WHO, at=AT))
    assert sum(not isinstance(one, Refusal) for one in results) == 3
    assert account_card("cash").posted == 0 and verify().ok


@pytest.mark.usefixtures("many")
def test_a_hold_is_settled_once_however_many_try() -> None:
    hold(Reserve("h", "clearing", "cash", 100, DAY), actor=WHO, at=AT)

    def settle(number: int) -> str:
        if number % 2:
            hold_void("h", actor=WHO, at=AT)
            return "void"
        hold_post("h", entry_key=f"p{number}", business_date=DAY, actor=WHO, at=AT)
        return "posted"

    done = [one for one in together(8, settle) if isinstance(one, str)]
    state = hold_card("h").state
    assert set(done) == {state} and (state == "void" or len(done) == 1)
    assert account_card("cash").available == (300 if state == "void" else 200) and verify().ok


@pytest.mark.usefixtures("many")
def test_both_ways_at_once_without_a_knot() -> None:
    def swing(number: int) -> int:
        for n in range(15):
            pair = ("clearing", "equity") if number % 2 else ("equity", "clearing")
            post(draft(f"swing/{number}/{n}", *pair, 1), actor=WHO, at=AT)
        return 15

    assert together(6, swing) == [15] * 6 and verify().ok


def test_one_of_a_group_is_refused_and_the_others_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """What sixteen callers bring at one moment: the whole is tried, then each on its own."""
    wishes = [grouping._Wish((draft(f"g{n}", "clearing", "cash", 1000 if n == 7 else 1),), WHO, AT) for n in range(16)]
    grouping._book(wishes)
    assert [wish.error is None for wish in wishes] == [n != 7 for n in range(16)]
    assert Entry.objects.filter(key__startswith="g").count() == 15 and account_card("cash").posted == 285


def test_a_leader_that_is_broken_off_leaves_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stops the leader, those who came with it learn of it, and the next caller is served."""

    def broken(wishes: list) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(grouping, "_book", broken)
    with pytest.raises(KeyboardInterrupt):
        grouping.grouped((draft("x", "cash", "equity", 1),), actor=WHO, at=AT)
    monkeypatch.undo()
    assert not grouping._led and not grouping._waiting
    if connection.vendor == "sqlite":
        assert not post(draft("y", "cash", "equity", 1), actor=WHO, at=AT).repeated
