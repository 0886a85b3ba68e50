"""`zaiton law rules`: exit codes, JSON, files written, and what is kept for the replay of receipts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zaiton.blocks.evidence.public import verify
from zaiton.blocks.law.actions.tables import rule_table_keep
from zaiton.blocks.law.cli import law
from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.queries.rules import kept_table, load_dmn, load_table, store_file
from zaiton.kit import clock

TABLES = Path(__file__).parents[1] / "data" / "rules"
TABLE = TABLES / "simple-procedure.yaml"
FACTS = '{"clear": true, "penalty": "fine", "party": "citizen", "fine": 500.00}'
DAY = "--on=2024-01-15"


def run(*arguments: object, stdin: str | None = None):
    """Exit code, output, and the refusal, if one was raised."""
    result = CliRunner().invoke(law, ["rules", *map(str, arguments)], input=stdin)
    raised = result.exception if not isinstance(result.exception, SystemExit) else None
    return result.exit_code, result.output, raised


def test_a_sound_table_is_told_with_its_digest(data_home):
    code, output, _ = run("check", TABLE, "--json")
    told = json.loads(output)
    assert (code, told["ok"], told["rows"], told["unreached"]) == (0, True, 11, [])
    assert told["sha256"] == load_table(TABLE).sha256 and told["sha256"] in run("check", TABLE)[1]


def test_an_unsound_table_names_file_rows_and_witness(tmp_path, data_home):
    path = tmp_path / "fees.yaml"
    path.write_text(TABLE.read_text(encoding="utf-8").replace('"<= 200"', '"<= 201"'), encoding="utf-8")
    _, _, refusal = run("check", path)
    assert isinstance(refusal, faults.RowsOverlap)
    assert "fees.yaml: rows.citizen-above" in str(refusal) and "fine = 200.5" in str(refusal)


@pytest.mark.parametrize("given", ["text", "file", "stdin"])
def test_facts_come_as_text_file_or_standard_input(tmp_path, data_home, given):
    path = tmp_path / "facts.json"
    path.write_text(FACTS, encoding="utf-8")
    facts = {"text": FACTS, "file": path, "stdin": "-"}[given]
    code, output, _ = run("evaluate", TABLE, "--facts", facts, DAY, "--json", stdin=FACTS)
    told = json.loads(output)
    assert (code, told["status"], told["rows"], told["facts"]["fine"]) == (0, "decided", ["citizen-above"], "500")
    assert {"row": "citizen", "cell": "fine", "given": "500", "condition": "<= 200"} in told["rejected"]


def test_what_is_not_decided_ends_with_three_and_names_what_matters(data_home):
    code, output, _ = run(
        "evaluate", TABLE, "--facts", '{"clear": true, "penalty": "fine", "fine": 500}', DAY, "--json"
    )
    assert (code, json.loads(output)["matters"]) == (3, ["party"])
    code, output, _ = run("evaluate", TABLE, "--facts", '{"clear": true, "penalty": "fine", "fine": 500}', DAY)
    assert code == 3 and ("当事人" in output or "Party" in output)


def test_bad_facts_are_refused(data_home):
    assert isinstance(run("evaluate", TABLE, "--facts", '{"colour": 1}', DAY)[2], faults.UnknownFact)
    assert isinstance(run("evaluate", TABLE, "--facts", "nowhere.json", DAY)[2], faults.BadFacts)
    assert isinstance(run("evaluate", TABLE, "--facts", FACTS, "--on=1990-01-01")[2], faults.TableNotInForce)


def test_why_not_names_the_fact_that_would_change_it(data_home):
    want = '{"procedure": "on-the-spot"}'
    code, output, _ = run("why-not", TABLE, "--facts", FACTS, "--want", want, DAY, "--json")
    told = json.loads(output)
    assert code == 0 and not told["reached"]
    assert {(c["fact"], c["example"], tuple(c["rows"])) for c in told["changes"]} == {
        ("fine", "200", ("citizen",)),
        ("party", "organisation", ("organisation",)),
        ("penalty", "warning", ("warning",)),
    }
    assert "200" in run("why-not", TABLE, "--facts", FACTS, "--want", want, DAY)[1]
    assert isinstance(run("why-not", TABLE, "--facts", FACTS, "--want", '{"x": 1}', DAY)[2], faults.UnknownFact)


def test_dmn_out_and_in_again(tmp_path, data_home):
    dmn, back = tmp_path / "out.dmn", tmp_path / "back.yaml"
    assert run("export", TABLE, "-o", dmn)[0] == 0
    assert load_dmn(dmn) == load_table(TABLE)
    assert run("import", dmn, "-o", back)[0] == 0
    assert load_table(back).sha256 == load_table(TABLE).sha256
    assert run("export", TABLE)[1] == dmn.read_text(encoding="utf-8")
    assert isinstance(run("export", TABLE, "-o", tmp_path / "none" / "out.dmn")[2], faults.CannotWrite)


@pytest.mark.django_db
def test_a_receipt_is_replayed_after_the_rules_have_changed(tmp_path, data_home):
    path, receipt = tmp_path / "rules.yaml", tmp_path / "receipt.json"
    path.write_text(TABLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("evaluate", path, "--facts", FACTS, DAY, "--receipt", receipt)[0] == 0
    path.write_text(path.read_text(encoding="utf-8").replace("200", "900"), encoding="utf-8")
    told = json.loads(run("replay", receipt, "--json")[1])
    assert told["ok"] and told["bytes"] == len(receipt.read_bytes())
    assert run("replay", receipt, "--table", TABLE)[0] == 0
    assert isinstance(run("replay", receipt, "--table", path)[2], faults.TableAltered)
    receipt.write_bytes(receipt.read_bytes().replace(b'"procedure":"normal"', b'"procedure":"on-the-spot"'))
    assert isinstance(run("replay", receipt)[2], faults.ReceiptDiffers)


@pytest.mark.django_db
def test_a_table_is_kept_once_and_logged_once(data_home):
    table = load_table(TABLE)
    before = verify().entries
    assert rule_table_keep(table, actor="command", at=clock.now())
    assert not rule_table_keep(table, actor="command", at=clock.now())
    assert verify().entries == before + 1
    assert kept_table(table.sha256) == table
    assert store_file(table.sha256).read_bytes() == table.content
    store_file(table.sha256).write_bytes(table.content.replace(b"200", b"900"))
    with pytest.raises(faults.TableAltered):
        kept_table(table.sha256)
    with pytest.raises(faults.TableNotKept):
        kept_table("0" * 64)


@pytest.mark.django_db
def test_a_table_that_cannot_be_kept_leaves_no_entry(data_home):
    (data_home / "store").write_text("in the way")
    before = verify().entries
    with pytest.raises(OSError):
        rule_table_keep(load_table(TABLE), actor="command", at=clock.now())
    assert verify().entries == before
