"""Messages read: golden files of an independent writer, and whatever can be wrong with a file or one of its records."""

import time
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.services.retail_tax.domain.messages import OrderMessage
from zaiton.services.retail_tax.domain.messages_faults import FAULTS
from zaiton.services.retail_tax.queries.messages_reading import Reading, read
from zaiton.services.retail_tax.tests import ceb_writer as writer


def of(reading: Reading) -> list[tuple[str, str]]:
    """Faults of the file and of its records."""
    faults = [*reading.faults, *(fault for record in reading.records for fault in record.faults)]
    assert all(fault.words(str) and fault.code.lstrip("-").isdigit() for fault in faults)
    return [(fault.name, fault.element) for fault in faults]


def order_with(**changes) -> list[tuple[str, str]]:
    """Faults of an order whose elements were changed."""
    return of(read(writer.message("CEB311", [writer.of("CEB311", **changes)])))


@pytest.mark.parametrize("prefix", ["ceb:", "", "x:"])
@pytest.mark.parametrize("kind", sorted(writer.TABLES))
def test_every_message_of_the_second_writer_is_read(kind: str, prefix: str) -> None:
    content = writer.message(kind, [writer.of(kind).replace("ceb:", prefix)], prefix)
    for form in (content, b"\xef\xbb\xbf" + content, writer.enveloped(content, kind, receivers=5)):
        reading = read(form)
        assert of(reading) == [] and reading.name == kind and len(reading.good) == 1
        assert reading.transfer and reading.transfer.dxp_id == "DXPENT0000000001"
    assert reading.envelope and reading.envelope.receivers[4] == "DXPEDCCEB0000005"


def test_an_order_is_told_as_it_stands() -> None:
    order: OrderMessage = read(writer.message("CEB311", [writer.of("CEB311")])).good[0]
    assert (order.goods_value_fen, order.freight_fen, order.tax_total_fen, order.actual_paid_fen) == (
        23600,
        1000,
        2148,
        26748,
    )
    assert order.app_time == datetime.fromisoformat("2026-03-02T09:30:00+08:00")
    assert (order.buyer_name, order.app_type, order.pay_transaction_id) == ("陈某", "1", "P000000000001")
    first, second = order.lines
    assert (first.gnum, first.item_no, first.qty, first.price, first.total_fen) == (1, "A-1", 2, 98, 19600)
    assert (second.item_name, second.qty, second.price) == ("面膜 <5 片> & 精华", Decimal("1.5"), Decimal("26.6666"))
    assert second.gmodel == ""


def test_the_other_messages_are_told_as_they_stand() -> None:
    def only(kind: str):
        return read(writer.message(kind, [writer.of(kind)])).good[0]

    payment, waybill, inventory = only("CEB411"), only("CEB511"), only("CEB621")
    assert (payment.amount_paid_fen, payment.payer_name, payment.pay_time.hour) == (26748, "陈某", 9)
    assert payment.pay_time.utcoffset() == timedelta(hours=8)
    assert (waybill.weight, waybill.pack_no, waybill.insured_fee_fen) == (Decimal("1.8"), 1, 0)
    assert (only("CEB513").logistics_status, only("CEB513").logistics_time.day) == ("S", 5)
    assert (inventory.trade_mode, inventory.decl_day, inventory.ie_day) == ("1210", date(2026, 3, 2), None)
    assert [(line.qty1, line.unit1, line.qty2) for line in inventory.lines] == [
        (Decimal("1.6"), "035", None),
        (Decimal("0.2"), "035", 5),
    ]
    assert only("CEB623").reason == "不想要了" and only("CEB625").lines[0].qty == 1


def test_a_thousand_orders_in_one_file() -> None:
    reading = read(writer.message("CEB311", [writer.of("CEB311", n) for n in range(1, 1001)]))
    assert [order.order_no for order in reading.good] == [f"FZ{n:010d}" for n in range(1, 1001)]


def test_ten_thousand_payments_in_an_envelope_of_more_than_ten_megabytes() -> None:
    content = writer.enveloped(
        writer.message("CEB411", [writer.of("CEB411", n, note="备注" * 20) for n in range(1, 10001)]), "CEB411"
    )
    assert len(content) > 10_000_000 and len(read(content).good) == 10_000


@pytest.mark.parametrize("filling", [" ", "&amp;", "a ", "\n", "<!---->", "\u3000"])
def test_a_file_made_to_take_long_does_not(filling: str) -> None:
    long = filling * 300_000
    for place in (">FZ0000000001", "<ceb:orderNo>", "</ceb:Order>"):
        text = writer.message("CEB311", [writer.of("CEB311", n) for n in (1, 2)]).decode()
        begin = time.perf_counter()
        reading = read(text.replace(place, place + long if place[0] == ">" else long + place, 1).encode())
        assert time.perf_counter() - begin < 10 and (reading.faults or reading.records[1].message)


def test_a_bad_record_leaves_the_others_good() -> None:
    records = [
        writer.of("CEB311", 1),
        writer.of("CEB311", 2, appTime="20260230000000"),
        writer.of("CEB311", 3).replace("<ceb:orderNo>", '<ceb:orderNo a="1">'),
        writer.of("CEB311", 4).replace("</ceb:OrderHead>", "x</ceb:OrderHead>"),
        writer.of("CEB311", 5).replace("<ceb:buyerName>", "<ceb:buyerName><ceb:x/>"),
        writer.of("CEB311", 6),
    ]
    reading = read(writer.message("CEB311", records))
    assert [record.place for record in reading.records if not record.faults] == [1, 6]
    assert [(r.place, r.faults[0].name, r.faults[0].element) for r in reading.bad] == [
        (2, "time", "appTime"),
        (3, "structure", "orderNo"),
        (4, "structure", "OrderHead"),
        (5, "structure", "buyerName"),
    ]
    assert reading.bad[0].said == {
        "guid": writer.guid(2),
        "ebpCode": "350198T001",
        "ebcCode": "350198T002",
        "orderNo": "FZ0000000002",
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"guid": "short"}, ("length", "guid")),
        ({"appType": 4}, ("code", "appType")),
        ({"appStatus": ""}, ("missing", "appStatus")),
        ({"orderType": "E"}, ("code", "orderType")),
        ({"appTime": "2026-03-02"}, ("time", "appTime")),
        ({"appTime": "20260302240000"}, ("time", "appTime")),
        ({"orderNo": "9" * 61}, ("length", "orderNo")),
        ({"orderNo": "   "}, ("missing", "orderNo")),
        ({"currency": "840"}, ("code", "currency")),
        ({"freight": "1e3"}, ("number", "freight")),
        ({"freight": "-1"}, ("number", "freight")),
        ({"freight": "10.005"}, ("number", "freight")),
        ({"freight": "٣"}, ("number", "freight")),
        ({"freight": "1_0"}, ("number", "freight")),
        ({"freight": "NaN"}, ("number", "freight")),
        ({"freight": "1" * 15}, ("number", "freight")),
        ({"buyerName": "a\u202eb"}, ("signs", "buyerName")),
        ({"buyerName": "a\tb"}, ("signs", "buyerName")),
        ({"consigneeDistrict": "35012"}, ("length", "consigneeDistrict")),
        ({"goodsValue": "235.99"}, ("goods_value", "goodsValue")),
    ],
)
def test_a_wrong_element_is_told_by_name(changes: dict, fault: tuple[str, str]) -> None:
    assert order_with(**changes) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<ceb:orderNo>FZ0000000001</ceb:orderNo>", "", ("missing", "orderNo")),
        ("<ceb:qty>2</ceb:qty>", "", ("missing", "OrderList[1]/qty")),
        ("<ceb:orderNo>", "<ceb:orderNo>1</ceb:orderNo><ceb:orderNo>", ("twice", "orderNo")),
        ("<ceb:qty>2<", "<ceb:qty>3<", ("line_total", "OrderList[1]/totalPrice")),
        ("<ceb:qty>2<", "<ceb:qty>0<", ("quantity", "OrderList[1]/qty")),
        ("<ceb:gnum>2<", "<ceb:gnum>1<", ("line_numbers", "gnum")),
        ("<ceb:gnum>2<", "<ceb:gnum>3<", ("line_numbers", "gnum")),
        ("<ceb:unit>011</ceb:unit>", "<ceb:unit>0111</ceb:unit>", ("length", "OrderList[1]/unit")),
        ("<ceb:orderType>", "<ceb:extra>1</ceb:extra><ceb:orderType>", ("unknown", "extra")),
        ("<ceb:orderType>", "<orderType>I</orderType><ceb:orderType>", ("foreign", "orderType")),
        ("<ceb:OrderHead>", "<ceb:OrderHead>text", ("structure", "OrderHead")),
        ("<ceb:OrderList>", "<ceb:OrderX/><ceb:OrderList>", ("unknown", "OrderX")),
    ],
)
def test_wrong_structure_is_told_by_name(old: str, new: str, fault: tuple[str, str]) -> None:
    assert fault in of(read(writer.message("CEB311", [writer.of("CEB311").replace(old, new)])))


def test_elements_in_the_wrong_order() -> None:
    swapped = writer.of("CEB411").replace("<ceb:appStatus>2</ceb:appStatus>", "")
    swapped = swapped.replace("<ceb:guid>", "<ceb:appStatus>2</ceb:appStatus><ceb:guid>")
    assert ("order", "guid") in of(read(writer.message("CEB411", [swapped])))


def test_lines_must_be_there_and_not_too_many() -> None:
    head, lines = writer.order()
    assert of(read(writer.message("CEB311", [writer.record("CEB311", head, [])]))) == [("lines", "OrderList")]
    many = [lines[0] | {"gnum": n} for n in range(1, 101)]
    assert of(read(writer.message("CEB311", [writer.record("CEB311", head, many)]))) == [("lines", "OrderList")]


def test_lines_may_stand_in_any_order() -> None:
    head, lines = writer.order()
    assert of(read(writer.message("CEB311", [writer.record("CEB311", head, lines[::-1])]))) == []


def test_the_number_of_an_identity_is_not_told() -> None:
    reading = read(writer.message("CEB311", [writer.of("CEB311", buyerIdNumber="350102199003070012\u200b7")]))
    fault = reading.bad[0].faults[0]
    assert fault.name == "signs" and "19900307" not in fault.words(str) + str(reading.bad[0].said)


def test_the_second_of_a_number_in_one_file_is_refused() -> None:
    twice = [writer.of("CEB311", 1), writer.of("CEB311", 1, guid=writer.guid(9)), writer.of("CEB311", 2)]
    reading = read(writer.message("CEB311", twice))
    assert [(r.place, r.faults[0].name, r.faults[0].given) for r in reading.bad] == [(2, "file_duplicate", "1")]
    same_guid = [writer.of("CEB311", 1), writer.of("CEB311", 2, guid=writer.guid(1))]
    assert [r.place for r in read(writer.message("CEB311", same_guid)).bad] == [2]


BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "not_xml"),
        (b"PK\x03\x04", "not_xml"),
        (b"<a>", "not_xml"),
        (b"<a>&b;</a>", "not_xml"),
        (b"<a/><b/>", "not_xml"),
        (b"<a>\x00</a>", "encoding"),
        (b'<?xml version="1.0" encoding="GBK"?><a/>', "encoding"),
        ("<a>é</a>".encode("latin-1"), "not_xml"),
        ("<a/>".encode("utf-16"), "encoding"),
        (f"{BOMB}<a>&c;</a>".encode(), "hostile"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "hostile"),
        (b'<?xml-stylesheet href="x"?><a/>', "hostile"),
        (b"<a>" * 200 + b"</a>" * 200, "too_deep"),
        (b"<a>" * 5000 + b"</a>" * 5000, "not_xml"),
        (b"<html/>", "root"),
        (b'<CEB311Message xmlns="http://other"/>', "root"),
        (b'<CEB311 xmlns="http://www.chinaport.gov.cn/ceb"/>', "root"),
        (b'<CEB816Message xmlns="http://www.chinaport.gov.cn/ceb"/>', "root"),
        (b'<CEB999Message xmlns="http://www.chinaport.gov.cn/ceb"/>', "root"),
    ],
)
def test_hostile_and_foreign_files_are_refused_whole(content: bytes, fault: str) -> None:
    reading = read(content)
    assert [each.name for each in reading.faults] == [fault] and reading.records == ()


def test_a_document_type_inside_an_envelope_is_found(tmp_path) -> None:
    inner = writer.message("CEB311", [writer.of("CEB311")]).replace(b"?>", b"?>" + BOMB.encode(), 1)
    assert of(read(writer.enveloped(inner, "CEB311"))) == [("hostile", "")]


def test_comments_do_not_cut_a_text_in_two() -> None:
    content = writer.message("CEB311", [writer.of("CEB311").replace(">21.48<", ">2<!-- -->1.48<")])
    assert read(content).good[0].tax_total_fen == 2148
    marked = content.replace(b"2<!-- -->1.48", b"<![CDATA[21.48]]>")
    assert read(marked).good[0].tax_total_fen == 2148


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"<SenderId>DXPENT0000000001</SenderId>", b"", ("envelope", "SenderId")),
        (b"CEB311Message<", b"CEB411Message<", ("type_differs", "MsgType")),
        (b"<Data>", b"<Data>*", ("envelope", "Data")),
        (b"<Data>", b"<Data/><Data>", ("envelope", "DxpMsg")),
        (b"20260302101500", b"20261302101500", ("envelope", "CreatTime")),
        (b"<ReceiverId>DXPEDCCEB0000001</ReceiverId>", b"", ("envelope", "ReceiverIds")),
    ],
)
def test_an_unfit_envelope_is_told(old: bytes, new: bytes, fault: tuple[str, str]) -> None:
    good = writer.enveloped(writer.message("CEB311", [writer.of("CEB311")]), "CEB311")
    assert old in good and of(read(good.replace(old, new, 1))) == [fault]


def test_more_receivers_than_the_exchange_knows() -> None:
    content = writer.enveloped(writer.message("CEB411", [writer.of("CEB411")]), "CEB411", receivers=6)
    assert of(read(content)) == [("envelope", "ReceiverIds")]


def test_the_time_of_an_envelope_may_be_iso() -> None:
    content = writer.message("CEB411", [writer.of("CEB411")])
    assert of(read(writer.enveloped(content, "CEB411", "2026-03-02T10:15:00"))) == []


@pytest.mark.parametrize(
    ("records", "after", "fault"),
    [
        ([], None, ("none", "")),
        (["ORDER"], "", ("transfer", "BaseTransfer")),
        (["ORDER"], "<ceb:BaseTransfer><ceb:copCode>1</ceb:copCode></ceb:BaseTransfer>", ("transfer", "copName")),
        (["ORDER"], writer.sender() * 2, ("twice", "BaseTransfer")),
        (["ORDER"], writer.sender() + "<ceb:Other/>", ("unknown", "Other")),
        (["ORDER"], writer.sender() + "words", ("structure", "CEB311Message")),
        (["ORDER", "<ceb:Payment/>", "ORDER"], None, ("structure", "CEB311Message")),
    ],
)
def test_what_stands_around_the_records(records: list[str], after: str | None, fault: tuple[str, str]) -> None:
    made = [writer.of("CEB311") if each == "ORDER" else each for each in records]
    reading = read(writer.message("CEB311", made, after=after))
    assert fault in of(reading) and not reading.records


def test_more_records_than_the_layout_allows(settings, tmp_path) -> None:
    from importlib.resources import files

    text = files("zaiton.services.retail_tax").joinpath("data/messages/CEB411.yaml").read_text("utf-8")
    own = tmp_path / "retail_tax" / "messages" / "CEB411.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(text.replace("most: 10000", "most: 2"), "utf-8")
    settings.ZAITON_HOME = tmp_path
    content = writer.message("CEB411", [writer.of("CEB411", n) for n in (1, 2, 3)])
    assert of(read(content)) == [("too_many", "")]


def test_the_root_must_have_its_number_and_version() -> None:
    content = writer.message("CEB411", [writer.of("CEB411")])
    assert ("length", "@guid") in of(read(content.replace(b"A" * 36, b"A" * 35)))
    assert ("code", "@version") in of(read(content.replace(b'version="1.0" xmlns', b'version="2.0" xmlns')))
    assert ("structure", "CEB411Message") in of(
        read(content.replace(b'version="1.0" xmlns', b'version="1.0" z="" xmlns'))
    )


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@given(st.sampled_from(sorted(writer.TABLES)), st.data())
def test_reading_never_raises_whatever_an_element_holds(kind: str, data: st.DataObject) -> None:
    text = writer.of(kind)
    names = [n for n in writer.TABLES[kind][2].split() if f"<ceb:{n}>" in text]
    name = data.draw(st.sampled_from(names))
    head, _, rest = text.partition(f"<ceb:{name}>")
    value = data.draw(WORDS | st.decimals().map(str) | st.integers().map(str))
    changed = f"{head}<ceb:{name}>{writer.escape(value)}{rest[rest.index('</') :]}"
    reading = read(writer.message(kind, [changed, writer.of(kind, 2)]))
    assert not reading.faults and not reading.records[1].faults
    assert all(fault.element.endswith((name, "goodsValue")) for fault in reading.records[0].faults)


@given(st.binary(max_size=60), st.integers(0, 1500))
def test_reading_never_raises_whatever_stands_in_a_file(noise: bytes, place: int) -> None:
    content = writer.message("CEB411", [writer.of("CEB411"), writer.of("CEB411", 2)])
    reading = read(content[:place] + noise + content[place:])
    assert all(fault.name in FAULTS for fault in reading.faults)


def ways(content: bytes) -> list[Reading]:
    """The same file the quick way if it goes, by the tree (a comment stops the quick way), and record by record with care."""
    return [read(content), read(content.replace(b"</ceb:CEB", b"<!-- --></ceb:CEB"))]


@given(
    st.sampled_from(["freight", "appTime", "buyerName", "orderNo", "consigneeDistrict", "note"]),
    st.text("0123456789.陈 \u3000-&<>]\ufffe", max_size=20),
)
def test_the_quick_way_the_tree_and_the_careful_way_agree(name: str, value: str) -> None:
    plain = writer.message("CEB311", [writer.of("CEB311", **{name: value}), writer.of("CEB311", 2)])
    quick, by_tree = ways(plain)
    assert quick == by_tree
    careful = read(plain.replace(b"<ceb:OrderHead>", b'<ceb:OrderHead odd="1">'))  # an attribute asks for care
    if not quick.faults:
        there = [(f.name, f.element) for f in careful.records[0].faults if f.element != "OrderHead"]
        assert [(f.name, f.element) for f in quick.records[0].faults] == there


@given(
    st.sampled_from(sorted(writer.TABLES)),
    st.lists(
        st.tuples(
            st.integers(0, 2000),
            st.sampled_from(
                list("<>/&;=\"' \n\r\t") + ["&amp;", "&lt;", "]]>", "<!-- -->", "\u3000", "ceb:", "1", "陈"]
            ),
            st.integers(0, 3),
        ),
        max_size=3,
    ),
)
def test_what_the_quick_way_takes_the_tree_takes_alike(kind: str, edits: list) -> None:
    text = writer.message(kind, [writer.of(kind), writer.of(kind, 2)]).decode()
    for place, new, cut in edits:
        text = text[:place] + new + text[place + cut :]
    quick, by_tree = ways(text.encode())
    if not quick.faults and not quick.bad:
        assert quick == by_tree


def test_the_quick_way_is_taken_where_nothing_is_odd(monkeypatch) -> None:
    from zaiton.services.retail_tax.queries import messages_reading as reading

    monkeypatch.setattr(reading, "tree", lambda *_: pytest.fail("by the tree"))
    for kind in writer.TABLES:
        assert read(writer.message(kind, [writer.of(kind)])).good
