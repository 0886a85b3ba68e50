"""Histories of parameters: the value of the day, or a refusal; never a guess."""

from datetime import date

import pytest
import yaml

from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.domain.parameters import read_parameter
from zaiton.blocks.law.public import parameter

HISTORY = """
title: { zh: 免证额, en: Waiver }
unit: USD
values:
  - { from: 2022-01-01, value: "200", document: Order 255, status: official }
  - { from: 2024-07-01, value: "300", document: Order 300, status: official, article: Art. 4 }
  - { from: 2026-01-01, value: null, document: Order 400, status: official }
"""


def history(text: str = HISTORY):
    return read_parameter(yaml.safe_load(text), "waiver", "waiver.yaml")


@pytest.mark.parametrize(
    ("day", "value"), [(date(2022, 1, 1), "200"), (date(2024, 6, 30), "200"), (date(2024, 7, 1), "300")]
)
def test_the_value_of_the_day(day, value):
    assert history().at(day).value == value


@pytest.mark.parametrize("day", [date(2021, 12, 31), date(2026, 1, 1)])
def test_no_value_in_force_is_refused(day):
    with pytest.raises(faults.ParameterNotInForce):
        history().at(day)


@pytest.mark.parametrize(
    "broken",
    [
        "[]",
        HISTORY.replace(", en: Waiver", ""),
        HISTORY.replace("unit: USD", ""),
        "title: { zh: a, en: b }\nunit: USD\nvalues: []",
        HISTORY.replace("from: 2022-01-01", "from: soon"),
        HISTORY.replace('value: "300"', "value: 0.1"),
        HISTORY.replace("status: official }\n  - { from: 2024", "status: sure }\n  - { from: 2024"),
        HISTORY.replace("from: 2024-07-01", "from: 2021-07-01"),
    ],
)
def test_a_history_that_cannot_be_used_says_why(broken):
    with pytest.raises(faults.BadParameter) as refused:
        history(broken)
    assert refused.value.data["why"]


def test_a_shipped_parameter_is_found_by_name_and_day(data_home):
    assert parameter("tariff", "rcep_proof_waiver", at=date(2024, 1, 1)).value == "200"
    with pytest.raises(faults.ParameterNotInForce):
        parameter("tariff", "rcep_proof_waiver", at=date(2021, 1, 1))
    with pytest.raises(faults.UnknownParameter):
        parameter("tariff", "../rcep_proof_waiver", at=date(2024, 1, 1))
