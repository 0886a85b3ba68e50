"""Payments: made once, unknown is asked and never sent blindly, late replies book nothing twice, money held all the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.instructing import instruction_cancel, instruction_make, instruction_refund
from zaiton.blocks.money.actions.replying import reply_take
from zaiton.blocks.money.actions.sending import instruction_ask, instruction_send
from zaiton.blocks.money.actions.sweeping import sweep
from zaiton.blocks.money.domain import payment_refusals as refusals
from zaiton.blocks.money.domain.channels import Party, Reply
from zaiton.blocks.money.domain.instructions import EVENTS, LEASE, InstructionCard, Wish, after, number_of
from zaiton.blocks.money.domain.states import INSTRUCTION_STATES
from zaiton.blocks.money.models import Break, Closing, Entry, Instruction
from zaiton.blocks.money.public import account_card, hold_card, post
from zaiton.blocks.money.queries.instructions import instruction_card
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft
from zaiton.blocks.money.tests.channels import Scripted, scripted
from zaiton.kit.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
WISH = Wish(
    document="bill/1",
    purpose="debit",
    channel="scripted",
    debtor=Party("Demo importer", "6222000000000001"),
    creditor=Party("Treasury", "TREASURY"),
    amount=12_345,
    currency="CNY",
    debit="clearing",
    credit="cash",
)


@pytest.fixture
def bank() -> Iterator[Scripted]:
    with scripted() as channel:
        yield channel


@pytest.fixture(autouse=True)
def books() -> None:
    a_book()
    post(draft("opening", "cash", "equity", 1_000_000), actor=WHO, at=AT)


def made(wish: Wish = WISH) -> InstructionCard:
    return instruction_make(wish, business_date=DAY, actor=WHO, at=AT)


def cash() -> tuple[int, int | None]:
    card = account_card("cash")
    return card.posted, card.available


def sent(card: InstructionCard, minutes: float = 0) -> InstructionCard:
    instruction_send(card.public_id, at=AT + timedelta(minutes=minutes))
    return instruction_card(card.public_id)


def asked(card: InstructionCard, minutes: float) -> InstructionCard:
    instruction_ask(card.public_id, at=AT + timedelta(minutes=minutes))
    return instruction_card(card.public_id)


def test_every_illegal_step_is_refused_and_every_state_can_be_reached() -> None:
    events = {event for _, event in EVENTS}
    for state in INSTRUCTION_STATES:
        for event in events:
            assert after(state, event) == EVENTS.get((state, event))
    for final in ("rejected", "cancelled", "returned"):
        assert all(after(final, event) is None for event in events)
    reached, more = set(), {"queued"}
    while more - reached:
        reached |= more
        more = {to for (state, _), to in EVENTS.items() if state in reached}
    assert reached == set(INSTRUCTION_STATES)
    assert after("unknown", "claimed") is None and after("sent", "claimed") is None  # never sent blindly


def test_a_payment_holds_its_money_and_is_booked_when_it_is_settled(bank: Scripted) -> None:
    card = made()
    assert (card.state, cash()) == ("queued", (1_000_000, 987_655)) and len(card.number) <= 35
    assert Job.objects.filter(handler__endswith="jobs:send").count() == 1
    card = sent(card)
    assert (card.state, cash(), card.reply_code) == ("settled", (987_655, 987_655), "ACSC")
    assert account_card("clearing").posted == 12_345 and bank.sendings == [card.number]
    assert not instruction_send(card.public_id, at=AT)
    assert evidence.verify().ok


def test_the_same_wish_again_is_the_same_payment_and_another_is_refused(bank: Scripted) -> None:
    assert made().public_id == made().public_id
    with pytest.raises(refusals.DocumentTaken):
        made(replace(WISH, amount=1))
    sent(made())
    assert made().state == "settled"
    with pytest.raises(refusals.DocumentTaken):
        made(replace(WISH, channel="demo"))
    assert Instruction.objects.count() == 1 and cash()[0] == 987_655


def test_after_a_rejection_another_attempt_has_another_number(bank: Scripted) -> None:
    bank.plan = ["reject"]
    card = sent(made())
    assert (card.state, card.reply_code, cash()) == ("rejected", "AM04", (1_000_000, 1_000_000))
    assert hold_card(card.hold).state == "void"
    second = sent(made())
    assert (second.attempt, second.state) == (2, "settled") and second.number != card.number


def test_a_timeout_after_acting_is_unknown_then_asked_and_never_sent_again(bank: Scripted) -> None:
    bank.plan = ["timeout"]
    card = sent(made())
    assert (card.state, cash()) == ("unknown", (1_000_000, 987_655))
    bank.silent = True
    assert asked(card, 1).state == "unknown"
    bank.silent = False
    card = asked(card, 2)
    assert (card.state, cash()[0], len(bank.sendings)) == ("settled", 987_655, 1)


def test_never_heard_of_is_final_only_late_and_twice_and_then_the_same_number_goes_out(bank: Scripted) -> None:
    bank.plan = ["lost"]
    card = sent(made())
    assert asked(card, 1).state == "unknown"
    assert asked(card, 2).state == "unknown"  # twice, but too early
    card = asked(card, 6)
    assert card.state == "queued"
    card = sent(card, 8)
    assert (card.state, bank.sendings) == ("settled", [card.number] * 2) and len(bank.executed) == 1


def test_what_arrives_late_after_all_is_done_once(bank: Scripted) -> None:
    bank.plan = ["late"]
    card = sent(made())
    for minutes in (1, 2, 6):
        asked(card, minutes)
    bank.arrive(at=AT + timedelta(minutes=7))  # before the second sending
    card = sent(card, 8)
    assert (card.state, len(bank.executed), cash()[0]) == ("settled", 1, 987_655)


def test_nothing_left_the_house(bank: Scripted) -> None:
    bank.plan = ["not_sent"]
    card = sent(made())
    assert (card.state, card.sent_at, card.tries) == ("queued", None, 1)
    assert sent(card).state == "queued"  # not before its pause is over
    assert sent(card, 1).state == "settled" and len(bank.sendings) == 1


def test_a_worker_that_is_gone_leaves_unknown(bank: Scripted) -> None:
    card = made()
    Instruction.objects.filter(public_id=card.public_id).update(
        state="sending", owner="gone", lease_until=AT + LEASE, next_at=AT + LEASE, sent_at=AT, tries=1
    )
    sweep(at=AT + LEASE - timedelta(seconds=1))
    assert instruction_card(card.public_id).state == "sending"
    sweep(at=AT + LEASE)
    assert instruction_card(card.public_id).state == "unknown" and not bank.sendings


def test_a_lost_row_of_the_queue_costs_a_minute(bank: Scripted) -> None:
    card = made()
    Job.objects.all().delete()
    sweep(at=AT + timedelta(seconds=59))
    assert not Job.objects.exists()
    sweep(at=AT + timedelta(seconds=60))
    sweep(at=AT + timedelta(seconds=61))
    assert Job.objects.filter(data__contains=card.public_id).count() == 1


@pytest.mark.parametrize("first", ["settled", "rejected", "received"])
@pytest.mark.parametrize("second", ["settled", "rejected", "received", "not_known", "returned"])
def test_replies_in_any_order_book_at_most_once(bank: Scripted, first: str, second: str) -> None:
    card = made()
    bank.plan = ["timeout"]
    sent(card)
    for outcome in (first, second, second, first):
        reply_take(card.number, Reply(outcome, settled_on=DAY), at=AT + timedelta(minutes=1), source="callback")
    card = instruction_card(card.public_id)
    booked = Entry.objects.filter(document="bill/1").count()
    money = {"settled": 987_655, "returned": 1_000_000, "rejected": 1_000_000, "sent": 1_000_000, "unknown": 1_000_000}
    assert cash()[0] == money[card.state]
    assert booked == {"settled": 1, "returned": 2}.get(card.state, 0)
    contradicts = {("settled", "rejected"), ("rejected", "settled"), ("rejected", "returned")}
    assert Break.objects.filter(kind="contradiction").exists() == ((first, second) in contradicts)
    if not card.live:
        assert hold_card(card.hold).state == ("void" if card.state == "rejected" else "posted")


def test_cancelled_before_it_was_sent_and_not_after(bank: Scripted) -> None:
    card = instruction_cancel(made().public_id, actor=WHO, at=AT)
    assert (card.state, cash()[1]) == ("cancelled", 1_000_000) and not instruction_send(card.public_id, at=AT)
    bank.plan = ["timeout"]
    card = sent(made())
    with pytest.raises(refusals.InstructionStep):
        instruction_cancel(card.public_id, actor=WHO, at=AT)


def test_refunds_never_exceed_what_was_paid(bank: Scripted) -> None:
    card = made()
    with pytest.raises(refusals.InstructionStep):
        instruction_refund(card.public_id, amount=1, business_date=DAY, actor=WHO, at=AT)
    sent(card)
    first = sent(instruction_refund(card.public_id, amount=10_000, business_date=DAY, actor=WHO, at=AT))
    assert (first.state, first.debtor.account, cash()[0]) == ("settled", "TREASURY", 997_655)
    with pytest.raises(refusals.RefundTooLarge):
        instruction_refund(card.public_id, amount=2_346, business_date=DAY, actor=WHO, at=AT)
    bank.plan = ["reject"]
    sent(instruction_refund(card.public_id, amount=2_345, business_date=DAY, actor=WHO, at=AT))
    last = sent(instruction_refund(card.public_id, amount=2_345, business_date=DAY, actor=WHO, at=AT))
    assert last.state == "settled" and cash()[0] == 1_000_000


def test_no_money_no_payment(bank: Scripted) -> None:
    with pytest.raises(Refusal) as refused:
        made(replace(WISH, amount=1_000_001))
    assert refused.value.code == "money_limit" and not Instruction.objects.exists() and not Job.objects.exists()


def test_settled_on_a_closed_day_is_booked_on_the_next_open_one(bank: Scripted) -> None:
    card = made()
    Closing.objects.create(through=DAY, closed_at=AT, actor=WHO, entries=0, digest="")
    card = sent(card)
    assert card.settled_on == DAY and Entry.objects.get(key=card.entry).business_date == DAY + timedelta(days=1)


def test_numbers_are_the_same_for_ever() -> None:
    """They are known to counterparts: another release must make the same."""
    assert number_of("bill/1", 1) == "Z5CF82326591E406148298A9B05-1"
