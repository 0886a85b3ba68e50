"""Tests beside a table: their form, what they hold against, what they tell when they fail."""

import pytest

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.engine import Engine
from zaiton.blocks.law.domain.rules.trials import MOST_TRIALS, read_trials, run_trial
from zaiton.blocks.law.queries.rules import table_of_texts
from zaiton.blocks.law.tests.rule_texts import TABLE

ENGINE = Engine(table_of_texts(TABLE.encode(), "t"))
GOOD = {"case": "x", "on": "2024-05-01", "facts": {"tonnage": "900", "cargo": "oil"}, "outputs": {"fee": "150.5"}}


def outcome(**changes):
    return run_trial(ENGINE, read_trials([GOOD | changes], "tests")[0])


@pytest.mark.parametrize(
    ("changes", "fault", "place"),
    [
        ({"surprise": "1"}, faults.UnknownEntry, "tests: tests[1]"),
        ({"status": "maybe"}, faults.UnknownWord, "tests: tests[1].status"),
        ({"outputs": ""}, faults.MissingEntry, "tests: tests[1]"),
        ({"outputs": {}, "rows": []}, faults.MissingEntry, "tests: tests[1]"),
        ({"facts": ["tonnage"]}, faults.WrongShape, "tests: tests[1].facts"),
        ({"facts": {"tonnage": {"a": "b"}}}, faults.WrongShape, "tests: tests[1].facts"),
        ({"outputs": "150.5"}, faults.WrongShape, "tests: tests[1].outputs"),
        ({"rows": {"a": "b"}}, faults.WrongShape, "tests: tests[1].rows"),
        ({"case": ""}, faults.WrongShape, "tests: tests[1].case"),
        ({"case": "x" * 3000}, faults.WrongShape, "tests: tests[1].case"),
    ],
)
def test_what_has_not_the_form_of_a_test_is_named(changes, fault, place):
    with pytest.raises(fault) as found:
        read_trials([GOOD | changes], "tests")
    assert found.value.data["place"] == place


@pytest.mark.parametrize("missing", ["case", "on", "facts"])
def test_what_every_test_gives(missing):
    with pytest.raises(faults.MissingEntry):
        read_trials([{name: value for name, value in GOOD.items() if name != missing}], "tests")


@pytest.mark.parametrize("source", [{"case": "x"}, "text", ["text"], [GOOD] * (MOST_TRIALS + 1)])
def test_what_is_no_list_of_tests(source):
    with pytest.raises(faults.RuleFault):
        read_trials(source, "tests")
    assert read_trials("", "tests") == read_trials(None, "tests") == read_trials([], "tests") == ()


def test_what_comes_out_is_held_against_what_is_wanted():
    assert outcome().ok and outcome(rows=["small-oil"]).ok and outcome(rows="small-oil").ok
    assert [(m.name, m.wanted, m.found) for m in outcome(outputs={"fee": "1"}).misses] == [("fee", "1", "150.5")]
    assert [m.name for m in outcome(rows=["large"]).misses] == ["rows"]
    undecided = outcome(facts={"tonnage": "900"})
    assert [(m.name, m.found) for m in undecided.misses] == [("status", "undetermined"), ("fee", "—")]
    assert outcome(facts={"tonnage": "900"}, status="undetermined", outputs="").ok
    assert outcome(facts={"tonnage": "900", "cargo": " "}, status="undetermined", outputs="").ok


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"facts": {"length": "9"}}, faults.UnknownFact),
        ({"facts": {"tonnage": "many"}}, faults.BadValue),
        ({"facts": {"tonnage": "-1"}}, faults.OutsideRange),
        ({"outputs": {"price": "9"}}, faults.UnknownFact),
        ({"outputs": {"fee": "1.555"}}, faults.TooPrecise),
        ({"on": "soon"}, faults.BadValue),
        ({"on": "1990-01-01"}, faults.TableNotInForce),
    ],
)
def test_a_test_the_table_cannot_take_fails_with_the_reason(changes, fault):
    found = outcome(**changes)
    assert not found.ok and isinstance(found.fault, fault) and found.document is None


def test_all_rows_that_hold_are_held_against_a_list():
    table = table_of_texts(TABLE.replace("hit: unique", "hit: collect").encode(), "t")
    engine = Engine(table)

    def ok(outputs):
        return run_trial(engine, read_trials([GOOD | {"outputs": outputs}], "tests")[0]).ok

    assert ok([{"fee": "150.50"}]) and not ok([{"fee": "150.50"}, {"fee": "1"}]) and not ok([{"fee": "1"}])
