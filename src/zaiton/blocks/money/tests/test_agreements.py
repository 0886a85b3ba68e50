"""Agreements of three parties: signed in order by three people, what they allow, and what waits while they are suspended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
from zaiton.blocks.money.actions.instructing import instruction_cancel, instruction_make
from zaiton.blocks.money.actions.sending import instruction_ask, instruction_send
from zaiton.blocks.money.actions.sweeping import sweep
from zaiton.blocks.money.domain import payment_refusals as refusals
from zaiton.blocks.money.domain.agreements import EVENTS, SIGNING, STATES, AgreementCard, after
from zaiton.blocks.money.domain.channels import Party
from zaiton.blocks.money.domain.instructions import AGREEMENT_PAUSE, InstructionCard, Wish
from zaiton.blocks.money.domain.states import AGREEMENT_STATES
from zaiton.blocks.money.models import Instruction
from zaiton.blocks.money.public import account_card, post
from zaiton.blocks.money.queries.instructions import instruction_card
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft
from zaiton.blocks.money.tests.channels import Scripted, scripted
from zaiton.kit.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = ("person/importer", "person/bank", "person/customs")
ACCOUNT = "6222000000000001"


@pytest.fixture
def bank() -> Iterator[Scripted]:
    with scripted() as channel:
        yield channel


@pytest.fixture(autouse=True)
def books(bank: Scripted) -> None:
    a_book()
    post(draft("opening", "cash", "equity", 1_000_000), actor=WHO, at=AT)


def drawn_up(number: str = "A-1", **more: object) -> AgreementCard:
    given = {"organisation": "org", "channel": "scripted", "account": ACCOUNT, "account_name": "Demo importer"}
    given |= {"currency": "CNY", "limit": 10_000, "actor": PEOPLE[0], "at": AT}
    return agreement_draw_up(number, **{**given, **more})


def signed(number: str = "A-1", **more: object) -> AgreementCard:
    card = drawn_up(number, **more)
    for event, person in zip(SIGNING, PEOPLE, strict=True):
        card = agreement_step(card.public_id, event, actor=person, at=AT)
    return card


def wish(card: AgreementCard, **more: object) -> Wish:
    debtor, creditor = Party("Demo importer", ACCOUNT), Party("Treasury", "TREASURY")
    made = Wish("bill/1", "debit", "scripted", debtor, creditor, 10_000, "CNY", "clearing", "cash")
    return replace(made, organisation="org", agreement=card.public_id, **more)


def made(card: AgreementCard, **more: object) -> InstructionCard:
    return instruction_make(wish(card, **more), business_date=DAY, actor=WHO, at=AT)


def stepped(card: AgreementCard, event: str, **more: object) -> AgreementCard:
    return agreement_step(card.public_id, event, actor="person/officer", at=AT, **more)


def test_states_of_graph_words_and_table_are_the_same() -> None:
    assert set(STATES) == set(AGREEMENT_STATES) == {"draft", *EVENTS.values()}
    assert not [event for (state, event) in EVENTS if state == "terminated"]
    assert after("draft", "bank_signs") is None and after("bank_signed", "resumed") is None


def test_three_sign_in_their_order_and_each_step_is_in_the_evidence() -> None:
    card = signed()
    assert card.state == "active"
    assert [step.data["event"] for step in card.steps] == ["drawn_up", *SIGNING]
    assert [step.actor for step in card.steps] == [PEOPLE[0], *PEOPLE] and evidence.verify().ok


@pytest.mark.parametrize("event", ["bank_signs", "customs_accepts", "suspended", "resumed"])
def test_what_is_out_of_order_changes_nothing(event: str) -> None:
    card = drawn_up()
    with pytest.raises(refusals.AgreementStepUnfit):
        stepped(card, event)
    assert agreement_step(card.public_id, "enterprise_signs", actor=PEOPLE[0], at=AT).steps[-1].seq == 2


def test_nobody_signs_for_two_parties() -> None:
    card = drawn_up()
    agreement_step(card.public_id, "enterprise_signs", actor=PEOPLE[0], at=AT)
    with pytest.raises(refusals.SameSigner):
        agreement_step(card.public_id, "bank_signs", actor=PEOPLE[0], at=AT)
    agreement_step(card.public_id, "bank_signs", actor=PEOPLE[1], at=AT)
    for person in PEOPLE[:2]:
        with pytest.raises(refusals.SameSigner):
            agreement_step(card.public_id, "customs_accepts", actor=person, at=AT)


def test_a_change_is_signed_anew_by_all() -> None:
    card = stepped(signed(), "changed", changes={"limit": 20_000})
    assert (card.state, card.limit) == ("draft", 20_000)
    with pytest.raises(refusals.AgreementUnfit):
        made(card)
    for event, person in zip(SIGNING, reversed(PEOPLE), strict=True):
        card = agreement_step(card.public_id, event, actor=person, at=AT)
    assert made(card, amount=20_000).state == "queued"
    with pytest.raises(refusals.AgreementStepUnfit):
        stepped(card, "changed", changes={"organisation": "another"})


def test_one_agreement_for_an_account_until_it_is_ended() -> None:
    card = drawn_up()
    for number, account in (("A-2", ACCOUNT), ("A-1", "6222000000000002")):
        with pytest.raises(refusals.AgreementTaken):
            drawn_up(number, account=account)
    stepped(card, "terminated")
    assert drawn_up("A-2").state == "draft"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"amount": 10_001}, "limit"),
        ({"debtor": Party("Demo importer", "6222000000000009")}, "account"),
        ({"organisation": "another"}, "party"),
        ({"channel": "demo"}, "party"),
    ],
)
def test_what_the_agreement_does_not_allow_holds_nothing(more: dict, why: str) -> None:
    card = signed()
    with pytest.raises(refusals.AgreementUnfit) as refused:
        instruction_make(replace(wish(card), **more), business_date=DAY, actor=WHO, at=AT)
    assert refused.value.data["why"] == why
    assert not Instruction.objects.exists() and account_card("cash").available == 1_000_000


@pytest.mark.parametrize("days", [-1, 1])
def test_only_on_its_days(days: int) -> None:
    card = signed(valid_from=DAY, valid_until=DAY)
    with pytest.raises(refusals.AgreementUnfit):
        instruction_make(wish(card), business_date=DAY + timedelta(days=days), actor=WHO, at=AT)
    assert made(card).state == "queued"


def test_what_waits_to_be_sent_waits_while_the_agreement_is_suspended(bank: Scripted) -> None:
    agreement = signed()
    card = made(agreement)
    stepped(agreement, "suspended")
    assert not instruction_send(card.public_id, at=AT) and not instruction_send(card.public_id, at=AT)
    card = instruction_card(card.public_id, steps=True)
    assert (card.state, card.tries, bank.sendings) == ("queued", 0, [])
    assert [step.event for step in card.steps] == ["made", "waits"] and card.steps[-1].data["words"] == STATES[
        "suspended"
    ]
    stepped(agreement, "resumed")
    Job.objects.all().delete()
    sweep(at=AT + AGREEMENT_PAUSE)  # its job is gone: the sweep gives another
    assert Job.objects.filter(data__contains=card.public_id).count() == 1
    assert instruction_send(card.public_id, at=AT + AGREEMENT_PAUSE)
    assert instruction_card(card.public_id).state == "settled" and len(bank.executed) == 1


def test_what_has_left_goes_on_when_the_agreement_is_ended(bank: Scripted) -> None:
    agreement = signed()
    card = made(agreement)
    bank.plan = ["receive"]
    instruction_send(card.public_id, at=AT)
    stepped(agreement, "terminated")
    bank.settle(card.number, at=AT)
    instruction_ask(card.public_id, at=AT + timedelta(minutes=11))
    assert instruction_card(card.public_id).state == "settled"


def test_what_waits_for_an_ended_agreement_can_be_cancelled() -> None:
    agreement = signed()
    card = made(agreement)
    stepped(agreement, "terminated")
    assert not instruction_send(card.public_id, at=AT)
    assert instruction_cancel(card.public_id, actor=WHO, at=AT).state == "cancelled"
    assert account_card("cash").available == 1_000_000
