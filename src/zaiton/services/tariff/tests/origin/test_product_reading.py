"""Bad input: every fault with its line, its reason and its mend, and no product of it."""

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.services.tariff.domain.origin.product import DEEPEST, Deductions, find_material, with_material
from zaiton.services.tariff.domain.origin.product_faults import SENTENCES, BadProduct
from zaiton.services.tariff.domain.origin.product_reading import MOST_LINES, read_product
from zaiton.services.tariff.domain.origin.world import World
from zaiton.services.tariff.tests.origin.cases import foreign, make

KNOWN = {"850980", "850131", "850990"}
RATES = {"USD": Fraction(7), "JPY": Fraction(5, 100) * 100}
WORLD = World(
    editions=lambda code, first, last: ("850980", "850990") if first != last else (code,),
    exists=lambda code, edition: code in KNOWN,
    exchange=lambda currency, into, day: RATES.get(currency) if into == "CNY" else None,
    territories=("TW",),
    processes=("packing", "marking"),
    edition_years=(2012, 2017, 2022),
)
GOOD = {
    "on": "2024-06-01",
    "from": "CN",
    "to": "JP",
    "product": {"code": "850980", "fob": 10000},
    "materials": [{"id": "M1", "code": "850131", "origin": "US", "value": 3000}],
}


def changed(path: str, value: object) -> dict:
    """The good document with one member at ``product.fob`` or ``materials.0.value`` changed."""
    document = json.loads(json.dumps(GOOD))
    *way, last = path.split(".")
    inner = document
    for key in way:
        inner = inner[int(key)] if isinstance(inner, list) else inner.setdefault(key, {})
    inner[int(last) if isinstance(inner, list) else last] = value
    return document


def faults(document: object) -> list[str]:
    """Line, member and code of every fault."""
    with pytest.raises(BadProduct) as caught:
        read_product(document, WORLD)
    for fault in caught.value.faults:
        assert fault.sentence(str)
        assert fault.remedy(str)
    assert caught.value.sentence(str)
    assert caught.value.remedy(str)
    return [f"{f.line} {f.field} {f.code}" for f in caught.value.faults]


def test_the_good_document_is_read():
    product = read_product(GOOD, WORLD)
    assert (product.on, product.code, product.edition, product.fob) == (date(2024, 6, 1), "850980", 2022, 10000)
    assert (product.materials[0].path, product.materials[0].value) == ("M1", 3000)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("on", "", "product on missing"),
        ("on", "2024-02-30", "product on bad_day"),
        ("from", None, "product from missing"),
        ("from", "Japan", "product from bad_territory"),
        ("to", "CN", "product to same_territory"),
        ("currency", "RMB", "product currency bad_currency"),
        ("colour", "red", "product colour unknown_field"),
        ("agreements", "RCEP", "product agreements not_a_list"),
        ("product", None, "product product missing"),
        ("product.code", None, "product code missing"),
        ("product.code", "8509", "product code bad_code"),
        ("product.code", "999999", "product code code_unknown"),
        ("product.hs_edition", 2020, "product hs_edition bad_edition"),
        ("product.codes", {"2012": "850131"}, "product codes code_not_successor"),
        ("product.codes", {"12": "850131"}, "product codes bad_edition"),
        ("product.fob", -1, "product fob negative"),
        ("product.fob", 0, "product fob zero_price"),
        ("product.fob", 12.5, "product fob not_whole"),
        ("product.fob", True, "product fob not_whole"),
        ("product.fob", "12,50", "product fob not_whole"),
        ("product.fob", 10**16, "product fob too_large"),
        ("product.ex_works", 10001, "product ex_works ex_works_above_fob"),
        ("product.weight_kg", "heavy", "product weight_kg bad_weight"),
        ("product.weight_kg", "0.0000001", "product weight_kg bad_weight"),
        ("product.weight_kg", -1, "product weight_kg negative"),
        ("product.weight_kg", float("nan"), "product weight_kg bad_weight"),
        ("product.wholly_obtained", "yes", "product wholly_obtained not_yes_no"),
        ("product.wholly_obtained", True, "M1 origin not_wholly"),
        ("product.operations", {"sewn": 1}, "product sewn not_yes_no"),
        ("product.operations", [], "product operations not_an_object"),
        ("product.costs", {"labour": -5}, "product labour negative"),
        ("product.costs", {"labour": 7001}, "product costs costs_above_price"),
        ("product.costs", {"rent": 1}, "product rent unknown_field"),
        ("product.processing", {"done": ["welding"]}, "product done not_a_choice"),
        ("product.consignment", {"via": ["Atlantis"]}, "product via bad_territory"),
        ("product.consignment", {"days": -1}, "product days bad_number"),
        ("product.name", "x" * 400, "product name bad_text"),
        ("materials", {}, "product materials not_a_list"),
        ("materials.0", "motor", "1 material not_an_object"),
        ("materials.0.code", "999999", "M1 code code_unknown"),
        ("materials.0.value", -1, "M1 value negative"),
        ("materials.0.value", 10001, "M1 value material_above_price"),
        ("materials.0.origin", "Mars", "M1 origin bad_territory"),
        ("materials.0.originating", "yes", "M1 originating not_yes_no"),
        ("materials.0.currency", "EUR", "M1 currency no_exchange"),
        ("materials.0.kind", "glue", "M1 kind not_a_choice"),
        ("materials.0.fungible", {"method": "luck"}, "M1 method not_a_choice"),
        ("materials.0.deductions", {"freight": 3001}, "M1 deductions deductions_above_value"),
        ("materials.0.materials", [{"value": 3001}], "M1.1 value material_above_price"),
        ("materials.0.materials", [{"value": 2000}, {"value": 1001}], "M1 materials materials_above_price"),
        ("materials.0.materials", [{"id": "M1", "value": 1}], "M1.M1 id cycle"),
        ("materials.0.materials", [{"id": "P", "materials": [{"id": "M1", "code": "850131"}]}], "M1.P.M1 id cycle"),
        ("materials", [{"id": "A", "value": 1}, {"id": "A", "value": 1}], "A id repeated_id"),
        ("materials", [{"value": 6000}, {"value": 4001}], "product materials materials_above_price"),
        ("tariff", {"special_goods": "perhaps"}, "product special_goods not_yes_no"),
    ],
)
def test_a_fault_is_told_with_its_line(path, value, expected):
    assert faults(changed(path, value)) == [expected]


def test_every_sentence_of_a_fault_can_be_told():
    told = {line.split()[-1] for line in ("too_deep", "too_many")}
    assert told <= set(SENTENCES)


def test_all_faults_are_told_at_once():
    document = changed("product.fob", -1)
    document["materials"].append({"id": "M2", "origin": "Mars", "value": -3})
    assert faults(document) == ["M2 origin bad_territory", "M2 value negative", "product fob negative"] or faults(
        document
    ) == ["M2 value negative", "M2 origin bad_territory", "product fob negative"]


def test_a_bill_deeper_than_five_levels_is_refused():
    inner: dict = {"id": "L9"}
    for level in range(DEEPEST, 0, -1):
        inner = {"id": f"L{level}", "materials": [inner]}
    assert faults(changed("materials", [inner])) == ["L1.L2.L3.L4.L5 materials too_deep"]
    inner["materials"][0]["materials"][0]["materials"][0]["materials"][0].pop("materials")
    assert find_material(read_product(changed("materials", [inner]), WORLD), "L1.L2.L3.L4.L5") is not None


def test_too_many_lines_are_refused_once():
    bill = [{"value": 0}] * (MOST_LINES + 5)
    assert faults(changed("materials", bill)) == ["product materials too_many"]
    assert len(read_product(changed("materials", bill[:MOST_LINES]), WORLD).materials) == MOST_LINES


def test_numbered_lines_may_repeat_their_number_deeper_down():
    bill = [{"id": "1", "code": "850131", "value": 10, "materials": [{"id": "1", "code": "850990", "value": 5}]}]
    assert find_material(read_product(changed("materials", bill), WORLD), "1.1").value == 5


def test_other_currencies_are_turned_half_up():
    document = changed("materials.0.currency", "USD")
    document["materials"][0]["value"] = 301
    assert read_product(document, WORLD).materials[0].value == 2107
    odd = World(exchange=lambda *_: Fraction(1, 2))
    document["materials"][0]["value"] = 3
    assert read_product(document, odd).materials[0].value == 2


def test_full_width_codes_and_lower_case_territories_are_understood():
    document = changed("product.code", "８５０９.80")
    document["from"] = "cn"
    product = read_product(document, WORLD)
    assert (product.code, product.exporter) == ("850980", "CN")


def test_a_changed_copy_leaves_the_product_alone():
    product = make(materials=[foreign(materials=[foreign(id="a", value=5)])])
    better = with_material(product, "1.a", value=7)
    assert (find_material(better, "1.a").value, find_material(product, "1.a").value) == (7, 5)
    with pytest.raises(KeyError):
        with_material(product, "9", value=7)


def test_deductions_are_read():
    document = changed("materials.0.deductions", {"freight": 10, "evidenced": True})
    assert read_product(document, WORLD).materials[0].deductions == Deductions(10, 0, 0, True)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
PATHS = [
    "on", "from", "currency", "agreements", "product", "product.code", "product.codes", "product.fob", "product.weight_kg",
    "product.operations", "product.processing", "product.costs", "product.consignment", "materials", "materials.0",
    "materials.0.code", "materials.0.value", "materials.0.originating", "materials.0.materials", "materials.0.deductions",
    "materials.0.fungible", "materials.0.kind", "materials.0.id", "tariff",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PATHS), json_values)
def test_whatever_is_sent_is_read_or_refused(path, value):
    try:
        read_product(changed(path, value) if path else value, WORLD)
    except BadProduct as refusal:
        assert all(fault.sentence(str) and fault.remedy(str) for fault in refusal.faults)
