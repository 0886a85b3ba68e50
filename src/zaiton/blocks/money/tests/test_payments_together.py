"""Several at one payment at the same moment: sent once, booked once, and nobody's money is held twice or forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.instructing import instruction_cancel, instruction_make, instruction_refund
from zaiton.blocks.money.actions.parity import parity
from zaiton.blocks.money.actions.replying import reply_take
from zaiton.blocks.money.actions.sending import instruction_ask, instruction_send, overdue
from zaiton.blocks.money.actions.sweeping import sweep
from zaiton.blocks.money.domain import payment_refusals as refusals
from zaiton.blocks.money.domain.channels import Order, Reply
from zaiton.blocks.money.domain.instructions import LEASE
from zaiton.blocks.money.models import Break, Entry, Hold, Instruction
from zaiton.blocks.money.public import account_card, post
from zaiton.blocks.money.queries.instructions import instruction_card
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft
from zaiton.blocks.money.tests.channels import Scripted, scripted
from zaiton.blocks.money.tests.test_ledger_together import many, together
from zaiton.blocks.money.tests.test_payments import WISH, made

pytestmark = pytest.mark.django_db(transaction=True)
SEVERAL = 6
__all__ = ["many"]


@pytest.fixture
def bank() -> Iterator[Scripted]:
    with scripted() as channel:
        yield channel


@pytest.fixture(autouse=True)
def books(bank: Scripted) -> Iterator[None]:
    a_book()
    post(draft("opening", "cash", "equity", 1_000_000), actor=WHO, at=AT)
    yield
    assert parity(at=AT) == (0, 0) and verify().ok


def meanwhile(bank: Scripted, monkeypatch: pytest.MonkeyPatch, verb: str, act) -> None:
    """Let something happen after the counterpart has acted and before its answer is taken."""
    real = getattr(bank, verb)

    def then(what: Order | str, *, at: datetime) -> Reply:
        reply = real(what, at=at)
        act()
        return reply

    monkeypatch.setattr(bank, verb, then)


@pytest.mark.usefixtures("many")
def test_many_workers_send_one_payment_once(bank: Scripted) -> None:
    card = made()
    assert together(SEVERAL, lambda _: instruction_send(card.public_id, at=AT)).count(True) == 1
    assert bank.sendings == [card.number] and instruction_card(card.public_id).state == "settled"
    assert account_card("cash").posted == 987_655


@pytest.mark.usefixtures("many")
def test_many_who_want_one_document_paid_get_one_payment() -> None:
    cards = together(SEVERAL, lambda _: made())
    assert len({card.public_id for card in cards}) == 1 and Hold.objects.count() == 1
    others = together(SEVERAL, lambda number: made(replace(WISH, document="bill/2", amount=100 + number)))
    assert [type(one) for one in others].count(refusals.DocumentTaken) == SEVERAL - 1
    assert Instruction.objects.count() == 2


@pytest.mark.usefixtures("many")
def test_one_answer_told_by_many_is_booked_once(bank: Scripted) -> None:
    card = made()
    bank.plan = ["timeout"]
    instruction_send(card.public_id, at=AT)
    reply = bank.told(card.number)
    cards = together(SEVERAL, lambda _: reply_take(card.number, reply, at=AT, source="callback"))
    assert [(one.state, one.entry) for one in cards] == [("settled", f"instruction/{card.number}/settled")] * SEVERAL
    assert Entry.objects.filter(document="bill/1").count() == 1 and account_card("cash").posted == 987_655


@pytest.mark.usefixtures("many")
def test_contradicting_answers_at_once_book_one_and_open_a_break(bank: Scripted) -> None:
    card = made()
    bank.plan = ["timeout"]
    instruction_send(card.public_id, at=AT)
    replies = (Reply("settled", settled_on=DAY), Reply("rejected", "AM04"))
    results = together(2, lambda number: reply_take(card.number, replies[number], at=AT, source="callback"))
    assert not [one for one in results if one is None or isinstance(one, Refusal)]
    state = instruction_card(card.public_id).state
    assert account_card("cash").posted == {"settled": 987_655, "rejected": 1_000_000}[state]
    assert Break.objects.filter(kind="contradiction").count() == 1


@pytest.mark.usefixtures("many")
def test_refunds_at_once_give_back_no_more_than_was_paid(bank: Scripted) -> None:
    card = made()
    instruction_send(card.public_id, at=AT)
    give = lambda _: instruction_refund(card.public_id, amount=5_000, business_date=DAY, actor=WHO, at=AT)  # noqa: E731
    results = together(SEVERAL, give)
    assert [type(one) for one in results].count(refusals.RefundTooLarge) == SEVERAL - 2


@pytest.mark.usefixtures("many")
def test_cancelled_or_sent_and_never_both(bank: Scripted) -> None:
    for number in range(SEVERAL):
        card = instruction_make(replace(WISH, document=f"race/{number}"), business_date=DAY, actor=WHO, at=AT)
        acts = (
            lambda card=card: instruction_send(card.public_id, at=AT),
            lambda card=card: instruction_cancel(card.public_id, actor=WHO, at=AT),
        )
        together(2, lambda which, acts=acts: acts[which]())
        state = instruction_card(card.public_id).state
        assert (state == "settled") == (card.number in bank.executed) and state in ("settled", "cancelled")


def test_what_is_being_sent_cannot_be_cancelled(bank: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    card = made()

    def cancel() -> None:
        with pytest.raises(refusals.InstructionStep):
            instruction_cancel(card.public_id, actor=WHO, at=AT)

    meanwhile(bank, monkeypatch, "send", cancel)
    instruction_send(card.public_id, at=AT)
    assert instruction_card(card.public_id).state == "settled"


def test_an_answer_that_overtakes_the_question_is_booked_once(bank: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    card = made()
    bank.plan = ["timeout"]
    instruction_send(card.public_id, at=AT)
    told = lambda: reply_take(card.number, bank.told(card.number), at=AT, source="callback")  # noqa: E731
    meanwhile(bank, monkeypatch, "query", told)
    assert instruction_ask(card.public_id, at=AT + timedelta(minutes=1))
    assert instruction_card(card.public_id).state == "settled" and Entry.objects.filter(document="bill/1").count() == 1


def test_a_worker_slower_than_its_lease_books_once(bank: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lease runs out while the counterpart answers: the sweep calls it unknown, and the late answer is still taken."""
    card = made()

    def lose_it() -> None:
        sweep(at=AT + LEASE)
        assert instruction_card(card.public_id).state == "unknown"
        instruction_ask(card.public_id, at=AT + LEASE)

    meanwhile(bank, monkeypatch, "send", lose_it)
    instruction_send(card.public_id, at=AT)
    assert instruction_card(card.public_id).state == "settled" and bank.sendings == [card.number]
    assert Entry.objects.filter(document="bill/1").count() == 1
    assert not overdue(card.public_id, at=AT + LEASE)


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("acted", [False, True])
def test_killed_between_claim_and_answer_is_asked_and_paid_once(
    bank: Scripted, monkeypatch: pytest.MonkeyPatch, acted: bool
) -> None:
    card = made()

    def die() -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        if acted:
            meanwhile(bank, patch, "send", die)
        else:
            patch.setattr(bank, "send", lambda order, *, at: die())
        instruction_send(card.public_id, at=AT)
    assert instruction_card(card.public_id).state == "sending"
    at = AT + LEASE
    sweep(at=at)
    while instruction_card(card.public_id).state == "unknown" and at < AT + timedelta(hours=1):
        at += timedelta(minutes=1)
        instruction_ask(card.public_id, at=at)
    assert instruction_card(card.public_id).state == ("settled" if acted else "queued")
    instruction_send(card.public_id, at=at + timedelta(hours=1))
    assert instruction_card(card.public_id).state == "settled"
    assert list(bank.executed) == [card.number] and account_card("cash").posted == 987_655
