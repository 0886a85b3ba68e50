"""The thirteen checks: four documents that agree pass; each check finds what it is for, whichever side is wrong, and only that."""

import itertools
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.services.retail_tax.domain.matching import Discrepancy, Documents, Facts, match, roles, waiting
from zaiton.services.retail_tax.domain.matching_words import CHECKS, REASONS
from zaiton.services.retail_tax.queries.messages_reading import read
from zaiton.services.retail_tax.tests import ceb_writer as writer

CODES = {check: str(-check) for check in CHECKS}
KNOWN = Facts(unregistered=(), unlisted=frozenset(), tax_fen=2148, tax_lines=2, limit_reason="")
KINDS = {"order": "CEB311", "payment": "CEB411", "waybill": "CEB511", "inventory": "CEB621"}


def documents() -> dict[str, Any]:
    """The four documents of one sale, as the second writer writes them."""
    return {name: read(writer.message(kind, [writer.of(kind)])).good[0] for name, kind in KINDS.items()}


FOUR = None


def four() -> dict[str, Any]:
    """The same, read once."""
    global FOUR
    FOUR = FOUR or documents()
    return dict(FOUR)


def found(facts: Facts = KNOWN, **changes: dict[str, Any] | None) -> list[tuple[int, str, str, str]]:
    """Discrepancies where attributes of documents were changed (None: the document is not there)."""
    docs = four()
    for name, change in changes.items():
        docs[name] = None if change is None else replace(docs[name], **change)
    made = match(**docs, facts=facts, codes=CODES)
    assert all(isinstance(each, Discrepancy) and each.code == CODES[each.check] and each.words(str) for each in made)
    assert [each.check for each in made] == sorted(each.check for each in made)
    return [(each.check, each.field, each.ours, each.theirs) for each in made]


def line(name: str, place: int, **change: Any) -> dict[str, Any]:
    """The lines of a document with one changed."""
    lines = list(four()[name].lines)
    lines[place] = replace(lines[place], **change)
    return {"lines": tuple(lines)}


def test_four_documents_that_agree_have_no_discrepancy() -> None:
    assert found() == [] and waiting(Documents(**four()), KNOWN) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"payment": {"order_no": "X"}}, [(1, "orderNo", "FZ0000000001", "X")]),
        ({"order": {"order_no": "X"}}, [(1, "orderNo", "X", "FZ0000000001")] * 3),
        ({"inventory": {"ebp_code": "X"}}, [(1, "ebpCode", "350198T001", "X")]),
        ({"waybill": {"order_no": "X"}}, [(1, "orderNo", "FZ0000000001", "X")]),
        ({"waybill": {"order_no": ""}}, []),
        ({"payment": {"pay_transaction_id": "X"}}, [(2, "payTransactionId", "P000000000001", "X")]),
        ({"order": {"pay_transaction_id": "X"}}, [(2, "payTransactionId", "X", "P000000000001")]),
        ({"order": {"pay_code": "X"}}, [(2, "payCode", "X", "3501980001")]),
        ({"payment": {"pay_code": "X"}}, [(2, "payCode", "3501980001", "X")]),
        ({"order": {"pay_code": "", "pay_transaction_id": ""}}, []),
        ({"waybill": {"logistics_no": "X"}}, [(3, "logisticsNo", "X", "L000000000001")]),
        ({"inventory": {"logistics_no": "X"}}, [(3, "logisticsNo", "L000000000001", "X")]),
        ({"inventory": {"logistics_code": "X"}}, [(3, "logisticsCode", "350198L001", "X")]),
        ({"waybill": {"logistics_code": "X"}}, [(3, "logisticsCode", "X", "350198L001")]),
        ({"inventory": {"buyer_name": "林某"}}, [(4, "buyerName", "陈某", "林某")]),
        ({"inventory": {"buyer_id_type": "2"}}, [(4, "buyerIdType", "1", "2")]),
        (
            {"inventory": {"buyer_id_number": "350102199003070039"}},
            [(4, "buyerIdNumber", "35**************12", "35**************39")],
        ),
        ({"payment": {"payer_name": "林某"}}, [(4, "payerName", "陈某", "林某")]),
        (
            {"payment": {"payer_id_number": "350102199003070039"}},
            [(4, "payerIdNumber", "35**************12", "35**************39")],
        ),
        ({"payment": {"amount_paid_fen": 26747}}, [(5, "acturalPaid", "267.48", "267.47")]),
        (
            {"order": {"actual_paid_fen": 26749}},
            [(5, "acturalPaid", "267.49", "267.48"), (6, "acturalPaid", "267.48", "267.49")],
        ),
        ({"order": {"discount_fen": 1}}, [(6, "acturalPaid", "267.47", "267.48")]),
        ({"order": {"freight_fen": 1001}}, [(6, "acturalPaid", "267.49", "267.48")]),
        ({"order": {"discount_fen": 99999}}, [(6, "acturalPaid", "-732.51", "267.48")]),
        ({"waybill": {"freight_fen": 999}}, [(8, "freight", "9.99", "10.00")]),
        ({"inventory": {"freight_fen": 999}}, [(8, "freight", "10.00", "9.99")]),
        ({"waybill": {"insured_fee_fen": 1}}, [(8, "insuredFee", "0.01", "0.00")]),
        ({"inventory": {"insured_fee_fen": 1}}, [(8, "insuredFee", "0.00", "0.01")]),
        ({"waybill": {"consignee": "林某"}}, [(9, "consignee", "陈某", "林某")]),
        ({"order": {"consignee_telephone": "1"}}, [(9, "consigneeTelephone", "1", "13800000000")]),
        ({"order": {"consignee_address": "x"}}, [(9, "consigneeAddress", "x", "福建省福州市马尾区某路 1 号")]),
        ({"waybill": {"consignee_address": "福建省福州市马尾区某路　１　号"}}, []),
    ],
)
def test_each_check_finds_what_it_is_for(changes: dict, expected: list) -> None:
    assert found(**changes) == expected


@pytest.mark.parametrize("name", ["order", "inventory"])
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item_no": "X"}, "itemNo[2]"),
        ({"qty": Decimal("1.50001")}, "qty[2]"),
        ({"price": Decimal("26.6667")}, "price[2]"),
    ],
)
def test_7_lines_differ_on_either_side(name: str, change: dict, field: str) -> None:
    made = found(**{name: line(name, 1, **change)})
    assert [(check, where) for check, where, *_ in made] == [(7, field)]
    shown = format(next(iter(change.values())))
    assert made[0][2 if name == "order" else 3] == shown


@pytest.mark.parametrize("name", ["order", "inventory"])
def test_7_a_line_that_is_on_one_side_only(name: str) -> None:
    assert found(**{name: {"lines": four()[name].lines[:1]}}) == [
        (7, "gnum[2]", *(("", "B-7") if name == "order" else ("B-7", "")))
    ]


def test_7_numbers_are_compared_by_value_and_lines_by_number() -> None:
    lines = tuple(replace(each, qty=each.qty.quantize(Decimal("1.00000"))) for each in four()["order"].lines)
    assert found(order={"lines": lines[::-1]}) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"payment_used_by": "FZ9"}, [(2, "payTransactionId", "P000000000001", "FZ9")]),
        ({"waybill_used_by": "FZ9"}, [(3, "logisticsNo", "L000000000001", "FZ9")]),
        ({"tax_fen": 2150}, []),
        ({"tax_fen": 2146}, []),
        ({"tax_fen": 2151}, [(10, "taxTotal", "21.51", "21.48")]),
        ({"tax_fen": 2145}, [(10, "taxTotal", "21.45", "21.48")]),
        ({"unregistered": (("ebcCode", "350198T002"),)}, [(11, "ebcCode", "", "350198T002")]),
        ({"unlisted": frozenset({"3304990049", "9999999999"})}, [(12, "gcode[2]", "", "3304990049")]),
        ({"limit_reason": "annual_limit"}, [(13, "goodsValue", "", "236.00")]),
        ({"limit_reason": "single_limit_more_articles"}, [(13, "goodsValue", "", "236.00")]),
        ({"limit_reason": "another"}, [(13, "goodsValue", "", "236.00")]),
    ],
)
def test_checks_by_facts_from_outside(facts: dict, expected: list) -> None:
    assert found(replace(KNOWN, **facts)) == expected


def test_4_an_authenticated_buyer_may_let_another_pay_but_not_another_declare() -> None:
    facts = replace(KNOWN, identity_authenticated=True)
    assert found(facts, payment={"payer_name": "林某", "payer_id_number": "1"}) == []
    assert [each[0] for each in found(facts, inventory={"buyer_name": "林某"})] == [4]


def test_4_the_last_sign_of_an_identity_number_may_be_small() -> None:
    pair = {"order": {"buyer_id_number": "35010219900307001X"}, "inventory": {"buyer_id_number": "35010219900307001x"}}
    assert found(**pair, payment={"payer_id_number": "35010219900307001X"}) == []


def test_every_number_and_reason_has_words() -> None:
    assert set(CHECKS) == set(range(1, 14)) and all(REASONS.values())


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({"order"}, (1, 2, 4, 5, 6, 7, 9, 10, 11, 13)),
        ({"payment"}, (1, 2, 4, 5, 11)),
        ({"waybill"}, (1, 3, 8, 9, 11)),
        ({"inventory"}, (1, 3, 4, 7, 8, 10, 11, 12, 13)),
    ],
)
def test_what_waits_for_a_document_that_is_not_there(missing: set[str], expected: tuple[int, ...]) -> None:
    docs = {name: None if name in missing else document for name, document in four().items()}
    assert waiting(Documents(**docs), KNOWN) == expected
    assert match(**docs, facts=KNOWN, codes=CODES) == ()


def test_what_waits_for_facts() -> None:
    assert waiting(Documents(**four()), Facts()) == (10, 11, 12, 13)
    assert match(**four(), facts=Facts(), codes=CODES) == ()


def test_the_codes_that_must_be_registered() -> None:
    assert set(roles(Documents(**four()))) == {
        ("ebpCode", "350198T001"),
        ("ebcCode", "350198T002"),
        ("payCode", "3501980001"),
        ("logisticsCode", "350198L001"),
        ("agentCode", "350198A001"),
        ("assureCode", "350198T001"),
    }


ATTRIBUTES = [
    (name, attribute)
    for name, attributes in {
        "order": "order_no ebp_code pay_transaction_id buyer_name buyer_id_number consignee tax_total_fen actual_paid_fen",
        "payment": "order_no ebp_code pay_transaction_id pay_code payer_name amount_paid_fen",
        "waybill": "order_no logistics_no logistics_code freight_fen insured_fee_fen consignee consignee_telephone",
        "inventory": "order_no ebp_code logistics_no buyer_name buyer_id_number freight_fen insured_fee_fen",
    }.items()
    for attribute in attributes.split()
]


@given(st.lists(st.tuples(st.sampled_from(ATTRIBUTES), st.integers(10**6, 10**7)), min_size=1, max_size=4))
def test_any_change_is_found_and_the_order_of_arrival_does_not_matter(changes: list) -> None:
    docs = four()
    for (name, attribute), value in changes:
        kind = type(getattr(docs[name], attribute))
        docs[name] = replace(docs[name], **{attribute: kind(value)})
    whole = match(**docs, facts=KNOWN, codes=CODES)
    assert whole == match(**docs, facts=KNOWN, codes=CODES)
    if len(changes) == 1:
        assert whole
    for order in itertools.permutations(docs):
        arrived: dict[str, Any] = dict.fromkeys(docs)
        for name in order:
            arrived[name] = docs[name]
            part = match(**arrived, facts=KNOWN, codes=CODES)
            assert {d.check for d in part} <= {d.check for d in whole}
        assert part == whole


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_6_holds_exactly_where_the_sum_does(goods: int, freight: int, tax: int, discount: int) -> None:
    paid = max(goods + freight + tax - discount, 0)
    change = {"goods_value_fen": goods, "freight_fen": freight, "tax_total_fen": tax, "discount_fen": discount}
    facts = replace(KNOWN, tax_fen=tax)
    made = found(facts, order=change | {"actual_paid_fen": paid}, payment={"amount_paid_fen": paid})
    assert [each[0] for each in made] == ([] if paid == goods + freight + tax - discount else [6])


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 99))
def test_10_tolerates_one_fen_for_each_line(ours: int, theirs: int, lines: int) -> None:
    order = {"tax_total_fen": theirs, "actual_paid_fen": 24600 + theirs}
    facts = replace(KNOWN, tax_fen=ours, tax_lines=lines)
    made = found(facts, order=order, payment={"amount_paid_fen": 24600 + theirs})
    assert [each[0] for each in made] == ([10] if abs(ours - theirs) > lines else [])
