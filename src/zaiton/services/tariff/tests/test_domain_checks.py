"""Every finding of the tariff checks is found where it is planted, and a correct table has none."""

from dataclasses import replace
from datetime import date

import pytest

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain import checks
from zaiton.services.tariff.domain.staging import read_category
from zaiton.services.tariff.domain.tables import Agreement, ScheduleTable, Source

TEXT = Bilingual("文", "text")
EDITIONS = {2022: frozenset({"030359", "040690", "640399"})}
CATEGORIES = {
    "M50": read_category("M50", {"type": "margin", "percent": "50"}),
    "S": read_category("S", {"type": "steps", "rates": {"2024": "8", "2025": "9"}}),
}


def source() -> Source:
    return Source("own", TEXT, TEXT, "7", "unknown", "official", date(2024, 1, 1), None, "0" * 64)


def table(columns: dict | None = None, **changes) -> ScheduleTable:
    made = ScheduleTable(
        source(), "CN-KR", "CN", "CNY", columns or {"code": ["030359"], "duty": ["5"]}, categories=CATEGORIES
    )
    return replace(made, **changes)


def own_agreement(**changes) -> Agreement:
    return replace(Agreement("X", TEXT, "fta", "CN", {"KR": None}, None, None, TEXT, "", "official"), **changes)


def codes(faults) -> list[str]:
    return [f.code for f in faults]


def staged(**columns) -> list[str]:
    made = table({"code": ["030359"], **columns})
    return codes(checks.check_staging(made.columns, CATEGORIES, date(2024, 1, 1), made))


def test_a_correct_table_has_no_fault():
    columns = {"code": ["030359", "040690"], "base": ["10", "12"], "staging": ["5", "M50"], "2024": ["8", ""]}
    made = table(columns)
    assert codes(checks.check_schedule_columns(columns)) == []
    assert codes(checks.check_codes(columns["code"], 2022, EDITIONS)) == []
    assert codes(checks.check_duties(columns, "CNY")) == []
    assert codes(checks.check_candidates(columns, {})) == []
    assert codes(checks.check_staging(columns, CATEGORIES, date(2024, 1, 1), made)) == []
    assert codes(checks.check_compiles(made)) == []


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"duty": ["5"]}, "no_code_column"),
        ({"code": ["030359"], "duty": ["5"], "remark": ["x"]}, "unknown_column"),
        ({"code": ["030359"]}, "no_duty_column"),
    ],
)
def test_columns(columns, code):
    assert codes(checks.check_schedule_columns(columns)) == [code]


@pytest.mark.parametrize("code", ["0303", "0303.59", "03035", "", "12345678901"])
def test_a_code_is_six_to_ten_digits(code):
    assert codes(checks.check_codes([code], 2022, EDITIONS)) == ["bad_code"]


def test_a_code_must_stand_in_its_edition():
    (fault,) = checks.check_codes(["030359", "99999999"], 2022, EDITIONS)
    assert (fault.code, fault.line) == ("not_in_edition", 3)


def test_an_edition_without_a_list_is_told():
    assert codes(checks.check_codes(["030359"], 2007, EDITIONS)) == ["edition_unknown"]
    assert codes(checks.check_codes(["030359"], None, EDITIONS)) == ["edition_unknown"]


def test_the_announced_line_total():
    assert codes(checks.check_line_total(["030359", "030359", "040690"], 2)) == []
    assert codes(checks.check_line_total(["030359"], 2)) == ["line_total"]
    assert codes(checks.check_line_total(["030359"], None)) == []


@pytest.mark.parametrize("text", ["free", "5 %%", "max(5", "3 CNY/stone"])
def test_a_duty_outside_the_grammar(text):
    assert codes(checks.check_duties({"code": ["030359"], "duty": [text]}, "CNY")) == ["unreadable_duty"]
    assert codes(checks.check_default(text, "CNY")) == ["unreadable_default"]


def test_a_duty_in_another_currency():
    assert codes(checks.check_duties({"code": ["030359"], "duty": ["3 USD/kg"]}, "CNY")) == ["foreign_currency"]


def test_printed_years_are_read_too():
    assert codes(checks.check_duties({"code": ["030359"], "2025": ["gratis"]}, "CNY")) == ["unreadable_duty"]


def test_the_mark_that_a_rate_does_not_apply():
    assert codes(checks.check_marks({"applies": ["", "no"]})) == []
    assert codes(checks.check_marks({"applies": ["maybe"]})) == ["bad_mark"]


def test_a_code_stands_once_or_under_different_conditions():
    twice = ["030359", "030359"]
    assert codes(checks.check_candidates({"code": twice}, {})) == ["repeated_code"]
    assert codes(checks.check_candidates({"code": twice, "when": ["a", "a"]}, {"a": 1})) == ["repeated_code"]
    assert codes(checks.check_candidates({"code": twice, "when": ["a", ""]}, {"a": 1})) == ["repeated_code"]
    assert codes(checks.check_candidates({"code": twice, "when": ["a", "b"]}, {"a": 1, "b": 2})) == ["mixed_questions"]
    assert codes(checks.check_candidates({"code": twice, "when": ["a", "b"]}, {"a": 1, "b": 1})) == []


def test_staging_must_be_known_and_have_a_base():
    assert staged(base=["10"], staging=["Z"]) == ["unknown_staging"]
    assert staged(base=["10"], staging=["0"]) == ["unknown_staging"]
    assert staged(base=[""], staging=["5"]) == ["bad_base"]
    assert staged(base=["3 CNY/kg"], staging=["5"]) == ["bad_base"]
    assert staged(base=[""], staging=["M50"]) == []


def test_staging_has_an_end():
    assert staged(base=["10"], staging=["999999"]) == ["too_many_years"]
    assert staged(**{"base": ["10"], "staging": [""], "9999": ["8"]}) == ["bad_year"]
    assert staged(**{"base": ["10"], "staging": [""], "2023": ["8"]}) == ["bad_year"]


def test_rates_must_not_rise():
    assert staged(**{"base": ["10"], "staging": [""], "2024": ["8"], "2025": ["9"]}) == ["rising_rate"]
    assert staged(**{"base": ["10"], "staging": [""], "2024": ["12"]}) == ["rising_rate"]
    assert staged(base=["10"], staging=["S"]) == ["rising_rate"]
    assert staged(**{"base": ["10"], "staging": [""], "2024": ["8"], "2025": ["8"]}) == []


def test_a_printed_year_must_equal_what_its_staging_derives():
    assert staged(**{"base": ["10"], "staging": ["5"], "2024": ["8"], "2025": ["6"]}) == []
    assert staged(**{"base": ["10"], "staging": ["5"], "2024": ["8"], "2025": ["5"]}) == ["not_rederived"]


def test_the_agreement_must_be_known_or_described():
    known = {("CN-KR", "CN"): frozenset({"KR"}), ("MFN", "CN"): frozenset({"*"})}
    assert codes(checks.check_parties(table(origins=("KR",)), known)) == []
    assert codes(checks.check_parties(table(agreement="MFN", origins=("*",)), known)) == []
    assert codes(checks.check_parties(table(origins=("FR",)), known)) == ["not_a_partner"]
    assert codes(checks.check_parties(table(origins=("Korea",)), known)) == ["bad_territory", "not_a_partner"]
    assert codes(checks.check_parties(table(destination="China"), known)) == ["bad_territory", "unknown_agreement"]
    assert codes(checks.check_parties(table(agreement="X"), known)) == ["unknown_agreement"]
    own = table(agreement="X", origins=("KR",), own_agreement=own_agreement())
    assert codes(checks.check_parties(own, known)) == []
    assert codes(checks.check_parties(replace(own, origins=None), known)) == ["no_origins"]
    nameless = own_agreement(name=Bilingual("", "X"))
    assert codes(checks.check_parties(replace(own, own_agreement=nameless), known)) == ["incomplete_agreement"]


def test_what_the_engine_refuses_is_a_fault():
    assert codes(checks.check_compiles(table({"code": ["030359"], "duty": ["free"]}))) == ["unreadable_duty"]


ROW = dict.fromkeys(checks.AGREEMENT_COLUMNS, "") | {
    "agreement": "X",
    "name_zh": "某协定",
    "name_en": "X",
    "type": "bilateral",
    "destination": "CN",
    "origins": "KR JP@2024-01-01",
    "in_force_from": "2024-01-01",
    "proof_zh": "证书",
    "proof_en": "certificate",
    "status": "official",
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name_en": ""}, "blank_cell"),
        ({"status": "sure"}, "bad_status"),
        ({"origins": "KR Japan"}, "bad_territory"),
        ({"origins": "KR@soon"}, "bad_day"),
        ({"in_force_until": "2023-01-01"}, "agreement_reversed"),
    ],
)
def test_a_row_of_the_catalogue(changes, code):
    assert codes(checks.check_agreements([ROW | changes])) == [code]


def test_the_catalogue_as_a_whole():
    assert codes(checks.check_agreements([ROW])) == []
    assert codes(checks.check_agreements([ROW, ROW])) == ["repeated_agreement"]
    assert codes(checks.check_agreements([{k: v for k, v in ROW.items() if k != "article"}])) == ["missing_column"]


def test_a_nomenclature():
    assert codes(checks.check_nomenclature({"code": ["030359"]}, 2022)) == []
    assert codes(checks.check_nomenclature({"code": ["0303"]}, 2022)) == ["bad_code"]
    assert codes(checks.check_nomenclature({"code": ["030359", "030359"]}, 2022)) == ["repeated_code"]
    assert codes(checks.check_nomenclature({"code": ["030359"]}, None)) == ["no_edition"]


def test_names():
    assert codes(checks.check_names([{"code": "03", "name_zh": "鱼", "name_en": ""}])) == []
    assert codes(checks.check_names([{"code": "3", "name_zh": "鱼"}])) == ["bad_code"]
    assert codes(checks.check_names([{"code": "03", "name_zh": "", "name_en": ""}])) == ["blank_cell"]


def test_many_faults_of_one_kind_are_counted():
    faults = checks.few(checks.check_codes(["x"] * 50, 2022, EDITIONS))
    told = list(faults)
    assert len(told) == checks.SHOWN + 1
    assert told[-1].data == {"count": 30, "kind": "bad_code"}
