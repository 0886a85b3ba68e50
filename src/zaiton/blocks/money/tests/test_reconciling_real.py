"""Three real counterparts: payments made through a bank process are stated by bank, treasury and customs, and agree with us."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.counterparts import Counterpart, office
from zaiton.blocks.identity.actions.people import role_grant
from zaiton.blocks.identity.tests.factories import NOON, a_person
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.instructing import instruction_make, instruction_refund
from zaiton.blocks.money.actions.sending import instruction_send
from zaiton.blocks.money.cli import money
from zaiton.blocks.money.cli import reconciling as door
from zaiton.blocks.money.domain.channels import Order, Party
from zaiton.blocks.money.domain.instructions import InstructionCard, Wish
from zaiton.blocks.money.public import post
from zaiton.blocks.money.queries.breaks import breaks_counted
from zaiton.blocks.money.tests.books import WHO, a_book, draft
from zaiton.kit.cli import ZaitonGroup

pytestmark = pytest.mark.django_db(transaction=True)
PAYER, TREASURY = Party("Demo importer", "6222000000000001"), Party("Treasury", "TREASURY")
WISH = {"purpose": "debit", "channel": "bank", "debtor": PAYER, "creditor": TREASURY, "currency": "CNY"}
Three = tuple[Counterpart, Counterpart, Counterpart]


@pytest.fixture
def three(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Three]:
    """Bank, treasury and customs where the channels look for them, and a command line that lives a day later."""
    settings.ZAITON_HOME, settings.MONEY_KEYS = tmp_path, str(tmp_path / "counterparts")
    with office(tmp_path / "counterparts") as found:
        monkeypatch.setattr(door, "now", lambda: datetime.now(UTC) + timedelta(days=1))
        a_book()
        post(
            draft("opening", "cash", "equity", 1_000_000, business_date=date(2020, 1, 1)),
            actor=WHO,
            at=datetime.now(UTC),
        )
        yield found


def today(bank: Counterpart) -> date:
    """The bank's business day."""
    return date.fromisoformat(bank.clock()["business_day"])


def pay(bank: Counterpart, document: str, amount: int) -> InstructionCard:
    """Have a payment made and send it."""
    now = datetime.now(UTC)
    wish = Wish(document=document, amount=amount, debit="clearing", credit="cash", **WISH)
    made = instruction_make(wish, business_date=today(bank), actor=WHO, at=now)
    assert instruction_send(made.public_id, at=datetime.now(UTC))
    return made


def until_told(day: date, lines: int) -> None:
    """The bank remits and the treasury tells customs by themselves: wait for both."""
    until = time.monotonic() + 15
    while len(channels["customs"].statement(day, at=datetime.now(UTC)).lines) < lines:
        assert time.monotonic() < until, "customs was not told"
        time.sleep(0.05)


def run(*words: str) -> tuple[int, Any]:
    """A command of the group money: exit code and JSON."""
    group = ZaitonGroup(name="zaiton", commands={"money": money})
    result = CliRunner().invoke(group, ["money", *words, "--json"])
    return result.exit_code, json.loads(result.output)


def test_a_day_of_real_payments(three: Three) -> None:
    """Clean; a lie refused and mended; a payment behind our back found and settled by two officers; a refund."""
    bank, treasury, _ = three
    day = today(bank)
    first = [pay(bank, f"bill/{n}", 1000 + n) for n in range(3)][0]
    until_told(day, 3)
    treasury.fault(lie_totals=1)
    code, told = run("reconcile", "--day", day.isoformat())
    assert code == 1 and told["sources"]["treasury"] is None
    assert breaks_counted() == {"statement_missing": 1, "statement_refused": 1}
    treasury.fault(clear=1)
    code, told = run("reconcile", "--day", day.isoformat())
    assert (code, told["clean"], told["counts"]["rules"], breaks_counted()) == (0, True, {"same_day": 12}, {})
    assert told["sources"]["bank"]["total"] == told["sources"]["ours"]["total"] == 3003

    stranger = Order("STRANGER-1", "debit", 77, "CNY", PAYER, TREASURY, "bill/x", day, datetime.now(UTC))
    channels["bank"].send(stranger, at=datetime.now(UTC))
    back = instruction_refund(first.public_id, amount=400, business_date=day, actor=WHO, at=datetime.now(UTC))
    assert instruction_send(back.public_id, at=datetime.now(UTC))
    until_told(day, 4)
    code, told = run("reconcile", "--day", day.isoformat())
    assert code == 1 and told["counts"]["breaks"] == {"cross_day": 1}, "our books might have it tomorrow"
    assert told["sources"]["treasury"]["total"] == told["sources"]["bank"]["total"] == 3003 + 77 - 400
    (gap,) = run("breaks")[1]
    settled_by_two(gap["public_id"])
    code, told = run("reconcile", "--day", day.isoformat())
    assert code == 0 and (told["counts"]["in_breaks"], told["counts"]["settled"]) == (0, 3)


def settled_by_two(public_id: str) -> None:
    """Over the command line: nobody who is no officer, and not one officer alone."""
    for name in ("first", "second"):
        role_grant(actor="system", person_id=a_person(name).public_id, role="officer", at=NOON)
    words = ("--words", "paid from outside, booked now", "--line", "clearing=77", "--line", "cash=-77")
    code, told = run("break-propose", public_id, "--by", "nobody@example.com", *words)
    assert code == 1 and told["error"]["code"] == "money_owner_unfit"
    assert run("break-propose", public_id, "--by", "first@example.com", *words)[0] == 0
    code, told = run("break-resolve", public_id, "--by", "first@example.com")
    assert code == 1 and told["error"]["code"] == "money_same_person"
    assert run("break-refuse", public_id, "--by", "second@example.com", "--words", "say which")[1][0]["state"] == "open"
    assert run("break-propose", public_id, "--by", "first@example.com", *words)[0] == 0
    code, (card,) = run("break-resolve", public_id, "--by", "second@example.com")
    assert code == 0 and (card["state"], card["entry"]) == ("resolved", f"break/{public_id}/2")
    ended = run("breaks", "--ended")[1]
    assert sorted(one["state"] for one in ended) == ["closed", "closed", "resolved"] and run("breaks")[1] == []
    assert CliRunner().invoke(money, ["breaks", public_id]).output.count("\n") > 5


def test_counterparts_that_are_away(three: Three) -> None:
    """The day waits for them, and says for whom."""
    bank, treasury, customs = three
    day = today(bank)
    pay(bank, "bill/1", 5)
    until_told(day, 1)
    treasury.kill()
    customs.fault(lose_file=1)
    code, told = run("reconcile", "--day", day.isoformat())
    assert code == 1 and {one["source"]: bool(one["why"]) for one in told["fetched"]} == {
        "bank": False,
        "treasury": True,
        "customs": True,
    }
    assert breaks_counted() == {"statement_missing": 2}
    code, told = run("reconcile", "--day", day.isoformat(), "--no-fetch")
    assert code == 1 and told["repeated"]
    assert "money_day_not_over" in str(run("reconcile", "--day", (day + timedelta(days=3)).isoformat()))
