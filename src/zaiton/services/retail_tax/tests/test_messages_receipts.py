"""Receipts, tax bills and states written: read back by hand and by the reader, canonical, and refused where they lie."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.translation import gettext
from lxml import etree

from zaiton.services.retail_tax.domain.messages_customs import TaxBillMessage, TaxLine, TaxStateMessage
from zaiton.services.retail_tax.domain.messages_refusals import MessageUnwritable
from zaiton.services.retail_tax.queries import receipts_writing as receipts
from zaiton.services.retail_tax.queries.messages_reading import read
from zaiton.services.retail_tax.tests import ceb_writer as writer

AT = datetime(2026, 3, 2, 1, 30, 0, 123000, tzinfo=UTC)
G = writer.guid
RECEIPTS = {
    "CEB311": ("CEB312", "OrderReturn", "guid ebpCode ebcCode orderNo"),
    "CEB411": ("CEB412", "PaymentReturn", "guid payCode payTransactionId"),
    "CEB511": ("CEB512", "LogisticsReturn", "guid logisticsCode logisticsNo"),
    "CEB513": ("CEB514", "LogisticsStatusReturn", "guid logisticsCode logisticsNo logisticsStatus"),
    "CEB621": ("CEB622", "InventoryReturn", "guid customsCode ebpCode ebcCode agentCode copNo"),
    "CEB623": ("CEB624", "InvtCancelReturn", "guid customsCode ebpCode ebcCode agentCode copNo invtNo"),
    "CEB625": ("CEB626", "InvtRefundReturn", "guid customsCode ebpCode ebcCode agentCode copNo invtNo"),
}


def told(content: bytes, name: str) -> list[list[tuple[str, str]]]:
    """The elements of each record, by hand; the message must be in canonical form already."""
    root = etree.fromstring(content)
    assert etree.tostring(root, method="c14n") == content
    assert root.tag == f"{{{writer.SPACE}}}{name}Message" and root.attrib == {"guid": G(1), "version": "1.0"}
    return [[(etree.QName(e).localname, e.text or "") for e in record.iter() if not len(e)] for record in root]


def answered(content: bytes, language: str = "en") -> bytes:
    """The receipt that reading alone gives."""
    reading = read(content)
    with translation.override(language):
        answers = [
            receipts.answer_to(record, receipts.acceptance(reading.name, language), gettext)
            for record in reading.records
        ]
    return receipts.receipts(reading, answers, guid=G(1), guids=[G(70 + r.place) for r in reading.records], at=AT)


@pytest.mark.parametrize("kind", sorted(RECEIPTS))
def test_each_declaration_gets_its_own_receipt(kind: str) -> None:
    name, record, elements = RECEIPTS[kind]
    content = answered(writer.message(kind, [writer.of(kind, 1), writer.of(kind, 2, guid="short")]))
    assert {etree.QName(e).localname for e in etree.fromstring(content)} == {record}
    good, bad = told(content, name)
    assert [e for e, _ in good] == [*elements.split(), "returnStatus", "returnTime", "returnInfo"]
    assert [e for e, _ in bad] == [e for e, _ in good]
    status = {"CEB621": "2"}.get(kind, "120")
    assert dict(good)["returnStatus"] == status and dict(good)["returnTime"] == "20260302093000123"
    assert dict(good)["returnInfo"].startswith(f"[Code:{status};Desc:")
    assert dict(bad)["returnStatus"] == "-301" and "guid has 5 characters" in dict(bad)["returnInfo"]
    assert (dict(good)["guid"], dict(bad)["guid"]) == (G(71), G(72))
    last = elements.split()[1]
    assert dict(bad)[last] == dict(good)[last]
    back = read(content, expected=[name])
    assert [m.status for m in back.good] == [status, "-301"]


def test_the_words_of_a_receipt_follow_the_language() -> None:
    content = writer.message("CEB311", [writer.of("CEB311"), writer.of("CEB311", 2, currency=840)])
    assert (
        "海关入库" in answered(content, "zh-hans").decode()
        and "Received by customs" in answered(content, "en").decode()
    )


def test_a_receipt_of_a_record_with_nothing_in_it() -> None:
    content = answered(writer.message("CEB411", ["<ceb:Payment><ceb:PaymentHead/></ceb:Payment>"]))
    row = dict(told(content, "CEB412")[0])
    assert row["payCode"] == "" and row["returnStatus"] == "-206" and len(row["returnInfo"]) <= 1000


def test_a_whole_file_that_cannot_be_read_gets_a_format_error() -> None:
    reading = read(b"<!DOCTYPE a><a/>")
    content = receipts.format_error(reading, str, guid=G(1), at=AT)
    row = dict(told(content, "CEB900")[0])
    assert row["returnStatus"] == "-102" and "document type" in row["returnInfo"] and row["guid"] == G(1)


def bill(**changes) -> TaxBillMessage:
    lines = (TaxLine(1, "1901101000", 20000, 0, 1820, 0), TaxLine(2, "3304990049", 4000, 0, 364, 282))
    return replace(
        TaxBillMessage(
            G(5), AT, "350120261000000001", "T0001", 0, 2184, 282, "1", "", "350198T001", "350198T002", "350198L001",
            "350198A001", "3501", "FZ0000000001", "L000000000001", lines,
        ),
        **changes,
    )  # fmt: skip


def test_a_tax_bill_as_customs_sends_it_and_read_back() -> None:
    content = receipts.tax_bills([bill(), bill(guid=G(6), tax_no="T0002")], guid=G(1))
    first = told(content, "CEB816")[0]
    assert first[:8] == [
        ("guid", G(5)),
        ("returnTime", "20260302093000123"),
        ("invtNo", "350120261000000001"),
        ("taxNo", "T0001"),
        ("customsTax", "0.00"),
        ("valueAddedTax", "21.84"),
        ("consumptionTax", "2.82"),
        ("status", "1"),
    ]
    assert first[-6:] == [
        ("gnum", "2"),
        ("gcode", "3304990049"),
        ("taxPrice", "40.00"),
        ("customsTax", "0.00"),
        ("valueAddedTax", "3.64"),
        ("consumptionTax", "2.82"),
    ]
    assert read(content, expected=["CEB816"]).good == [bill(), bill(guid=G(6), tax_no="T0002")]


def test_a_tax_bill_whose_head_is_not_its_lines_is_neither_written_nor_taken() -> None:
    with pytest.raises(MessageUnwritable):
        receipts.tax_bills([bill(vat_fen=2185)], guid=G(1))
    content = receipts.tax_bills([bill()], guid=G(1)).replace(b">21.84<", b">21.85<", 1)
    assert [f.name for f in read(content, expected=["CEB816"]).bad[0].faults] == ["tax_total"]


@pytest.mark.parametrize(
    "changes", [{"status": "4"}, {"invt_no": "1" * 19}, {"guid": "x"}, {"lines": ()}, {"tax_no": ""}]
)
def test_what_the_layout_does_not_allow_is_not_written(changes: dict) -> None:
    if changes == {"lines": ()}:
        changes |= {"vat_fen": 0, "consumption_fen": 0}
    with pytest.raises(MessageUnwritable) as refusal:
        receipts.tax_bills([bill(**changes)], guid=G(1))
    assert refusal.value.sentence(str) and refusal.value.remedy(str)


def test_states_of_tax_bills() -> None:
    state = TaxStateMessage(G(5), AT, "350120261000000001", "T0001", "2", "E2026000001", "350198T001")
    content = receipts.tax_states([state], guid=G(1))
    assert told(content, "CEB818")[0] == [
        ("guid", G(5)),
        ("returnTime", "20260302093000123"),
        ("invtNo", "350120261000000001"),
        ("taxNo", "T0001"),
        ("status", "2"),
        ("entDutyNo", "E2026000001"),
        ("assureCode", "350198T001"),
    ]
    assert read(content, expected=["CEB818"]).good == [state]
    assert [f.name for f in read(content).faults] == ["root"]  # no declaration: nobody may send customs its own answers


def test_words_from_outside_cannot_become_elements() -> None:
    reading = read(writer.message("CEB411", [writer.of("CEB411", payCode="<a>&amp;]]>", payTime="1")]))
    made = receipts.receipts(
        reading,
        [receipts.Answer("-1", receipts.info_of([("-1", "</ceb:x>\x00\u202e&")]))],
        guid=G(1),
        guids=[G(2)],
        at=AT,
    )
    row = dict(told(made, "CEB412")[0])
    assert row["payCode"] == "<a>&amp;]]>" and row["returnInfo"] == "[Code:-1;Desc:</ceb:x>  &]"
