"""Commands on the wire: keys, faults, a channel asked, what is missing; and what the server is told to keep beside itself."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.counterparts import Counterpart, made
from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.money.actions.counterparts import beside, counterpart_states
from zaiton.blocks.money.cli import money
from zaiton.blocks.money.queries.lacking import lacking
from zaiton.kit.cli import ZaitonGroup

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A home of its own."""
    settings.ZAITON_HOME = tmp_path
    return tmp_path


@pytest.fixture
def treasury(home: Path) -> Iterator[Counterpart]:
    """A treasury where the product looks for it."""
    assert run("keys")[0] == 0
    found = Counterpart("treasury", home / "money", place=home / "counterparts" / "treasury")
    found.arguments = ["--keys", str(home / "money")]
    try:
        yield found.start()
    finally:
        found.stop()


def run(*args: str) -> tuple[int, Any]:
    """A command of the group money: exit code and JSON."""
    group = ZaitonGroup(name="zaiton", commands={"money": money})
    result = CliRunner().invoke(group, ["money", *args, "--json"])
    return result.exit_code, json.loads(result.output)


def actions() -> list[str]:
    """What the evidence log tells."""
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def test_keys_are_made_once_and_on_record(home: Path) -> None:
    """The second run finds them and records nothing."""
    before = actions().count("money.keys_made")
    code, first = run("keys")
    assert code == 0 and all(key["made"] for key in first["keys"]) and (home / "money" / "zaiton.key").exists()
    code, second = run("keys")
    assert code == 0 and not any(key["made"] for key in second["keys"])
    assert [k["fingerprint"] for k in first["keys"]] == [k["fingerprint"] for k in second["keys"]]
    assert actions().count("money.keys_made") == before + 1


def test_a_fault_is_set_shown_and_ended(treasury: Counterpart) -> None:
    """Each change on record; what the counterpart does not know is refused."""
    assert run("counterpart-fault", "treasury", "slow=0.1")[1]["faults"] == {"slow": 0.1}
    assert run("counterpart-fault", "treasury")[1]["faults"] == {"slow": 0.1}
    assert counterpart_states()["treasury"]["faults"] == {"slow": 0.1} and counterpart_states()["bank"] == {}
    assert run("counterpart-fault", "treasury", "--clear")[1]["faults"] == {}
    assert actions()[-2:] == ["money.fault_set"] * 2
    code, told = run("counterpart-fault", "treasury", "faster=1")
    assert code == 1 and told["error"]["code"] == "money_fault_unfit"
    code, told = run("counterpart-fault", "bank", "slow=1")
    assert code == 1 and told["error"]["code"] == "money_counterpart_away"


def test_a_channel_is_asked_and_nothing_booked(treasury: Counterpart) -> None:
    """Its statement in short; no answer and a wrong total are told apart."""
    code, told = run("channel-check", "treasury")
    assert code == 0 and (told["lines"], told["total"], told["currency"]) == (0, 0, "CNY")
    treasury.fault(lie_totals=1)
    assert run("channel-check", "treasury")[1]["error"]["code"] == "money_statement_unfit"
    treasury.kill()
    assert run("channel-check", "treasury")[1]["error"]["code"] == "money_counterpart_silent"
    assert run("channel-check", "nowhere")[1]["error"]["code"] == "money_channel_unknown"


def test_the_server_keeps_only_what_the_settings_want(home: Path, settings: Any) -> None:
    """Three in a demonstration, without the ones that are real; none otherwise."""
    settings.COUNTERPARTS = False
    assert beside(at=AT) == () and not (home / "money").exists()
    settings.COUNTERPARTS = True
    assert [command[2] for command in beside(at=AT)] == [
        f"zaiton.counterparts.{n}" for n in ("customs", "treasury", "bank")
    ]
    settings.TREASURY_URL = "https://treasury.example:8443"
    found = beside(at=AT)
    assert [command[2] for command in found] == ["zaiton.counterparts.customs", "zaiton.counterparts.bank"]
    assert "https://treasury.example:8443" in found[1] and (home / "money" / "bank.pem").exists()


def test_what_a_named_counterpart_needs_is_told(home: Path, settings: Any) -> None:
    """Without one nothing is missing; with one, each file until it is there."""
    assert list(lacking()) == []
    settings.BANK_URL = "https://bank.example"
    told = [refusal.data["file"] for refusal in lacking()]
    assert told == ["ca.pem", "zaiton.pem", "zaiton.key", "zaiton-signing.key", "bank-signing.pub"]
    assert run("keys")[0] == 0 and list(lacking()) == []


def test_a_folder_that_cannot_be_used_is_one_sentence(home: Path) -> None:
    """Not a folder, and a certificate that is none."""
    (home / "money").write_text("in the way")
    assert run("keys")[1]["error"]["code"] == "money_keys_unfit"
    (home / "money").unlink()
    assert run("keys")[0] == 0
    (home / "money" / "bank.pem").write_text("no certificate")
    assert run("keys")[1]["error"]["code"] == "money_keys_unfit"


def test_a_counterpart_without_keys_ends_at_once(tmp_path: Path) -> None:
    """It does not listen without a certificate."""
    found = made("bank", tmp_path)
    (tmp_path / "bank-signing.key").unlink()
    with pytest.raises(RuntimeError, match="did not start"):
        found.start()
