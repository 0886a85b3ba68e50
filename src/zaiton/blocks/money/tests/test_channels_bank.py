"""The bank over the wire: a real process, orders by ISO 20022, and three statements of one day that agree."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.counterparts import Counterpart, office, started
from zaiton.blocks.money.actions.channels.bank import Bank
from zaiton.blocks.money.actions.channels.customs import Customs
from zaiton.blocks.money.actions.channels.http import Wire
from zaiton.blocks.money.actions.channels.treasury import Treasury
from zaiton.blocks.money.domain.channels import NotSent, Order, Party, Reply, SourceStatement, Unclear
from zaiton.blocks.money.domain.message_refusals import MessageUnfit
from zaiton.blocks.money.domain.wire_refusals import StatementMissing

PAYER, TREASURY = Party("Demo importer", "6222000000000001"), Party("Treasury", "TREASURY")
FULL = ("--demo-balance", "100000000")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counterpart]:
    """A bank at which everybody has an account."""
    with started("bank", tmp_path_factory.mktemp("money"), *FULL) as found:
        yield found


@pytest.fixture
def bank(running: Counterpart) -> Counterpart:
    """The bank without faults."""
    running.fault(clear=1)
    return running


def channel(bank: Counterpart, *, seconds: float = 5) -> Bank:
    """The channel to it."""
    return Bank(Wire(bank.home / "address", bank.keys, seconds), "TREASURY")


def order(number: str, amount: int = 1234, **more: object) -> Order:
    """An order."""
    now = datetime.now(UTC)
    said = {"purpose": "debit", "debtor": PAYER, "creditor": TREASURY, "document": f"bill/{number}", **more}
    return Order(number=number, amount=amount, currency="CNY", requested_on=now.date(), made_at=now, **said)


def send(bank: Counterpart, number: str, amount: int = 1234, **more: object) -> Reply:
    """Send it now."""
    return channel(bank).send(order(number, amount, **more), at=datetime.now(UTC))


def ask(bank: Counterpart, number: str) -> Reply:
    """Ask for it now."""
    return channel(bank).query(number, at=datetime.now(UTC))


def today(bank: Counterpart) -> date:
    """Its business day."""
    return date.fromisoformat(bank.clock()["business_day"])


def test_an_order_is_settled_once_and_known_by_its_number(bank: Counterpart) -> None:
    """With its reference and its day; nobody else's number is known."""
    first = send(bank, "B-1")
    assert (first.outcome, first.settled_on) == ("settled", today(bank)) and first.reference
    assert send(bank, "B-1") == first == ask(bank, "B-1")
    assert send(bank, "B-1", 1235).code == "AM05" and ask(bank, "B-1") == first
    assert ask(bank, "B-other/ü").outcome == "not_known"


def test_a_refusal_has_its_code_and_words(bank: Counterpart) -> None:
    """As the bank gave them."""
    reply = send(bank, "B-2", 10**14)
    assert (reply.outcome, reply.code) == ("rejected", "AM04") and reply.words
    bank.order("account", {"number": "6222000000000001", "state": "frozen"})
    try:
        assert send(bank, "B-3").code == "AC06"
    finally:
        bank.order("account", {"number": "6222000000000001", "state": "open"})


@pytest.mark.parametrize(
    ("fault", "outcome"), [("timeout_before_acting", "not_known"), ("timeout_after_acting", "settled")]
)
def test_a_cut_line_is_unclear_and_the_question_tells(bank: Counterpart, fault: str, outcome: str) -> None:
    """The same failure to the sender; what became of it only the bank knows."""
    number = f"B-{fault}"[:35]
    bank.fault(**{fault: 1})
    with pytest.raises(Unclear):
        send(bank, number)
    assert ask(bank, number).outcome == outcome
    bank.fault(clear=1)
    assert send(bank, number).outcome == "settled"


def test_a_slow_bank_is_unclear_and_acts_all_the_same(bank: Counterpart) -> None:
    """Cut off while it thinks, it acts afterwards; the number keeps it from acting twice."""
    bank.fault(slow=0.6)
    with pytest.raises(Unclear):
        channel(bank, seconds=0.3).send(order("B-slow"), at=datetime.now(UTC))
    bank.fault(slow=0)
    time.sleep(0.8)
    assert ask(bank, "B-slow").outcome == "settled" == send(bank, "B-slow").outcome


def test_a_bank_that_is_not_there_was_sent_nothing(bank: Counterpart, tmp_path: Path) -> None:
    """Not started, and gone without a trace of its end."""
    with pytest.raises(NotSent):
        Bank(Wire(tmp_path / "address", bank.keys, 1), "TREASURY").send(order("X"), at=datetime.now(UTC))
    with started("bank", tmp_path) as other:
        other.kill()
        with pytest.raises(NotSent):
            send(other, "X")


def test_the_statement_is_the_account_s_day(bank: Counterpart) -> None:
    """Debits come in, refunds go out; wrong totals are refused, a lost file is missing."""
    before = channel(bank).statement(today(bank), at=datetime.now(UTC))
    send(bank, "B-in", 500)
    send(bank, "B-out", 200, purpose="refund", debtor=TREASURY, creditor=PAYER)
    found = channel(bank).statement(today(bank), at=datetime.now(UTC))
    lines = {line.reference: (line.amount, line.counterparty, line.words) for line in found.lines}
    assert lines["B-in"] == (500, "Demo importer", "bill/B-in") and lines["B-out"][:2] == (-200, "Demo importer")
    assert found.closing - before.closing == 300 and found.number != before.number and found.currency == "CNY"
    bank.fault(lie_totals=1)
    with pytest.raises(MessageUnfit):
        channel(bank).statement(today(bank), at=datetime.now(UTC))
    bank.fault(lie_totals=0, lose_file=1)
    with pytest.raises(StatementMissing):
        channel(bank).statement(today(bank), at=datetime.now(UTC))


def test_its_word_is_final_only_when_no_request_can_be_on_its_way(bank: Counterpart) -> None:
    """Longer than the longest request."""
    assert channel(bank, seconds=30).final_after > timedelta(seconds=60)


def test_three_offices_tell_of_one_day_alike(tmp_path: Path) -> None:
    """Bills, debits, receipts: the same numbers and amounts in three statements, also after the treasury was killed amid them."""

    def lines(found: SourceStatement) -> dict[str, int]:
        return {line.reference: line.amount for line in found.lines}

    with office(tmp_path, bank=FULL) as (bank, treasury, customs):
        at = datetime.now(UTC)
        offices = (
            Customs(Wire(customs.home / "address", tmp_path, 5)),
            Treasury(Wire(treasury.home / "address", tmp_path, 5)),
        )
        offices[0].bill_make("bill/T-1", 100, "CNY", document="bill/T-1", due=at.date(), at=at)
        send(bank, "T-1", 100)
        treasury.kill()
        send(bank, "T-2", 200)
        send(bank, "T-3", 50, purpose="refund", debtor=TREASURY, creditor=PAYER)
        treasury.start()
        wanted = {"T-1": 100, "T-2": 200, "T-3": -50}
        assert lines(channel(bank).statement(today(bank), at=at)) == wanted
        until = time.monotonic() + 20
        told: tuple[dict[str, int], ...] = ()
        while time.monotonic() < until and told != ({"T-1": 100, "T-2": 200}, wanted):
            time.sleep(0.1)
            told = tuple(lines(found.statement(today(bank), at=at)) for found in offices)
        assert told == ({"T-1": 100, "T-2": 200}, wanted)


def test_whoever_is_killed_amid_payments_each_is_made_once(tmp_path: Path) -> None:
    """Three clients pay while bank, treasury and customs are killed in turn: asked after every doubt, all three lists are whole."""
    numbers = [f"K-{place}" for place in range(90)]
    wanted = dict.fromkeys(numbers, 100)

    def pay(number: str) -> None:
        known = True
        while True:
            try:
                reply = send(bank, number, 100) if known else ask(bank, number)
                if reply.outcome == "settled":
                    return
                assert reply.outcome == "not_known", reply
                known = True
            except NotSent:
                time.sleep(0.05)
            except Unclear:
                known = False

    with office(tmp_path, bank=FULL) as (bank, treasury, customs):
        with ThreadPoolExecutor(3) as clients:
            done = clients.map(pay, numbers)
            for victim in (bank, treasury, bank, customs, bank):
                time.sleep(0.2)
                victim.kill()
                victim.start()
            list(done)
        at = datetime.now(UTC)
        ways = (
            channel(bank),
            Treasury(Wire(treasury.home / "address", tmp_path, 5)),
            Customs(Wire(customs.home / "address", tmp_path, 5)),
        )
        until = time.monotonic() + 30
        told: list[dict[str, int]] = []
        while time.monotonic() < until and told != [wanted] * 3:
            time.sleep(0.2)
            told = [{line.reference: line.amount for line in way.statement(today(bank), at=at).lines} for way in ways]
        assert told == [wanted] * 3
