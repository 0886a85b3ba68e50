"""What services ask of money by the thousand: holds given back, entries and payments looked up, lists of the running day."""

from datetime import timedelta

import pytest

from zaiton.blocks.money.actions.instructing import instruction_make
from zaiton.blocks.money.actions.sending import instruction_send
from zaiton.blocks.money.actions.statements import statement_take
from zaiton.blocks.money.domain.channels import Party, SourceStatement, StatementLine
from zaiton.blocks.money.domain.instructions import Wish
from zaiton.blocks.money.public import (
    Reserve,
    account_card,
    entries_there,
    hold_batch,
    hold_card,
    holds_pending,
    holds_void,
    lines_listed,
    payments_brief,
    post,
    stated_by,
)
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft
from zaiton.blocks.money.tests.channels import scripted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def books() -> None:
    a_book()
    post(draft("opening", "cash", "equity", 1_000_000), actor=WHO, at=AT)


def test_many_holds_are_given_back_and_others_stay() -> None:
    keys = [f"h/{n}" for n in range(900)]
    hold_batch([Reserve(key, "clearing", "cash", 7, DAY) for key in keys], actor=WHO, at=AT)
    assert account_card("cash").pending_credit == 6300
    assert holds_pending([*keys, "none"]) == frozenset(keys)
    assert holds_void([*keys[1:], *keys[1:], "none"], at=AT) == 899
    assert holds_void(keys[1:], at=AT) == 0
    assert (account_card("cash").pending_credit, hold_card("h/0").state, hold_card("h/5").state) == (
        7,
        "pending",
        "void",
    )
    assert holds_pending(keys) == {"h/0"} and not verify().faults


def test_which_entries_are_there() -> None:
    for n in range(3):
        post(draft(f"e/{n}", "cash", "equity", 1), actor=WHO, at=AT)
    assert entries_there([*(f"e/{n}" for n in range(900)), ""]) == {"e/0", "e/1", "e/2"}


def test_how_payments_stand() -> None:
    with scripted() as bank:
        wish = Wish("bill/1", "debit", "scripted", Party("A", "1"), Party("T", "2"), 100, "CNY", "clearing", "cash")
        made = instruction_make(wish, business_date=DAY, actor=WHO, at=AT)
        instruction_send(made.public_id, at=AT)
        (brief,) = payments_brief([made.public_id, "none"]).values()
        assert (brief.number, brief.state, brief.amount, brief.settled_on) == (made.number, "settled", 100, DAY)
        assert [line.reference for line in lines_listed("scripted", DAY, at=AT)] == [made.number]
        assert lines_listed("scripted", DAY - timedelta(1), at=AT, channels={"scripted": bank}) == ()


def test_what_statements_say_in_sum_and_only_those_that_count() -> None:
    def taken(number: str, *lines: tuple[str, int]) -> None:
        said = tuple(StatementLine(reference, amount, "CNY", DAY) for reference, amount in lines)
        statement_take(SourceStatement("treasury", DAY, number, "CNY", None, None, said), at=AT)

    taken("T-1", ("gone", 5), ("a", 100))
    taken("T-2", ("a", 100), ("twice", 7), ("twice", 7), ("went", 9), ("went", -9))
    assert stated_by("treasury", ["a", "twice", "went", "gone", "none"]) == {"a": 100, "twice": 14, "went": 0}
    assert stated_by("customs", ["a"]) == {}
