"""The rows of a list of rules: which code each is for, what is refused with which reason, and the notation of files."""

import io
import json
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings

from zaiton.services.tariff.domain.origin.compact import NotCompact, compact, from_compact
from zaiton.services.tariff.domain.origin.reading import read_row
from zaiton.services.tariff.domain.origin.reading_reasons import REASONS
from zaiton.services.tariff.queries.origin_rule_files import NoRuleColumns, read_rule_file
from zaiton.services.tariff.tests.origin.test_language import any_rules

RULE = "品目改变"
HS = frozenset({"030199", "010121", "850110", "301999", "100119"})
CODES = [
    # the columns of a row, and its code
    ({"hs6": "010121"}, "010121"),
    ({"hs6": "0101.21"}, "010121"),
    ({"hs6": "０１０１．２１"}, "010121"),
    ({"hs6": "01012100"}, "01012100"),
    ({"code8": "8501.10.10"}, "85011010"),
    ({"code8": "85.01.10.10"}, "85011010"),
    ({"hs6": "8501101"}, "8501101"),
    ({"hs6": "", "heading": "03.01"}, "0301"),
    ({"hs6": None, "heading": "301"}, "0301"),
    ({"hs6": None, "heading": "品目03.01"}, "0301"),
    ({"hs6": " ", "heading": None, "chapter": "第3章"}, "03"),
    ({"hs6": "", "heading": "", "chapter": "第八十五章"}, "85"),
    ({"hs6": "", "heading": "", "chapter": "3"}, "03"),
    ({"hs6": "850110", "heading": "8501", "chapter": "85"}, "850110"),
    ({"hs6": "850110", "code8": "85011010"}, "85011010"),
    ({"hs6": Decimal("10121")}, "010121"),
    ({"hs6": Decimal("101.21")}, "010121"),
    ({"hs6": Decimal("101.3")}, "010130"),
    ({"code8": Decimal("3019999")}, "03019999"),
    ({"code8": Decimal("85011010")}, "85011010"),
    ({"heading": Decimal("301")}, "0301"),
    ({"heading": Decimal("3.1")}, "0310"),
    ({"code": "85"}, "85"),
    ({"code": "8501"}, "8501"),
]
REFUSED_CODES = [
    ({"hs6": "", "heading": "", "chapter": ""}, "no_code"),
    ({"hs6": "10121"}, "bad_code"),
    ({"hs6": "0101"}, "bad_code"),
    ({"hs6": "010121000"}, "bad_code"),
    ({"hs6": "0101.2"}, "bad_code"),
    ({"hs6": "01012a"}, "bad_code"),
    ({"hs6": "000121"}, "bad_code"),
    ({"hs6": "-10121"}, "bad_code"),
    ({"hs6": "080520", "heading": "0806"}, "not_under_heading"),
    ({"hs6": "080520", "chapter": "09"}, "not_under_chapter"),
    ({"heading": "0806", "chapter": "09"}, "not_under_chapter"),
    ({"hs6": "080520", "code8": "08061000"}, "not_under_subheading"),
    ({"hs6": "080520", "heading": "08"}, "bad_heading"),
    ({"hs6": "080520", "heading": "080510"}, "bad_heading"),
    ({"hs6": "", "chapter": "0"}, "bad_chapter"),
    ({"hs6": "ex 080520"}, "part_of_line"),
    ({"hs6": "", "heading": "ex03.01"}, "part_of_line"),
]


@pytest.mark.parametrize(("given_columns", "code"), CODES)
def test_a_row_is_for_a_code(given_columns, code):
    row = read_row(2, given_columns, RULE)
    assert (row.code, row.reason) == (code, "")
    assert compact(row.rule) == "CTH"


@pytest.mark.parametrize(("given_columns", "reason"), REFUSED_CODES)
def test_a_code_that_cannot_be_meant_is_refused(given_columns, reason):
    row = read_row(2, given_columns, RULE)
    assert (row.rule, row.reason) == (None, reason)
    assert "{" not in REASONS[reason].format(**{"rest": "", **row.data})


def test_a_lost_zero_is_put_back_where_the_edition_knows_one_code_only():
    assert read_row(2, {"code8": "1012100"}, RULE, HS).code == "01012100"
    assert read_row(2, {"code8": "3019999"}, RULE, frozenset({"030199"})).code == "03019999"
    row = read_row(2, {"code8": "3019999"}, RULE, HS)
    assert (row.code, row.reason) == ("", "two_codes")
    assert read_row(2, {"code8": "3019999", "heading": "0301"}, RULE, HS).code == "03019999"


def test_a_change_that_leads_elsewhere_is_refused_row_by_row():
    assert read_row(2, {"hs6": "030211"}, "从任何其他章改变到品目0302").rule is not None
    assert read_row(3, {"hs6": "030311"}, "从任何其他章改变到品目0302").reason == "into_other"
    assert read_row(4, {"heading": "0302"}, "从任何其他章改变到子目0302.11").reason == "into_other"
    assert read_row(5, {"heading": "2848"}, "从任何其他章改变到子目2848.00").rule is not None
    part = "从任何其他章改变到子目0302.11至0302.19"
    assert read_row(6, {"heading": "0302"}, part, frozenset({"030211", "030219"})).rule is not None
    assert read_row(7, {"heading": "0302"}, part, frozenset({"030211", "030291"})).reason == "into_other"


def csv_of(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def test_every_row_with_words_is_counted_and_its_words_are_kept():
    content = csv_of(
        "chapter,heading,hs6,name_zh,rule_zh",
        "01,,,活动物,完全获得",
        "01,0101,,马,",
        '03,0301,,活鱼,"章改变；\n或者区域价值成分40%"',
        "03,0301,030211,,品目改变",
        "03,0302,030211,,品目改善",
    )
    rows = read_rule_file(content, "list.csv")
    assert [(r.line, r.code, r.reason) for r in rows] == [
        (2, "01", ""),
        (4, "0301", ""),
        (5, "", "not_under_heading"),
        (6, "030211", "not_understood"),
    ]
    assert rows[3].text == "品目改善" and rows[2].given == "030211"


def test_a_workbook_gives_the_same_rows_as_the_text():
    book = openpyxl.Workbook()
    book.active.append(["附件", None, None])
    book.active.append(["HS6", "Heading", "产品特定原产地规则"])
    book.active.append([10121, None, "完全获得"])
    book.active.append([None, 8501, "品目改变或区域价值成分40%"])
    file = io.BytesIO()
    book.save(file)
    rows = read_rule_file(file.getvalue(), "list.xlsx")
    assert [(r.line, r.code, compact(r.rule)) for r in rows] == [(3, "010121", "WO"), (4, "8501", "CTH | RVC40")]


def test_json_rows_are_numbered_as_entries():
    content = json.dumps([{"hs6": 10121, "rule_zh": "完全获得"}, {"hs6": None, "heading": "85.01", "rule_zh": RULE}])
    rows = read_rule_file(content.encode(), "list.json")
    assert [(r.line, r.code) for r in rows] == [(1, "010121"), (2, "8501")]


def test_a_table_without_the_columns_is_refused():
    with pytest.raises(NoRuleColumns):
        read_rule_file(csv_of("a,b", "1,2"), "list.csv")


@settings(max_examples=400, deadline=None)
@given(any_rules())
def test_the_notation_of_files_gives_the_same_rule_back(rule):
    assert from_compact(compact(rule)) == rule


@pytest.mark.parametrize(
    "text", ["", "CTX", "CTH -[51]x", "CTH -[5106:5105]", "CTH -[510]", "RVC101", "RVC1/0", "OP x (=)"]
)
def test_what_is_not_the_notation_is_refused(text):
    with pytest.raises(NotCompact):
        from_compact(text)
