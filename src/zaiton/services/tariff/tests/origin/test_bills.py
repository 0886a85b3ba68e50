"""Bills of materials as tables: what each row says, every mistake at its row, and that a bill written out can be brought back."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from zaiton.services.tariff.domain.origin.bill_rows import BadBill
from zaiton.services.tariff.domain.origin.product_reading import read_product
from zaiton.services.tariff.domain.origin.world import World
from zaiton.services.tariff.queries.origin_bills import bill_file, bill_template, read_bill

HEAD = "line,name,code,origin,originating,value,currency,weight_kg,kind,own_made\n"


def read(rows: str, head: str = HEAD) -> list[dict]:
    return read_bill((head + rows).encode(), "bill.csv", "CNY")


def faults(rows: str, head: str = HEAD) -> list[tuple[int, str, str]]:
    with pytest.raises(BadBill) as caught:
        read(rows, head)
    assert all(fault.sentence(str) and fault.remedy(str) for fault in caught.value.faults)
    return [(fault.row, fault.column, fault.code) for fault in caught.value.faults]


def test_a_bill_with_parts_of_parts():
    found = read(
        "1,motor,8501.31,KR,yes,120.00,,0.8,,\n2,housing,850990,,,85.5,USD,,,yes\n2.1,granules,390210,US,no,30,,,,\n"
    )
    assert found[0] == {
        "id": "1", "name": "motor", "code": "850131", "value": 12000, "origin": "KR", "originating": True, "weight_kg": "0.8"
    }  # fmt: skip
    assert found[1]["currency"] == "USD" and found[1]["own_made"] is True and "origin" not in found[1]
    assert found[1]["materials"] == [
        {"id": "1", "name": "granules", "code": "390210", "value": 3000, "origin": "US", "originating": False}
    ]


def test_an_origin_may_be_declared_under_some_agreements_only():
    (line,) = read('1,motor,850131,KR,"RCEP, CN-KR",1,,,,\n')
    assert line["originating"] == {"RCEP": True, "CN-KR": True}


def test_chinese_headings_and_words_are_read():
    (line,) = read_bill(
        "行号,名称,编码,原产地,原产资格,金额,种类\n1,电机,850131,KR,是,12.5,零售包装\n".encode("gb18030"),
        "b.csv",
        "CNY",
    )
    assert (line["originating"], line["value"], line["kind"]) == (True, 1250, "packaging")


def test_every_mistake_is_told_at_its_row_and_column():
    rows = (
        "1,a,850131,KR,maybe,12x,,,,\n"
        "1,b,850131,KR,,-5,,,,\n"
        "3.1,c,850131,KR,,5,,,,\n"
        "x,d,850131,KR,,1.234,,,,\n"
        "5,e,850131,KR,,5,EURO,,box,perhaps\n"
        "6,f,850131,KR,,99999999999999999,,,,\n"
    )
    assert faults(rows) == [
        (2, "value", "bad_number"),
        (2, "originating", "bad_flag"),
        (3, "value", "negative"),
        (3, "line", "line_twice"),
        (4, "line", "no_parent"),
        (5, "value", "too_fine"),
        (5, "line", "bad_line"),
        (6, "currency", "bad_currency"),
        (6, "kind", "bad_kind"),
        (6, "own_made", "bad_flag"),
        (7, "value", "too_large"),
    ]


def test_lines_that_stand_twice_or_too_deep_are_refused():
    assert (3, "line", "line_twice") in faults("1,a,850131,,,1,,,,\n1,b,850131,,,1,,,,\n")
    deep = "".join(f"{'.'.join(['1'] * n)},a,850131,,,1,,,,\n" for n in range(1, 8))
    assert {code for _, _, code in faults(deep)} == {"too_deep"}


def test_a_table_without_its_columns_or_without_lines_is_refused():
    assert faults("1,2\n", "a,b\n") == [(1, "", "no_columns")]
    assert faults("", HEAD) == [(1, "", "no_rows")]
    assert faults("1,1,1\n", "code,value,value\n") == [(1, "value", "twice")]
    assert faults("1,1\n" * 2001, "code,value\n")[0][2] == "too_many"


def test_a_formula_without_its_result_is_refused():
    book = Workbook()
    book.active.append(["code", "value"])
    book.active.append(["850131", "=1+1"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(BadBill) as caught:
        read_bill(out.getvalue(), "bill.xlsx", "CNY")
    assert caught.value.faults[0].code == "formula"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_can_be_brought_as_it_is(form):
    materials = read_bill(bill_template(form), f"bill.{form}", "CNY")
    document = {"on": "2026-01-05", "from": "CN", "to": "JP", "product": {"code": "850940", "fob": 40000}}
    product = read_product(document | {"materials": materials}, World())
    assert [m.path for m in product.materials] == ["1", "2", "3"]
    assert product.materials[1].materials[0].path == "2.1"


MATERIAL = st.fixed_dictionaries(
    {"name": st.text("abc é电机-=+@ ", max_size=8).map(str.strip), "code": st.sampled_from(("850131", "39021000"))},
    optional={
        "value": st.integers(0, 10**9),
        "origin": st.sampled_from(("CN", "JP", "US")),
        "originating": st.one_of(st.booleans(), st.just({"RCEP": True})),
        "weight_kg": st.sampled_from(("0.5", "12")),
        "kind": st.sampled_from(("packaging", "indirect")),
        "own_made": st.booleans(),
        "processing": st.just({"more_than_minimal": True}),
    },
)


@st.composite
def bills(draw, depth=2):
    found = draw(st.lists(MATERIAL, min_size=1, max_size=3))
    for number, material in enumerate(found, 1):
        material["id"] = str(number)
        if depth and draw(st.booleans()):
            material["materials"] = draw(bills(depth - 1))
    return found


@settings(max_examples=60, deadline=None)
@given(bills(), st.sampled_from(("csv", "xlsx")))
def test_a_bill_written_out_can_be_brought_back(materials, form):
    document = {"currency": "CNY", "materials": materials}
    again = read_bill(bill_file(document, form), f"b.{form}", "CNY")
    assert _without_marks(again) == _without_marks(materials)


def _without_marks(materials):
    """Names are written so that no spreadsheet takes them for a formula."""
    return [
        {
            **m,
            "name": m["name"].lstrip("'"),
            **({"materials": _without_marks(m["materials"])} if "materials" in m else {}),
        }
        for m in materials
    ]
