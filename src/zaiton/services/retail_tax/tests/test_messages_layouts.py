"""Layouts are data: complete as supplied, replaced by the operator's own, and checked before a message is read by them."""

from importlib.resources import files
from pathlib import Path

import pytest

from zaiton.services.retail_tax.domain.messages_customs import DECLARATIONS
from zaiton.services.retail_tax.domain.messages_refusals import LayoutUnfit
from zaiton.services.retail_tax.queries.messages_layouts import answers, around, known, names
from zaiton.services.retail_tax.queries.messages_reading import read
from zaiton.services.retail_tax.tests import ceb_writer as writer


def supplied(name: str) -> str:
    return files("zaiton.services.retail_tax").joinpath(f"data/messages/{name}.yaml").read_text("utf-8")


@pytest.fixture
def own(tmp_path: Path, settings):
    """Puts a file of the operator's own in place."""
    folder = tmp_path / "retail_tax" / "messages"
    folder.mkdir(parents=True)
    settings.ZAITON_HOME = tmp_path
    return lambda name, text: (folder / f"{name}.yaml").write_text(text, "utf-8")


def test_every_layout_as_supplied_is_fit_and_says_that_it_is_unverified() -> None:
    assert len(names()) == 17
    for name in names():
        layout = known(name).layout
        assert layout.status == "unverified" and layout.document and layout.title.zh and len(layout.digest) == 64
    assert all(known(name).layout.receipt for name in DECLARATIONS)
    assert around().namespace == writer.SPACE and around().exchange == writer.EXCHANGE
    assert answers().acceptance("CEB311") == "120" and answers().acceptance("CEB621") == "2"


@pytest.mark.parametrize("kind", sorted(writer.TABLES))
def test_the_elements_are_those_of_the_second_writer_in_its_order(kind: str) -> None:
    layout = known(kind).layout
    record, head, of_head, line, of_line = writer.TABLES[kind]
    assert (layout.record, layout.head.element) == (record, head)
    assert layout.head.names == tuple(of_head.split())
    assert (layout.lines.names if layout.lines else ()) == tuple(of_line.split())
    assert (layout.lines.element if layout.lines else "") == line


def test_a_file_of_the_operator_is_used_at_once(own) -> None:
    content = writer.message("CEB411", [writer.of("CEB411", payerName="陈" * 61)])
    assert [fault.name for fault in read(content).bad[0].faults] == ["length"]
    own(
        "CEB411",
        supplied("CEB411").replace(
            "{name: payerName, type: text, length: 60", "{name: payerName, type: text, length: 61"
        ),
    )
    assert read(content).good[0].payer_name == "陈" * 61
    own("CEB411", supplied("CEB411").replace("payerName, type: text, length: 60", "payerName, type: text, length: 9"))
    assert [fault.allowed for fault in read(content).bad[0].faults] == ["≤ 9"]


def test_an_element_may_be_added_by_the_operator(own) -> None:
    text = supplied("CEB411")
    own("CEB411", text + "      - {name: payerPhone, type: digits, length: 11, required: true}\n")
    assert [f.element for f in read(writer.message("CEB411", [writer.of("CEB411")])).bad[0].faults] == ["payerPhone"]
    record = writer.of("CEB411").replace(
        "</ceb:PaymentHead>", "<ceb:payerPhone>13800000000</ceb:payerPhone></ceb:PaymentHead>"
    )
    assert read(writer.message("CEB411", [record])).good


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("message: CEB411", "message: CEB311", "message"),
        ("name: amountPaid", "name: paid", "amountPaid"),
        ("name: amountPaid, type: amount", "name: amountPaid, type: decimal", "amountPaid"),
        (
            "name: amountPaid, type: amount, digits: 19, places: 5, required: true",
            "name: amountPaid, type: amount, digits: 19, places: 5",
            "amountPaid",
        ),
        ("digits: 19", "digits: 20", "amountPaid"),
        ("type: time, required: true}\n      - {name: note", "type: moment}\n      - {name: note", "payTime"),
        ("length: 36", "length: 0", "guid"),
        ("length: 36", "length: yes", "guid"),
        ('codes: ["142"]', "codes: []", "currency"),
        ("most: 10000", "most: 0", "most"),
        ("status: unverified", "status: sure", "status"),
        ("name: telephone", "name: orderNo", "fields"),
        ("name: telephone", "name: tele phone", "name"),
        ("record: Payment", "record: Pay/ment", "record"),
        ("receipt: CEB412", "receipt: CEB413", "receipt"),
        ("message: CEB411", "message: [", "YAML"),
        ("message: CEB411", "message: !!python/object/apply:os.system [id]", "YAML"),
    ],
)
def test_a_layout_that_cannot_be_read_by_is_refused_by_name(own, old: str, new: str, what: str) -> None:
    assert old in supplied("CEB411")
    own("CEB411", supplied("CEB411").replace(old, new, 1))
    with pytest.raises(LayoutUnfit) as refusal:
        read(writer.message("CEB411", [writer.of("CEB411")]))
    assert refusal.value.data["what"] == what and refusal.value.remedy(str)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("answers", 'hostile: "-102"', 'hostile: "no"'),
        ("answers", 'hostile: "-102"', 'hostil: "-102"'),
        ("answers", 'default: "120"', 'default: "121"'),
        ("answers", '  13: "100"', '  14: "100"'),
        ("answers", "faults:", "fault:"),
        ("envelope", "least_bits: 1024", "least_bits: 512"),
        ("envelope", "receivers: 5", "receivers: 0"),
        ("envelope", "name: dxpId", "name: dxpNo"),
        ("envelope", "methods: [", "methods: [1, "),
        ("envelope", "namespace: http", "namespaces: http"),
    ],
)
def test_codes_and_surroundings_that_are_unfit_are_refused(own, name: str, old: str, new: str) -> None:
    assert old in supplied(name)
    own(name, supplied(name).replace(old, new, 1))
    with pytest.raises(LayoutUnfit):
        read(writer.message("CEB411", [writer.of("CEB411")]))


def test_the_code_of_a_fault_is_the_installations(own) -> None:
    own("answers", supplied("answers").replace('length: "-301"', 'length: "-999"'))
    fault = read(writer.message("CEB411", [writer.of("CEB411", guid="1")])).bad[0].faults[0]
    assert (fault.name, fault.code) == ("length", "-999")
