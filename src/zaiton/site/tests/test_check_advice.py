"""zaiton check tells what a module does without, as advice and not as a problem."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from zaiton.blocks.money.queries import schemas
from zaiton.site.commands.check import check


@pytest.mark.django_db
def test_lacking_schemas_of_a_named_bank_are_advice(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Each message that is checked by our own rules alone; nothing where no bank is named."""
    monkeypatch.setattr(schemas, "find_spec", lambda name: None)
    settings.BANK_URL = "https://bank.example"
    told = json.loads(CliRunner().invoke(check, ["--json"]).output)
    assert [one["code"] for one in told["advice"]] == ["money_schema_missing"] * 4
    assert "money_schema_missing" not in {one["code"] for one in told["problems"]}
    words = CliRunner().invoke(check, []).output.splitlines()
    assert sum(line.startswith("- ") and "zaiton[schemas]" in line for line in words) == 4
    settings.BANK_URL = ""
    assert json.loads(CliRunner().invoke(check, ["--json"]).output)["advice"] == []
