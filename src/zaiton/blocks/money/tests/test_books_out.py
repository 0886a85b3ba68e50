"""Entries by hand by two people, the chart, parity, and the books as files that other programs accept."""

import csv
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from zaiton.blocks.money.actions.charting import chart_open
from zaiton.blocks.money.actions.instructing import instruction_make
from zaiton.blocks.money.actions.parity import parity
from zaiton.blocks.money.actions.proposals import entry_approve, entry_propose, entry_refuse
from zaiton.blocks.money.actions.sending import instruction_send
from zaiton.blocks.money.domain.ledger_refusals import Unbalanced
from zaiton.blocks.money.domain.proposals import ProposalChanged, ProposalDecided, TwoPersons
from zaiton.blocks.money.models import Account, Break, Entry, Instruction, Proposal
from zaiton.blocks.money.public import Draft, Line, account_card, account_open, post, reverse
from zaiton.blocks.money.queries.exporting import beancount_name, code_of, exported_beancount, exported_csv
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft
from zaiton.blocks.money.tests.channels import scripted
from zaiton.blocks.money.tests.guards import lifted
from zaiton.blocks.money.tests.test_payments import WISH

pytestmark = pytest.mark.django_db(transaction=True)
LINES = (Line("cash", 500), Line("equity", -500))


@pytest.fixture(autouse=True)
def books() -> None:
    a_book()


def proposed() -> str:
    return entry_propose(lines=LINES, business_date=DAY, words="opening", actor="person/maker", at=AT).public_id


def test_an_entry_by_hand_needs_two_people() -> None:
    one = proposed()
    assert account_card("cash").posted == 0
    with pytest.raises(TwoPersons):
        entry_approve(one, actor="person/maker", at=AT)
    card = entry_approve(one, actor="person/checker", at=AT)
    assert (card.state, card.entry, account_card("cash").posted) == ("approved", f"proposal/{one}", 500)
    with pytest.raises(ProposalDecided):
        entry_approve(one, actor="person/third", at=AT)
    assert entry_refuse(proposed(), reason="twice", actor="person/checker", at=AT).state == "rejected"
    with pytest.raises(Unbalanced):
        entry_propose(lines=LINES[:1] * 2, business_date=DAY, words="x", actor="person/maker", at=AT)


def test_the_database_itself_keeps_maker_and_checker_apart_and_content_is_checked() -> None:
    one = proposed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(public_id=one).update(state="approved", checker="person/maker")
    row = Proposal.objects.get(public_id=one)
    row.content["lines"] = [["cash", 900], ["equity", -900]]
    row.save()
    with pytest.raises(ProposalChanged):
        entry_approve(one, actor="person/checker", at=AT)
    assert not Entry.objects.exists()


def test_the_chart_is_opened_once() -> None:
    assert chart_open(at=AT) == 10 and chart_open(at=AT) == 0
    assert Account.objects.filter(code="tax-payable-cny", kind="liability").exists()


@pytest.mark.parametrize("code", ["cash", "bank-clearing-cny", "a.b/c_d", "国库", "-2D-"])
def test_names_for_beancount_can_be_read_back(code: str) -> None:
    assert code_of(beancount_name("asset", code)) == code


def a_month() -> None:
    account_open("yen", name_zh="日元", name_en="Yen", kind="asset", currency="JPY", opened_on=DAY, actor=WHO, at=AT)
    account_open("yen-e", name_zh="日元", name_en="Yen", kind="equity", currency="JPY", opened_on=DAY, actor=WHO, at=AT)
    for n in range(40):
        post(draft(f"k{n}", "cash", "equity", 100 + n, business_date=DAY + timedelta(days=n % 30)), actor=WHO, at=AT)
    post(draft("yen", "yen", "yen-e", 777, words='said "so" \\ 引号', document="=1+1"), actor=WHO, at=AT)
    four = (Line("cash", 700), Line("equity", -700), Line("usd-equity", 100), Line("usd", -100))
    post(Draft("fx", "exchange", DAY, four), actor=WHO, at=AT)
    reverse("k3", key="undo", reason="twice", business_date=DAY, actor=WHO, at=AT)


def test_csv_is_the_whole_of_the_lines() -> None:
    a_month()
    rows = list(csv.DictReader(exported_csv(DAY, DAY + timedelta(days=40))))
    assert len(rows) == 41 * 2 + 4 + 2 and sum(float(row["amount"]) for row in rows) == 0
    assert {row["document"] for row in rows} == {"", "'=1+1"}
    assert len({row["entry"] for row in rows}) == Entry.objects.count()


def test_bean_check_accepts_the_export_and_would_not_accept_another(tmp_path: Path) -> None:
    program = shutil.which("bean-check", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("bean-check is not installed")
    a_month()
    file = tmp_path / "books.beancount"
    text = "\n".join(exported_beancount(DAY, DAY + timedelta(days=40))) + "\n"
    file.write_text(text)
    done = subprocess.run([program, "--no-cache", str(file)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    file.write_text(text.replace("-1.39 CNY", "-1.38 CNY"))
    assert subprocess.run([program, "--no-cache", str(file)], capture_output=True, timeout=60).returncode != 0


def test_parity_finds_what_differs_and_closes_it_by_itself() -> None:
    post(draft("opening", "cash", "equity", 1_000_000), actor=WHO, at=AT)
    with scripted():
        card = instruction_make(WISH, business_date=DAY, actor=WHO, at=AT)
        assert parity(at=AT) == (0, 0)
        instruction_send(card.public_id, at=AT)
    assert parity(at=AT) == (0, 0)
    Instruction.objects.update(state="unknown")
    assert parity(at=AT) == (1, 0) and parity(at=AT) == (0, 0)
    assert Break.objects.get().reference == card.number
    Instruction.objects.update(state="settled")
    assert parity(at=AT) == (0, 1)
    with lifted():
        Instruction.objects.update(state="returned")
        assert parity(at=AT)[0] == 1
