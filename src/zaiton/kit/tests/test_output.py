"""What a command prints as JSON."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from zaiton.kit.cli import to_json


@dataclass(frozen=True)
class Rate:
    percent: Decimal | None
    since: date


def test_decimals_are_numbers_and_days_are_iso():
    data = {"rate": Rate(Decimal("3.30"), date(2024, 1, 15)), "at": datetime(2024, 1, 15, 7, tzinfo=UTC)}
    assert json.loads(to_json(data)) == {
        "rate": {"percent": 3.3, "since": "2024-01-15"},
        "at": "2024-01-15T07:00:00+00:00",
    }


def test_whole_decimals_have_no_fraction_and_chinese_stays_readable():
    assert to_json([Decimal("8.0"), "鲅鱼"]) == '[\n  8,\n  "鲅鱼"\n]'


def test_sets_are_in_order_and_paths_are_text():
    assert json.loads(to_json({"a": {"c", "b"}, "p": Path("/x")})) == {"a": ["b", "c"], "p": "/x"}


def test_a_value_without_a_json_form_is_a_bug():
    with pytest.raises(TypeError):
        to_json({"x": object()})
