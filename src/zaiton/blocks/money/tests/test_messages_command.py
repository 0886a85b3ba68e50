"""zaiton money message check and what zaiton check says of schemas: in words, as JSON, and by the exit code."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from zaiton.blocks.money.actions.channels.bank import Bank
from zaiton.blocks.money.actions.channels.http import Wire
from zaiton.blocks.money.actions.channels.iso20022 import pain001
from zaiton.blocks.money.cli import money
from zaiton.blocks.money.queries import schemas
from zaiton.blocks.money.tests.foreign import Booking, camt053, camt054
from zaiton.blocks.money.tests.test_messages import AT, REASON, ROW, STATUS, order

DAY = date(2026, 11, 23)
ROWS = [Booking("E1", Decimal("7.50"), words="bill/1"), Booking("E2", Decimal("-2.00"), words="bill/2")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One file of each kind, and one that lies."""
    group = f"<GrpSts>RJCT</GrpSts>{REASON}"
    first = camt053(DAY, Decimal("1.00"), ROWS)
    made = {
        "1.xml": first,
        "2.xml": camt053(date(2026, 11, 24), Decimal("6.50"), []),
        "apart.xml": camt053(date(2026, 11, 25), Decimal("6.51"), []),
        "lies.xml": first.replace(b"6.50", b"6.60"),
        "orders.xml": pain001([order(), order("N2", "JPY", 300)], at=AT),
        "states.xml": STATUS.format(group=group, rows=ROW.format(number="N1", status="ACSC", reason="")).encode(),
        "notice.xml": camt054(DAY, ROWS),
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def run(folder: Path, *names: str, as_json: bool = True) -> tuple[int, str]:
    """Exit code and what was printed."""
    words = ["message", "check", *(["--json"] if as_json else []), *(str(folder / name) for name in names)]
    done = CliRunner().invoke(money, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_every_kind_is_told_with_totals_and_lines(folder: Path) -> None:
    """Signed where the message has directions, by currency where it has several."""
    code, printed = run(folder, "1.xml", "orders.xml", "states.xml", "notice.xml")
    found = {one["file"]: one for one in json.loads(printed)["files"]}
    assert code == 0 and {one["message"] for one in found.values()} == {
        "camt.053.001.08",
        "pain.001.001.09",
        "pain.002.001.12",
        "camt.054.001.08",
    }
    assert all(one["schema"] for one in found.values())
    statement = found["1.xml"]
    assert (statement["opening"], statement["closing"], statement["totals"]) == (100, 650, {"CNY": 550})
    assert [(line["number"], line["amount"], line["words"]) for line in statement["lines"]] == [
        ("E1", 750, "bill/1"),
        ("E2", -200, "bill/2"),
    ]
    assert found["orders.xml"]["totals"] == {"CNY": 1234, "JPY": 300}
    states = [(line["number"], line["state"], line["words"]) for line in found["states.xml"]["lines"]]
    assert states == [("", "rejected", "AM04 no money"), ("N1", "settled", "")]
    assert [line["state"] for line in found["notice.xml"]["lines"]] == ["settled", "settled"]


def test_a_file_that_lies_is_told_among_others(folder: Path) -> None:
    """The others are told all the same; the exit code says that not all is well."""
    code, printed = run(folder, "lies.xml", "1.xml")
    first, second = json.loads(printed)["files"]
    assert code == 1 and first["error"]["code"] == "money_message_balances" and second["ok"]
    code, printed = run(folder, "lies.xml", "1.xml", as_json=False)
    assert code == 1 and "lies.xml: " in printed and "6.60" in printed and "7.50 CNY" in printed


def test_statements_given_together_must_follow_each_other(folder: Path) -> None:
    """In whatever order they are given."""
    assert run(folder, "2.xml", "1.xml")[0] == 0
    code, printed = run(folder, "apart.xml", "2.xml", "1.xml")
    assert code == 1 and [gap["apart"] for gap in json.loads(printed)["gaps"]] == [1]
    code, printed = run(folder, "apart.xml", "2.xml", as_json=False)
    assert code == 1 and "0.01 CNY" in printed.splitlines()[-1]


def test_without_schemas_it_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And reads by our own rules."""
    schemas._schema.cache_clear()
    monkeypatch.setattr(schemas, "find_spec", lambda name: None)
    try:
        code, printed = run(folder, "1.xml")
        assert code == 0 and json.loads(printed)["files"][0]["schema"] is False
        assert run(folder, "lies.xml")[0] == 1
    finally:
        schemas._schema.cache_clear()


def test_an_order_that_no_file_can_hold_is_rejected_before_anything_leaves(tmp_path: Path) -> None:
    """There is nobody to send to, and nobody is needed."""
    bank = Bank(Wire(tmp_path / "nobody", tmp_path, 1), "TREASURY")
    reply = bank.send(order("N" * 40), at=AT)
    assert (reply.outcome, reply.code) == ("rejected", "money_order_unwritable")
