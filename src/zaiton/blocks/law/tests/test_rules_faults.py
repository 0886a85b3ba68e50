"""Bad tables, facts, receipts and DMN files: each refused by its own sentence, with file, row and cell."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.dmn_out import dmn_text
from zaiton.blocks.law.domain.rules.engine import Engine
from zaiton.blocks.law.domain.rules.reading import read_table
from zaiton.blocks.law.domain.rules.receipts import read_receipt, receipt_bytes, replay
from zaiton.blocks.law.domain.rules.soundness import check_table
from zaiton.blocks.law.domain.rules.table import Table
from zaiton.blocks.law.queries.rules import load_checked, load_dmn, load_facts, load_table

DAY = date(2024, 1, 15)


def source(**changed) -> dict:
    """A sound synthetic table, with some entries otherwise."""
    return {
        "table": "fees",
        "title": {"zh": "收费", "en": "Fees"},
        "article": "synthetic",
        "status": "synthetic",
        "in_force_from": "2024-01-01",
        "inputs": [
            {"name": "amount", "type": "decimal", "places": "2", "range": ">= 0"},
            {"name": "kind", "type": "choice", "values": ["sea", "air"]},
        ],
        "outputs": [{"name": "fee", "type": "decimal", "places": "2"}],
        "rows": [row("low", "< 100"), row("high", ">= 100")],
        **changed,
    }


def row(name: str, amount: str, **changed) -> dict:
    """One row on the amount."""
    return {"id": name, "when": {"amount": amount}, "then": {"fee": "1"}, **changed}


def table(**changed) -> Table:
    """The table read."""
    return read_table(source(**changed), "fees.yaml")


BAD = [
    ({"table": "Fees 1"}, faults.BadRuleName, "fees.yaml: table"),
    ({"title": "Fees"}, faults.WrongShape, "fees.yaml: title"),
    ({"status": "sure"}, faults.UnknownWord, "fees.yaml: status"),
    ({"hit": "priority"}, faults.UnknownWord, "fees.yaml: hit"),
    ({"gaps": "maybe"}, faults.UnknownWord, "fees.yaml: gaps"),
    ({"colour": "red"}, faults.UnknownEntry, "fees.yaml"),
    ({"in_force_from": "2024-02-30"}, faults.BadValue, "fees.yaml.in_force_from"),
    ({"in_force_until": "2023-01-01"}, faults.DaysReversed, "fees.yaml"),
    ({"inputs": []}, faults.WrongShape, "fees.yaml: inputs"),
    ({"inputs": [{"name": "on", "type": "day"}]}, faults.RepeatedName, "fees.yaml: inputs[1].name"),
    ({"inputs": [{"name": "x", "type": "float"}]}, faults.UnknownWord, "fees.yaml: inputs.x.type"),
    ({"inputs": [{"name": "x", "type": "choice"}]}, faults.MissingEntry, "fees.yaml: inputs.x"),
    ({"inputs": [{"name": "x", "type": "text", "places": "2"}]}, faults.UnknownEntry, "fees.yaml: inputs.x"),
    ({"rows": [row("a", "< 1"), row("a", ">= 1")]}, faults.RepeatedName, "fees.yaml: rows[2].id"),
    ({"rows": [row("a", "< 1.005")]}, faults.TooPrecise, "fees.yaml: rows.a.when.amount"),
    ({"rows": [row("a", "1e5")]}, faults.BadValue, "fees.yaml: rows.a.when.amount"),
    ({"rows": [row("a", "[5..2]")]}, faults.NeverHolds, "fees.yaml: rows.a.when.amount"),
    ({"rows": [row("a", "< -1")]}, faults.OutsideRange, "fees.yaml: rows.a.when.amount"),
    ({"rows": [row("a", "amount * 2")]}, faults.BadValue, "fees.yaml: rows.a.when.amount"),
    ({"rows": [row("a", "1,,2")]}, faults.BadCell, "fees.yaml: rows.a.when.amount"),
    ({"rows": [row("a", "1", when={"kind": "< sea"})]}, faults.BadCell, "fees.yaml: rows.a.when.kind"),
    ({"rows": [row("a", "1", when={"kind": "road"})]}, faults.BadValue, "fees.yaml: rows.a.when.kind"),
    ({"rows": [row("a", "1", when={"weight": "1"})]}, faults.UnknownEntry, "fees.yaml: rows.a.when"),
    ({"rows": [row("a", "1", then={})]}, faults.MissingEntry, "fees.yaml: rows.a.then"),
    ({"rows": [row("a", "1", then={"fee": "1.005"})]}, faults.TooPrecise, "fees.yaml: rows.a.then.fee"),
    ({"rows": [row("a", "1", in_force_from="2023-01-01")]}, faults.DaysReversed, "fees.yaml: rows.a"),
]


@pytest.mark.parametrize(("changed", "fault", "place"), BAD)
def test_a_bad_table_is_refused_with_its_place(changed, fault, place):
    with pytest.raises(fault) as raised:
        table(**changed)
    assert raised.value.data["place"] == place
    assert place in str(raised.value) and raised.value.remedy(str)


UNSOUND = [
    ({"rows": [row("low", "<= 100"), row("high", ">= 100")]}, faults.RowsOverlap, 'amount = 100, kind = "sea"'),
    ({"rows": [row("low", "< 100"), row("high", "> 100")]}, faults.GapFound, 'amount = 100, kind = "sea"'),
    (
        {"hit": "any", "rows": [row("low", "<= 100"), row("high", ">= 100", then={"fee": "2"})]},
        faults.RowsDisagree,
        "amount = 100",
    ),
    ({"rows": [row("all", "-", in_force_until="2024-06-01")]}, faults.GapFound, 'on = date("2024-06-01")'),
    ({"rows": [row("low", "not(>= 0)"), row("high", ">= 0")]}, faults.NeverHolds, "rows.low.when.amount"),
]


@pytest.mark.parametrize(("changed", "fault", "witness"), UNSOUND)
def test_overlaps_and_gaps_come_with_facts_that_show_them(changed, fault, witness):
    with pytest.raises(fault, match="rows") as raised:
        check_table(table(**changed), "fees.yaml")
    assert witness in str(raised.value)


def test_rows_that_agree_may_meet_and_silence_may_be_meant():
    check_table(table(hit="any", rows=[row("low", "<= 100"), row("high", ">= 100")]), "fees.yaml")
    check_table(table(gaps="allowed", rows=[row("low", "< 100")]), "fees.yaml")
    check_table(table(hit="collect", rows=[row("low", "< 100")]), "fees.yaml")
    first = table(hit="first", rows=[row("all", "-"), row("vain", "< 5")])
    assert check_table(first, "fees.yaml") == ("vain",)


def test_adjacent_whole_numbers_and_days_leave_no_gap():
    inputs = [{"name": "amount", "type": "decimal", "places": "0", "range": "[0..20]"}]
    check_table(table(inputs=inputs, rows=[row("a", "[0..9]"), row("b", "[10..20]")]), "fees.yaml")
    inputs = [{"name": "amount", "type": "day"}]
    rows = [row("a", "<= 2024-02-28"), row("b", "[2024-02-29..2024-02-29]"), row("c", ">= 2024-03-01")]
    check_table(table(inputs=inputs, rows=rows), "fees.yaml")


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"weight": "1"}, faults.UnknownFact),
        ({"amount": "1.005"}, faults.TooPrecise),
        ({"amount": "-1"}, faults.OutsideRange),
        ({"amount": "ten"}, faults.BadValue),
        ({"amount": 1.5}, faults.BadValue),
        ({"amount": True}, faults.BadValue),
        ({"amount": Decimal("NaN")}, faults.BadValue),
        ({"amount": Decimal("1E+999999")}, faults.BadValue),
        ({"kind": "road"}, faults.BadValue),
        ({"kind": ["sea"]}, faults.BadValue),
    ],
)
def test_bad_facts_are_refused_by_name(facts, fault):
    engine = Engine(table())
    with pytest.raises(fault):
        engine.facts_of(facts)


@pytest.mark.parametrize("amount", [1.5, Decimal("NaN"), Decimal("Infinity"), Decimal(-1), Decimal("1.005"), "x"])
def test_facts_that_were_not_typed_are_refused_by_the_engine_too(amount):
    rules = Engine(table()).on(DAY)
    for ask in (rules.decide, rules.receipt):
        with pytest.raises(faults.RuleFault):
            ask({"amount": amount, "kind": "sea"})


def test_a_day_outside_the_table_is_not_answered():
    with pytest.raises(faults.TableNotInForce):
        Engine(table()).on(date(2023, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["table: a\ntable: b", "a: &x 1\nb: *x", "a: [", "\xff", "a: " + "[" * 40 + "]" * 40, "a: >= 5", "- " * 2000],
)
def test_yaml_that_is_not_plain_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "bad.yaml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(faults.RuleFault, match=r"bad\.yaml"):
        load_table(path)


def test_numbers_of_a_file_never_become_floats(tmp_path: Path):
    path = tmp_path / "fees.yaml"
    told = source(rows=[{**row("all", "-"), "then": {"fee": "100000000000000000.01"}}])
    path.write_text(
        yaml.safe_dump(told, allow_unicode=True).replace("'100000000000000000.01'", "100000000000000000.01")
    )
    engine, _ = load_checked(path)
    assert engine.table.rows[0].outputs == (Decimal("100000000000000000.01"),)
    assert load_facts('{"a": 100000000000000000.01}', "x") == {"a": Decimal("100000000000000000.01")}


@pytest.mark.parametrize("text", ["[1]", "{", '{"a": 1, "a": 2}', "null", "[" * 100_000])
def test_facts_that_are_no_object_are_refused(text: str):
    with pytest.raises(faults.BadFacts):
        load_facts(text, "facts.json")


def test_an_altered_receipt_and_another_table_are_told():
    engine = Engine(table())
    content = receipt_bytes(engine.on(DAY).receipt(engine.facts_of({"amount": "5", "kind": "sea"})))
    assert replay(engine.table, read_receipt(content, "r.json"), content) == content
    altered = content.replace(b'"fee":"1"', b'"fee":"0"')
    with pytest.raises(faults.ReceiptDiffers, match="outputs"):
        replay(engine.table, read_receipt(altered, "r.json"), altered)
    with pytest.raises(faults.TableAltered):
        replay(table(article="another"), read_receipt(content, "r.json"), content)
    for bad in (b"{}", b"\xff", json.dumps({"format": "x"}).encode(), content.replace(b'"sha256":"', b'"sha256":"../')):
        with pytest.raises(faults.BadReceipt):
            read_receipt(bad, "r.json")


def changed_dmn(old: str, new: str, **changed) -> str:
    """The export of a table with one thing otherwise."""
    text = dmn_text(table(**changed))
    assert old in text
    return text.replace(old, new)


DMN_CASES = [
    ('hitPolicy="UNIQUE"', 'hitPolicy="RULE ORDER"', "hitPolicy"),
    ('hitPolicy="UNIQUE"', 'hitPolicy="COLLECT" aggregation="SUM"', "aggregation"),
    ("<text>amount</text>", "<text>amount * 2</text>", "amount * 2"),
    ("decisionTable", "literalExpression", "literalExpression"),
    ("https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20151101/dmn.xsd", "definitions"),
    ("</definitions>", "<businessKnowledgeModel/></definitions>", "businessKnowledgeModel"),
    ('<outputEntry id="row-low-out-1">', '<outputEntry id="row-low-out-1" expressionLanguage="js">', "js"),
    ("<text>&lt; 100</text>", "<text>if x then y</text>", "if x then y"),
    ("</rule>", "<annotationEntry><text>x</text></annotationEntry></rule>", "annotationEntry"),
]


@pytest.mark.parametrize(("old", "new", "told"), DMN_CASES)
def test_dmn_outside_the_subset_is_refused_with_its_place(tmp_path: Path, old: str, new: str, told: str):
    path = tmp_path / "bad.dmn"
    path.write_text(changed_dmn(old, new), encoding="utf-8")
    with pytest.raises(faults.RuleFault, match=r"bad\.dmn") as raised:
        load_dmn(path)
    assert told in str(raised.value)


def test_days_changed_in_dmn_alone_are_not_lost_in_silence(tmp_path: Path):
    rows = [row("old", "-", in_force_until="2024-06-01"), row("new", "-", in_force_from="2024-06-01")]
    path = tmp_path / "bad.dmn"
    path.write_text(changed_dmn('..date("2024-06-01"))', '..date("2024-07-01"))', rows=rows), encoding="utf-8")
    with pytest.raises(faults.UnknownDmn):
        load_dmn(path)


FOREIGN = """<?xml version="1.0"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Discount" namespace="urn:x">
  <inputData id="i1" name="age"/>
  <decision id="x" name="Ticket price">
    <variable name="Ticket price" typeRef="number"/>
    <informationRequirement id="q"><requiredInput href="#i1"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input id="a"><inputExpression typeRef="number"><text>age</text></inputExpression></input>
      <input id="b"><inputExpression typeRef="string"><text>card</text></inputExpression>
        <inputValues><text>"gold","none"</text></inputValues></input>
      <output name="price" typeRef="number"/>
      <rule id="r1"><inputEntry><text>]0..6[</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <outputEntry><text>0</text></outputEntry></rule>
      <rule><inputEntry><text></text></inputEntry><inputEntry><text>not("none")</text></inputEntry>
        <outputEntry><text>7.5</text></outputEntry></rule>
      <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <outputEntry><text>10</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""


def test_dmn_made_elsewhere_needs_its_article_and_day(tmp_path: Path):
    path = tmp_path / "foreign.dmn"
    path.write_text(FOREIGN, encoding="utf-8")
    with pytest.raises(faults.DmnSourceMissing):
        load_dmn(path)
    read = load_dmn(path, article="synthetic", in_force_from="2024-01-01")
    assert (read.name, read.hit, read.status) == ("ticket-price", "first", "unverified")
    assert check_table(read, "foreign.dmn") == ()
    rules = Engine(read).on(DAY)
    assert rules.decide({"age": Decimal(6), "card": "none"}).rows == ("r3",)
    assert rules.decide({"age": Decimal(5), "card": "none"}).outputs["price"] == 0
    assert rules.decide({"age": Decimal(6), "card": "gold"}).outputs["price"] == Decimal("7.5")


@pytest.mark.parametrize("text", ["<a", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "", "<a/>"])
def test_xml_that_is_broken_or_carries_entities_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "bad.dmn"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(faults.RuleFault):
        load_dmn(path)
