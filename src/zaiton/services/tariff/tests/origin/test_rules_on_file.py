"""Lists of rules on file: what is shipped, what an operator brings, versions by date, a second person, taking back."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from zaiton.services.tariff.actions.imports import import_draft, import_publish, import_undo
from zaiton.services.tariff.cli import tariff
from zaiton.services.tariff.domain.origin.compact import compact
from zaiton.services.tariff.domain.origin.lack import Lack
from zaiton.services.tariff.domain.origin.language import parse
from zaiton.services.tariff.domain.origin.listing import ListRow, NotAList, RuleList, Source, rows_of
from zaiton.services.tariff.domain.origin.rules import Rule
from zaiton.services.tariff.queries.origin_rules import found_for, lists_on_file, rule_edition, rule_for, rules_bound

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIST = """chapter,heading,hs6,rule_zh
85,,,章改变
85,8509,,品目改变
85,8509,850980,子目改变或区域价值成分40
85,8509,850990,按双方商定
85,8510,,完全获得
85,8510,,品目改变
"""


@pytest.fixture(autouse=True)
def looked_at_once(monkeypatch, settings, tmp_path):
    """An empty data home for every test, looked at for each question."""
    settings.ZAITON_HOME = tmp_path
    monkeypatch.setattr("zaiton.services.tariff.queries.ratebook.LOOK_AGAIN_SECONDS", 0.0)


def run(*arguments):
    result = CliRunner().invoke(tariff, ["import-rules", *map(str, arguments)])
    return result.exit_code, json.loads(result.stdout) if "--json" in arguments else result.stdout


def said(agreement, code, on=TODAY, importer=""):
    rule = rule_for(agreement, code, on, importer)
    return rule.kind if isinstance(rule, Lack) else compact(rule)


# shipped


@pytest.mark.parametrize(
    ("agreement", "code", "on", "importer", "rule"),
    [
        ("CN-KR", "030389", TODAY, "CN", "WO"),
        ("CN-KR", "520710", TODAY, "CN", "needs_person"),
        ("CN-KR", "845811", TODAY, "KR", "CTH & RVC50 & OM cnc_unit [8537,9032]"),
        ("CN-KR", "99999999", TODAY, "CN", "not_listed"),
        ("CN-KR", "030389", date(2015, 12, 19), "CN", "not_loaded"),
        ("CN-IS", "010121", TODAY, "CN", "WO"),
        ("CN-IS", "02011000", TODAY, "CN", "CC -[01]"),
        ("CN-NZ", "847979", date(2021, 1, 1), "CN", "CTH & RVC40"),
        ("CN-NZ", "847979", TODAY, "CN", "not_loaded"),
        ("ECFA", "84592100", date(2013, 1, 1), "CN", "CTH & RVC50"),
        ("ECFA", "84592100", TODAY, "CN", "CTH & RVC50 & OM cnc_unit [853710]"),
        ("ECFA", "845921", TODAY, "CN", "not_loaded"),
        ("ECFA", "84592100", TODAY, "TW", "not_listed"),
        ("ECFA", "27079100", TODAY, "TW", "CTH"),
        ("CEPA-HK", "03011100", date(2018, 1, 1), "CN", "OP born_and_raised"),
        ("RCEP", "850980", TODAY, "JP", "not_loaded"),
    ],
)
def test_rules_that_are_shipped(agreement, code, on, importer, rule):
    assert said(agreement, code, on, importer) == rule


def test_every_shipped_rule_reads_back_from_its_words():
    from zaiton.services.tariff.domain.origin.printing import print_rule

    rules = {
        row.rule
        for agreement, importer in (("CN-KR", ""), ("CN-IS", ""), ("ECFA", "CN"), ("ECFA", "TW"))
        for one in lists_on_file(agreement, TODAY, importer)
        for row in one.rows.values()
    } - {None}
    assert len(rules) > 70
    for rule in rules:
        assert parse(print_rule(rule, "zh")) == rule


def test_a_list_says_where_it_comes_from():
    found = found_for("CN-KR", "85098090", TODAY)
    assert found.row == "850980" and found.source.edition == 2012 == rule_edition("CN-KR", TODAY)
    assert found.source.status == "official" and found.source.first == date(2015, 12, 20) and found.source.document
    assert rule_edition("RCEP", TODAY) is None


# lists


def a_list(complete=False, **rules):
    rows = [ListRow(code.removeprefix("c"), parse(words) if words else None, "原文") for code, words in rules.items()]
    return RuleList("X", Source("x", None, "", "official", TODAY, 2022), rows, complete=complete)


def test_the_row_with_the_most_digits_holds():
    one = a_list(c85="章改变", c8509="品目改变", c850980="子目改变")
    looked = {code: compact(one.look(code).rule) for code in ("850980", "85098010", "850940", "851010")}
    assert looked == {"850980": "CTSH", "85098010": "CTSH", "850940": "CTH", "851010": "CC"}
    assert one.look("840110") is None
    assert a_list(complete=True, c85="章改变").look("840110").rule == Lack("not_listed", row="840110")


def test_lines_below_the_code_with_other_rules_leave_it_open():
    assert a_list(c85098010="品目改变").look("850980").rule == Lack("not_loaded", row="85098010")
    assert isinstance(a_list(c8509="品目改变", c85098010="品目改变").look("850980").rule, Rule)
    assert a_list(c8509="品目改变", c85098010="子目改变").look("850980").rule.kind == "not_loaded"


def test_words_that_wait_for_a_person_hide_the_rule_above_them():
    assert a_list(c85="章改变", c8509="").look("850980").rule == Lack("needs_person", "原文", "8509")


@pytest.mark.parametrize(
    "bad", [{"code": ["8509", "8509"]}, {"code": ["85a"]}, {"code": ["8"]}, {"code": ["85"], "rule": ["XX"]}]
)
def test_rows_that_no_list_can_have(bad):
    with pytest.raises(NotAList):
        rows_of(bad)


# the command


def test_dry_run_reports_and_writes_what_reads_back(tmp_path):
    file, out = tmp_path / "list.csv", tmp_path / "out.csv"
    file.write_text(LIST, encoding="utf-8")
    exit_code, report = run(file, "--agreement", "RCEP", "--hs", "2022", "--dry-run", "--json", "--out", out)
    assert exit_code == 0 and set(report) == {"rules", "parsed", "refused"}
    assert (report["rules"], report["parsed"]) == (6, 5)
    (refused,) = report["refused"]
    assert set(refused) == {"line", "code", "text", "reason"}
    assert (refused["line"], refused["code"], refused["text"]) == (
        5,
        "850990",
        "按双方商定",
    ) and "按双方商定" in refused["reason"]
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [(r["line"], r["code"], r["rule_zh"]) for r in rows[:3]] == [
        ("2", "85", "章改变"),
        ("3", "8509", "品目改变"),
        ("4", "850980", "子目改变；或者区域价值成分40%"),
    ]
    again = run(out, "--agreement", "RCEP", "--hs", "2022", "--dry-run", "--json")[1]
    assert (again["rules"], again["parsed"]) == (5, 5)
    exit_code, text = run(file, "--agreement", "RCEP", "--hs", "2022", "--dry-run")
    assert exit_code == 0 and "850990" in text


@pytest.mark.parametrize("name", ["out.json", "out.jsonl"])
def test_the_result_in_other_forms(tmp_path, name):
    file, out = tmp_path / "list.csv", tmp_path / name
    file.write_text(LIST, encoding="utf-8")
    run(file, "--agreement", "RCEP", "--hs", "2022", "--dry-run", "--json", "--out", out)
    text = out.read_text(encoding="utf-8")
    rows = json.loads(text) if name.endswith(".json") else [json.loads(line) for line in text.splitlines()]
    assert rows[2] == {
        "line": 4,
        "code": "850980",
        "rule_zh": "子目改变；或者区域价值成分40%",
        "rule_en": "change of subheading; or regional value content of at least 40%",
        "rule": "CTSH | RVC40",
    }


@pytest.mark.parametrize(
    "options",
    [
        ("--agreement", "r cep", "--hs", "2022", "--dry-run"),
        ("--agreement", "RCEP", "--hs", "22", "--dry-run"),
        ("--agreement", "RCEP", "--hs", "2022"),
    ],
)
def test_what_is_said_of_the_list_must_make_sense(tmp_path, options):
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    exit_code, report = run(file, *options, "--json")
    assert exit_code == 1 and report["error"]["code"] in ("bad_import_setting", "import_setting_missing")


@pytest.mark.django_db
def test_a_list_is_put_in_force_by_versions(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    facts = (file, "--agreement", "RCEP", "--hs", "2022", "--json")
    exit_code, report = run(*facts, "--in-force", "2023-01-01")
    assert exit_code == 0 and report["loaded"] == 5 and report["errors"] == []
    assert (
        said("RCEP", "85098090") == "CTSH | RVC40"
        and said("RCEP", "850940") == "CTH"
        and said("RCEP", "853110") == "CC"
    )
    assert said("RCEP", "850980", date(2022, 12, 31)) == "not_loaded"
    assert rule_for("RCEP", "85099000", TODAY) == Lack("needs_person", "按双方商定", "850990")
    assert rule_for("RCEP", "851010", TODAY) == Lack("needs_person", "完全获得 ‖ 品目改变", "8510")
    assert run(*facts, "--in-force", "2023-01-01")[1]["unchanged"] == 5
    file.write_text("hs6,rule_zh\n850980,品目改变\n", encoding="utf-8")
    run(*facts, "--in-force", "2026-01-01")
    assert said("RCEP", "850980") == "CTH" and said("RCEP", "850940") == "not_loaded"
    assert said("RCEP", "850980", date(2025, 6, 1)) == "CTSH | RVC40"
    assert rules_bound("RCEP", TODAY)("850980") == parse("品目改变")


@pytest.mark.django_db
def test_a_code_that_cannot_be_meant_stops_the_whole_list(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(LIST + "85,8509,841010,品目改变\n", encoding="utf-8")
    exit_code, report = run(file, "--agreement", "RCEP", "--hs", "2022", "--in-force", "2023-01-01", "--json")
    assert exit_code == 1 and report["loaded"] == 0
    (error,) = report["errors"]
    assert error["row"] == 8 and "841010" in error["reason"]
    assert said("RCEP", "850980") == "not_loaded"


@pytest.mark.django_db
def test_a_second_person_publishes_and_it_can_be_taken_back():
    about = {"kind": "origin_rules", "agreement": "CN-AU", "hs": "2012", "in_force": "2015-12-20"}
    name = import_draft(content=LIST.encode(), name="au.csv", settings=about, person="p1", at=AT)
    assert said("CN-AU", "850980") == "not_loaded"
    import_publish(public_id=name, person="p2", at=AT)
    assert said("CN-AU", "850980") == "CTSH | RVC40" and rule_edition("CN-AU", TODAY) == 2012
    import_undo(public_id=name, person="p2", at=AT)
    assert said("CN-AU", "850980") == "not_loaded"
