"""Where the official annexes lie beside the checkout: how much of them is read, and two hundred rows read a second time."""

import random
import time
from datetime import date

import pytest

from zaiton.services.tariff.domain.origin.compact import compact, from_compact
from zaiton.services.tariff.domain.origin.language import parse
from zaiton.services.tariff.domain.origin.notation import short
from zaiton.services.tariff.domain.origin.printing import print_rule
from zaiton.services.tariff.domain.origin.reading import read_row
from zaiton.services.tariff.queries.origin_rules import rule_for
from zaiton.services.tariff.tests.origin.official_rules import DATA, FILES, cepa
from zaiton.services.tariff.tests.origin.second_reading import second_reading

pytestmark = [
    pytest.mark.linked,
    pytest.mark.skipif(not DATA.is_dir(), reason="the official annexes are not beside this checkout"),
]
LEAST = 0.97
ROWS_A_SECOND = 2000


def read(rows):
    return [read_row(number, columns, words) for number, (columns, words) in enumerate(rows, 2) if words.strip()]


@pytest.mark.parametrize("name", FILES)
def test_most_of_an_annex_is_read_and_prints_back(name):
    rows = read(FILES[name]())
    parsed = [row.rule for row in rows if row.rule is not None]
    assert len(rows) > 450 and len(parsed) >= LEAST * len(rows)
    for rule in set(parsed):
        assert parse(print_rule(rule, "zh")) == rule == from_compact(compact(rule))


def test_the_typing_error_of_korea_is_told():
    refused = [row for row in read(FILES["korea"]()) if row.rule is None]
    assert [(row.code, row.reason, row.data["rest"]) for row in refused] == [
        ("520710", "code", "552.05"),
        ("520790", "code", "552.05"),
    ]


def test_prose_on_processing_waits_for_a_person():
    rows = read(cepa())
    assert len(rows) == 2993 and all(row.rule is not None or row.text and row.reason for row in rows)


def test_two_hundred_rows_read_a_second_time():
    rows = [words for name in FILES for _, words in FILES[name]() if words.strip()]
    compared = 0
    for words in random.Random(20151220).sample(rows, 240):
        second = second_reading(words)
        if second is not None:
            compared += 1
            assert short(parse(words)) == second, words
    assert compared >= 200


def test_what_is_shipped_is_what_the_annex_of_korea_says():
    for row in random.Random(5).sample(read(FILES["korea"]()), 300):
        if row.rule is not None:
            assert rule_for("CN-KR", row.code, date(2026, 11, 23), "CN") == row.rule


def test_thousands_of_rows_are_read_in_a_second():
    rows = FILES["korea"]()
    begin = time.perf_counter()
    read(rows)
    assert len(rows) / (time.perf_counter() - begin) > ROWS_A_SECOND
