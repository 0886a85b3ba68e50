"""Treasury and customs over the wire: real processes, mutual TLS, signed lists that are read with suspicion."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.counterparts import Counterpart, made, started
from zaiton.blocks.money.actions.channels.customs import Customs
from zaiton.blocks.money.actions.channels.http import Wire
from zaiton.blocks.money.actions.channels.signedlists import statement
from zaiton.blocks.money.actions.channels.treasury import Treasury
from zaiton.blocks.money.actions.keys import keys_make
from zaiton.blocks.money.domain.channels import NotSent, SourceStatement, Unclear
from zaiton.blocks.money.domain.wire_refusals import (
    BillRefused,
    ChannelTakesNoOrders,
    KeysMissing,
    StatementMissing,
    StatementUnfit,
)


@pytest.fixture(scope="module")
def customs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counterpart]:
    """A customs office."""
    with started("customs", tmp_path_factory.mktemp("money")) as found:
        yield found


@pytest.fixture
def channel(customs: Counterpart) -> Customs:
    """The channel to it, without faults."""
    customs.fault(clear=1)
    customs.clock(offset=0)
    return Customs(wire_to(customs))


def wire_to(counterpart: Counterpart, *, seconds: float = 5, ours: str = "zaiton") -> Wire:
    """The way to a process."""
    return Wire(counterpart.home / "address", counterpart.keys, seconds, ours)


def today(counterpart: Counterpart) -> date:
    """Its business day."""
    return date.fromisoformat(counterpart.clock()["business_day"])


def bill(channel: Customs, number: str, amount: int = 500) -> bool:
    """Make a bill known."""
    now = datetime.now(UTC)
    return channel.bill_make(number, amount, "CNY", document=number, due=now.date(), at=now)


def pay(channel: Customs, number: str, payment: str, amount: int = 500) -> bool:
    """Say that it is paid."""
    now = datetime.now(UTC)
    return channel.bill_paid(number, payment=payment, amount=amount, currency="CNY", on=now.date(), at=now)


def test_a_bill_is_known_once_and_paid_once(channel: Customs, customs: Counterpart) -> None:
    """The same again is a repetition; another amount or another payment is refused, and the list shows what was paid."""
    assert bill(channel, "cases/a 1") and not bill(channel, "cases/a 1")
    with pytest.raises(BillRefused):
        bill(channel, "cases/a 1", 501)
    assert pay(channel, "cases/a 1", "P1") and not pay(channel, "cases/a 1", "P1")
    with pytest.raises(BillRefused):
        pay(channel, "cases/a 1", "P2")
    bill(channel, "b")
    with pytest.raises(BillRefused):
        pay(channel, "b", "P3", 499)
    with pytest.raises(BillRefused):
        pay(channel, "nowhere", "P4")
    lines = channel.statement(today(customs), at=datetime.now(UTC)).lines
    assert [(line.reference, line.amount, line.words) for line in lines] == [("P1", 500, "cases/a 1")]


def test_a_day_that_changed_has_another_number(channel: Customs, customs: Counterpart) -> None:
    """As long as nothing changes the list keeps its number."""
    first = channel.statement(today(customs), at=datetime.now(UTC))
    assert channel.statement(today(customs), at=datetime.now(UTC)) == first
    bill(channel, "numbered")
    pay(channel, "numbered", "P-numbered")
    assert channel.statement(today(customs), at=datetime.now(UTC)).number != first.number


def test_a_wrong_total_is_refused_and_a_lost_list_is_missing(channel: Customs, customs: Counterpart) -> None:
    """Neither is taken for a statement; days to come have none."""
    customs.fault(lie_totals=1)
    with pytest.raises(StatementUnfit):
        channel.statement(today(customs), at=datetime.now(UTC))
    customs.fault(lie_totals=0, lose_file=1)
    with pytest.raises(StatementMissing):
        channel.statement(today(customs), at=datetime.now(UTC))
    customs.fault(lose_file=0)
    with pytest.raises(StatementMissing):
        channel.statement(today(customs) + timedelta(days=1), at=datetime.now(UTC))


def test_business_after_the_cut_off_is_of_the_next_day(channel: Customs, customs: Counterpart) -> None:
    """The hour from which the day is over is the counterpart's."""
    day = today(customs)
    try:
        customs.clock(cutoff=0)
        assert today(customs) == day + timedelta(days=1)
        bill(channel, "late")
        pay(channel, "late", "P-late")
        assert "P-late" in {x.reference for x in channel.statement(day + timedelta(days=1), at=datetime.now(UTC)).lines}
    finally:
        customs.clock(cutoff=24)


def test_before_the_first_byte_it_is_not_sent_and_after_it_unclear(channel: Customs, customs: Counterpart) -> None:
    """The whole difference between sending again and asking."""
    customs.fault(timeout_before_acting=1)
    with pytest.raises(Unclear):
        bill(channel, "unclear-1")
    customs.fault(timeout_before_acting=0, timeout_after_acting=1)
    with pytest.raises(Unclear):
        bill(channel, "unclear-2")
    customs.fault(clear=1)
    assert bill(channel, "unclear-1") and not bill(channel, "unclear-2")
    nowhere = Customs(Wire("https://127.0.0.1:1", customs.keys, 1))
    with pytest.raises(NotSent):
        bill(nowhere, "x")
    with pytest.raises(NotSent):
        bill(Customs(Wire(customs.keys / "no-such-file", customs.keys, 1)), "x")


def test_an_answer_that_comes_too_late_is_unclear(channel: Customs, customs: Counterpart) -> None:
    """The time is for the whole answer."""
    customs.fault(slow=1.5)
    with pytest.raises(Unclear, match="in time"):
        bill(Customs(wire_to(customs, seconds=0.4)), "slow")


def test_an_answer_that_is_too_long_is_unclear(channel: Customs, customs: Counterpart) -> None:
    """It is not read to its end."""
    with pytest.raises(Unclear, match="longer"):
        wire_to(customs).ask("GET", f"/bills/{today(customs)}", most=10)


def test_neither_another_authority_nor_another_name_is_talked_to(
    customs: Counterpart, channel: Customs, tmp_path: Path
) -> None:
    """Our bytes do not leave for somebody whose certificate is of a stranger, or of another counterpart."""
    keys_make(tmp_path, at=datetime.now(UTC))
    with pytest.raises(NotSent):
        bill(Customs(Wire(customs.home / "address", tmp_path, 2)), "x")
    (tmp_path / "address").write_text((customs.home / "address").read_text().replace('"customs"', '"treasury"'))
    with pytest.raises(NotSent):
        bill(Customs(Wire(tmp_path / "address", customs.keys, 2)), "x")


def test_a_stranger_is_not_let_in(customs: Counterpart, tmp_path: Path) -> None:
    """A certificate of another authority ends the handshake; one of ours with another name is refused at the door."""
    keys_make(tmp_path, at=datetime.now(UTC))
    (tmp_path / "ca.pem").write_bytes((customs.keys / "ca.pem").read_bytes())
    with pytest.raises((Unclear, NotSent)):
        Wire(customs.home / "address", tmp_path, 2).ask("GET", f"/bills/{today(customs)}")
    assert wire_to(customs, ours="bank").ask("GET", f"/bills/{today(customs)}").status == 403


def test_what_is_not_signed_by_who_comes_in_is_refused(customs: Counterpart) -> None:
    """TLS alone is not enough, nor is a signature of somebody else."""
    assert wire_to(customs).ask("POST", "/bills", b"{}", {"Content-Type": "application/json"}).status == 401


def test_orders_go_to_banks(channel: Customs, customs: Counterpart) -> None:
    """Treasury and customs are only read."""
    for found in (channel, Treasury(wire_to(customs))):
        with pytest.raises(ChannelTakesNoOrders):
            found.query("X", at=datetime.now(UTC))


def test_without_keys_nothing_is_sent(customs: Counterpart, tmp_path: Path) -> None:
    """The refusal names the file."""
    with pytest.raises(KeysMissing):
        bill(Customs(Wire(customs.home / "address", tmp_path, 1)), "x")


def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    """kill -9, and a start on the same store."""
    found = made("customs", tmp_path).start()
    try:
        channel = Customs(wire_to(found))
        assert bill(channel, "kept") and pay(channel, "kept", "P-kept")
        found.kill()
        with pytest.raises(NotSent):
            bill(channel, "kept")
        found.start()
        assert not bill(channel, "kept")
        assert [line.reference for line in channel.statement(today(found), at=datetime.now(UTC)).lines] == ["P-kept"]
    finally:
        assert found.stop() == 0


LINE = {"reference": "R1", "amount": 5, "currency": "CNY", "document": "bill/1", "payer": "P"}
LIST = {"number": "T-1", "currency": "CNY", "count": 1, "total": 5, "receipts": [LINE]}


def read(**more: object) -> SourceStatement:
    """A list read as the treasury's, but for what is changed."""
    return statement({**LIST, **more}, "treasury", date(2026, 11, 23), "receipts", "reference")


def test_a_list_is_read() -> None:
    """As it stands."""
    assert [(line.reference, line.amount, line.counterparty) for line in read().lines] == [("R1", 5, "P")]


@pytest.mark.parametrize(
    "more",
    [
        {"count": 2},
        {"count": "1"},
        {"count": True},
        {"total": 6},
        {"total": 5.0},
        {"number": ""},
        {"number": 7},
        {"number": "N" * 81},
        {"currency": 5},
        {"currency": "USD"},
        {"currency": "CNYCNY"},
        {"receipts": None},
        {"receipts": 5},
        {"receipts": "x"},
        {"receipts": [None]},
        {"receipts": [["reference"]]},
        {"receipts": []},
        *({"receipts": [{**LINE, **wrong}]} for wrong in (
            {"amount": 0}, {"amount": 5.0}, {"amount": "5"}, {"amount": True}, {"amount": None}, {"amount": 10**18},
            {"reference": ""}, {"reference": 5}, {"reference": "R" * 81}, {"currency": "USD"}, {"document": None}, {"payer": 7},
        )),
        {"receipts": [{"amount": 5}]},
    ],
)  # fmt: skip
def test_a_list_that_is_not_right_is_refused(more: dict[str, object]) -> None:
    """One change each; never another error."""
    with pytest.raises(StatementUnfit):
        read(**more)
