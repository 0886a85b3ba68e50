"""Published tables by command: listed, shown as YAML and DMN, refused where none holds."""

import json

import pytest
from click.testing import CliRunner

from zaiton.blocks.law.cli import law
from zaiton.blocks.law.public import NoRulesInForce
from zaiton.blocks.law.queries.rules import load_dmn, load_table
from zaiton.blocks.law.queries.versions import version_on
from zaiton.blocks.law.tests.rule_texts import DAY, TABLE, drafted, publish

pytestmark = pytest.mark.django_db
LATER = "- {case: a, on: 2099-02-01, facts: {tonnage: 2000}, outputs: {fee: 310}}"


def run(*arguments):
    """Exit code, output, and what was raised."""
    result = CliRunner().invoke(law, ["rules", *map(str, arguments)])
    return result.exit_code, result.output, result.exception


def test_published_tables_are_listed_and_shown_at_the_command_line(tmp_path, data_home):
    publish(drafted())
    publish(drafted(TABLE.replace("300", "310").replace("2024-01-01", "2099-01-01"), LATER))
    code, output, _ = run("list", "--on=2026-11-20", "--json")
    (told,) = json.loads(output)["tables"]
    assert (code, told["name"], told["state"], told["in_force_until"]) == (0, "berth-fee", "published", "2099-01-01")
    assert "berth-fee" in run("list")[1] and json.loads(run("list", "--on=2020-01-01", "--json")[1])["tables"]
    kept = version_on("berth-fee", DAY)
    for form, load in (("yaml", load_table), ("dmn", load_dmn)):
        path = tmp_path / f"fees.{form}"
        assert run("show", "berth-fee", "--on=2026-11-20", "--as", form, "-o", path)[0] == 0
        assert load(path).sha256 == kept.sha256
    assert isinstance(run("show", "berth-fee", "--on=2020-01-01")[2], NoRulesInForce)
