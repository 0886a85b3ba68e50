"""Customs by command: lists released and stopped, goods back, guarantees accepted; ends with 1 where something is refused."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zaiton.kit import clock
from zaiton.services.retail_tax.actions.guarantees import Filing, guarantee_file
from zaiton.services.retail_tax.cli import group
from zaiton.services.retail_tax.models import Guarantee, Inventory
from zaiton.services.retail_tax.tests.lists import AGENT_CODE, COMPANY, CUSTOMS, a_guarantee, a_list

pytestmark = pytest.mark.django_db


def run(*words: str) -> Any:
    return CliRunner().invoke(group, list(words), catch_exceptions=False)


def told(*words: str) -> Any:
    return json.loads(run(*words, "--json").output)


def test_lists_are_released_and_what_is_refused_is_told(tmp_path: Path) -> None:
    at = clock.now()
    a_guarantee(at=at, limit_fen=1500)
    first, second, third = (a_list(at=at) for _ in range(3))
    assert [one["number"] for one in told("lists")["lists"]] == [row.invt_no for row in (first, second, third)]
    assert "3501**********12" in json.dumps(told("lists")) and first.invt_no in run("lists").output
    file = tmp_path / "numbers"
    file.write_text(f"{second.invt_no}\n0000\n")
    done = run("release", first.invt_no, "--file", str(file), "--json")
    outcomes = json.loads(done.output)["outcomes"]
    assert done.exit_code == 1 and [(one["state"], one["code"]) for one in outcomes] == [
        ("released", ""),
        ("accepted", "retail_tax_guarantee_small"),
        ("", "retail_tax_inventory_unknown"),
    ]
    assert run("release", first.invt_no).exit_code == 0
    assert run("inspect", third.invt_no, "--reason", "抽查").exit_code == 0
    assert Inventory.objects.get(pk=third.pk).state == "inspection"
    assert told("lists", "--state", "inspection")["lists"][0]["number"] == third.invt_no
    Inventory.objects.filter(pk=first.pk).update(state="returning")
    assert told("returned", first.invt_no, "--refuse", "超期")["refused"] is True
    Inventory.objects.filter(pk=first.pk).update(state="returning")
    assert told("returned", first.invt_no)["claim"] == "" and Inventory.objects.get(pk=first.pk).state == "returned"


def test_guarantees_are_accepted_and_refused() -> None:
    at, today = clock.now(), clock.today()
    a_guarantee(at=at, assure="3501000009")
    given = [AGENT_CODE, "letter", CUSTOMS, "福州海关", "示例银行", "税款", 5000, today, today + timedelta(days=9)]
    made = [guarantee_file(Filing(f"G{n}", *given), organisation=COMPANY, actor="x", at=at) for n in (1, 2)]
    assert told("guarantees", "accept", made[0], "--scheme", "NEXT_MONTH_WD5")["left_fen"] == 5000
    assert told("guarantees", "refuse", made[1], "--reason", "已有担保")["state"] == "refused"
    assert {one["state"] for one in told("guarantees", "list")["guarantees"]} == {"accepted", "refused"}
    assert made[0] in run("guarantees", "list", "--state", "accepted").output
    assert Guarantee.objects.get(public_id=made[0]).scheme == "NEXT_MONTH_WD5"
