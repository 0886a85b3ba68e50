"""Channels without a wire, and the registry."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.channels.demo import Demo
from zaiton.blocks.money.actions.channels.failing import Failing
from zaiton.blocks.money.actions.channels.registry import Registry
from zaiton.blocks.money.domain.channels import Order, Party, Unclear
from zaiton.blocks.money.domain.wire_refusals import ChannelUnknown

AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def order(number: str, amount: int = 500, purpose: str = "debit") -> Order:
    """An order."""
    payer, receiver = Party("Payer", "6222001"), Party("Treasury", "TREASURY")
    return Order(number, purpose, amount, "CNY", payer, receiver, "bill", date(2026, 11, 24), AT)


def test_the_demonstration_bank_settles_once_and_remembers(tmp_path: Path) -> None:
    """By number: the same again is the same answer, another content a duplicate, and nothing else is known."""
    bank = Demo(tmp_path / "demo" / "book.sqlite3")
    assert bank.query("A", at=AT).outcome == "not_known"
    first = bank.send(order("A"), at=AT)
    assert (first.outcome, first.settled_on) == ("settled", date(2026, 11, 24))
    assert (
        bank.send(order("A"), at=AT + timedelta(days=3))
        == first
        == Demo(tmp_path / "demo" / "book.sqlite3").query("A", at=AT)
    )
    assert bank.send(order("A", 501), at=AT).code == "AM05"


def test_its_statement_adds_up(tmp_path: Path) -> None:
    """Opening, lines and closing, with refunds below nothing."""
    bank = Demo(tmp_path / "book.sqlite3")
    bank.send(order("A"), at=AT - timedelta(days=1))
    bank.send(order("B"), at=AT)
    bank.send(order("C", 100, "refund"), at=AT)
    found = bank.statement(date(2026, 11, 24), at=AT)
    assert (found.opening, found.closing) == (500, 900)
    assert {line.reference: line.amount for line in found.lines} == {"B": 500, "C": -100}


def test_the_failing_channel_never_answers() -> None:
    """Not to an order, not to a question, not to the request for a statement."""
    channel = Failing()
    for call in (
        lambda: channel.send(order("A"), at=AT),
        lambda: channel.query("A", at=AT),
        lambda: channel.statement(date(2026, 11, 24), at=AT),
    ):
        with pytest.raises(Unclear):
            call()


def test_a_registry_knows_its_channels_and_refuses_others() -> None:
    """A name is registered once; what is not registered is refused with those that are."""
    own = Registry()
    own.register("one", Failing)
    assert list(own) == ["one"] and "one" in own and own["one"].name == "failing"
    with pytest.raises(ValueError):
        own.register("one", Failing)
    with pytest.raises(ChannelUnknown) as refused:
        own["two"]
    assert refused.value.data["known"] == "one"


def test_every_channel_of_the_product_can_be_made() -> None:
    """Each has a title in both languages and says how long its word is not final."""
    for name in channels:
        channel = channels[name]
        assert channel.name == name and channel.title.zh and channel.title.en and channel.final_after >= timedelta(0)
