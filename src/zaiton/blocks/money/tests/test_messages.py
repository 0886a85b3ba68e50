"""Messages of ISO 20022: what is written and read, and that whatever comes is either read or refused, never anything else."""

from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.channels.iso20022 import pain001, read_camt053, read_camt054, read_pain002
from zaiton.blocks.money.domain.channels import Order, Party
from zaiton.blocks.money.domain.message_refusals import MessageHostile, MessageUnfit

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HEAD = "<GrpHdr><MsgId>{message}</MsgId><CreDtTm>2026-11-23T10:00:00+08:00</CreDtTm></GrpHdr>"
STATUS = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"><CstmrPmtStsRpt><GrpHdr><MsgId>S1</MsgId>
<CreDtTm>2026-11-23T10:00:00+08:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId>
<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>{rows}</CstmrPmtStsRpt></Document>"""
ROW = """<OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>{number}</OrgnlEndToEndId>
<TxSts>{status}</TxSts>{reason}</TxInfAndSts></OrgnlPmtInfAndSts>"""
REASON = "<StsRsnInf><Rsn><Cd>AM04</Cd></Rsn><AddtlInf>no money</AddtlInf></StsRsnInf>"
DAY = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId>
<CreDtTm>2026-11-23T10:00:00+08:00</CreDtTm></GrpHdr><Stmt><Id>S-1</Id><CreDtTm>2026-11-23T10:00:00+08:00</CreDtTm>
<Acct><Id><Othr><Id>TREASURY</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-23</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">6.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-23</Dt></Dt></Bal>
<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>9.50</Sum></TtlNtries></TxsSummry>{first}{second}</Stmt></BkToCstmrStmt></Document>"""
ENTRY = """<Ntry><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-23</Dt></BookgDt>
<AcctSvcrRef>BK</AcctSvcrRef><BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd><NtryDtls>{details}</NtryDtls></Ntry>"""
DETAIL = "<TxDtls><Refs><EndToEndId>{number}</EndToEndId></Refs>{amount}</TxDtls>"
GOOD = DAY.format(
    first=ENTRY.format(amount="7.50", way="CRDT", details=DETAIL.format(number="E1", amount="")),
    second=ENTRY.format(
        amount="2.00",
        way="DBIT",
        details="".join(DETAIL.format(number=n, amount='<Amt Ccy="CNY">1.00</Amt>') for n in ("E2", "E3")),
    ),
).encode()
SCHEMA = ("pain001", "templates/pain.001.001.09/pain.001.001.09.xsd")


def order(number: str = "N1", currency: str = "CNY", amount: int = 1234, **parties: Party) -> Order:
    """An order."""
    sides = {
        "debtor": Party("付款人 & Söhne <1>", "6222"),
        "creditor": Party("Treasury", "TREASURY", "BKCHCNBJ"),
        **parties,
    }
    return Order(
        number=number, purpose="debit", amount=amount, currency=currency, document="bill/1", requested_on=date(2026, 11, 23), made_at=AT, **sides
    )  # fmt: skip


def test_orders_keep_to_the_published_schema_and_add_up() -> None:
    """Every currency with its decimals, numbers of every kind of account, several orders in one file."""
    orders = [
        order(),
        order("N2", "JPY", 300, debtor=Party("P", "DE89370400440532013000", "a bank by name")),
        order("N3", "KWD", 1),
    ]
    content = pain001(orders, at=AT)
    root = etree.fromstring(content)
    amounts = {a.get("Ccy"): a.text for a in root.iter("{*}InstdAmt")}
    assert amounts == {"CNY": "12.34", "JPY": "300", "KWD": "0.001"}
    assert root.find(".//{*}GrpHdr/{*}CtrlSum").text == "312.341" and root.find(".//{*}GrpHdr/{*}NbOfTxs").text == "3"
    spec = find_spec(SCHEMA[0])
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the optional group with the schemas is not installed")
    etree.XMLSchema(file=str(Path(spec.submodule_search_locations[0], SCHEMA[1]))).assertValid(root)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("RCVD", "received"),
        ("ACTC", "received"),
        ("ACSP", "pending"),
        ("PDNG", "pending"),
        ("ACSC", "settled"),
        ("RJCT", "rejected"),
    ],
)
def test_states_are_read(status: str, outcome: str) -> None:
    """Each with its reason."""
    rows = ROW.format(number="N1", status=status, reason=REASON) + ROW.format(number="N2", status="ACSC", reason="")
    reply = read_pain002(STATUS.format(group="", rows=rows).encode(), "N1")
    assert (reply.outcome, reply.code, reply.words) == (outcome, "AM04", "no money")


def test_a_refused_file_refuses_its_orders() -> None:
    """The state of the group counts where nothing is said of the order itself."""
    group = f"<GrpSts>RJCT</GrpSts>{REASON}"
    assert read_pain002(STATUS.format(group=group, rows="").encode(), "N1").outcome == "rejected"


@pytest.mark.parametrize(
    "rows",
    [
        "",
        ROW.format(number="N2", status="ACSC", reason=""),
        ROW.format(number="N1", status="WHAT", reason=""),
        ROW.format(number="N1", status="", reason=""),
        ROW.format(number="N1", status="ACSC", reason="") + ROW.format(number="N1", status="RJCT", reason=REASON),
    ],
)
def test_a_state_that_says_nothing_usable_is_refused(rows: str) -> None:
    """Of another order, unknown, missing, or two that contradict each other."""
    with pytest.raises(MessageUnfit):
        read_pain002(STATUS.format(group="", rows=rows).encode(), "N1")


def test_a_statement_is_read_to_its_single_transactions() -> None:
    """A batch is as many lines as it has transactions."""
    found = read_camt053(GOOD)
    assert [(line.reference, line.amount) for line in found.lines] == [("E1", 750), ("E2", -100), ("E3", -100)]
    assert (found.number, found.opening, found.closing, found.day) == ("S-1", 100, 650, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"6.50", b"6.51"),
        (b"<NbOfNtries>2", b"<NbOfNtries>3"),
        (b"<Sum>9.50", b"<Sum>9.51"),
        (b"<Sum>9.50", b"<Sum>nothing"),
        (b'<Amt Ccy="CNY">7.50', b'<Amt Ccy="CNY">7.505'),
        (b'<Amt Ccy="CNY">7.50', b'<Amt Ccy="CNY">-7.50'),
        (b'<Amt Ccy="CNY">7.50', b'<Amt Ccy="CNY">NaN'),
        (b'<Amt Ccy="CNY">7.50', b'<Amt Ccy="USD">7.50'),
        (b'<Amt Ccy="CNY">7.50', b'<Amt Ccy="XXXX">7.50'),
        (b'<Amt Ccy="CNY">7.50', b"<Amt>7.50"),
        (b'"CNY">1.00</Amt></TxDtls>', b'"CNY">1.01</Amt></TxDtls>'),
        (b"<Cd>OPBD</Cd>", b"<Cd>CLBD</Cd>"),
        (b"<Cd>CLBD</Cd>", b"<Cd>CLAV</Cd>"),
        (b"<BookgDt><Dt>2026-11-23", b"<BookgDt><Dt>2026-13-23"),
        (b"<CdtDbtInd>DBIT", b"<CdtDbtInd>LEFT"),
        (b"camt.053.001.08", b"camt.052.001.08"),
        (b"<Id>S-1</Id>", b""),
        (b"<Id>S-1</Id>", b"<Id>" + b"S" * 36 + b"</Id>"),
        (b"</Stmt>", b"</Stmt><Stmt/>"),
    ],
)
def test_a_statement_whose_figures_do_not_agree_is_refused(old: bytes, new: bytes) -> None:
    """One change each."""
    assert old in GOOD
    with pytest.raises(MessageUnfit):
        read_camt053(GOOD.replace(old, new))


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "content",
    [
        BOMB + GOOD.replace(b"<Id>S-1", b"<Id>&b;"),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + GOOD,
        b'<?xml version="1.0"?><!DOCTYPE x PUBLIC "a" "http://127.0.0.1/x.dtd">' + GOOD,
        GOOD.decode().encode("utf-16"),
        GOOD.replace(b"<Stmt>", b"<a>" * 40 + b"<Stmt>", 1).replace(b"</Stmt>", b"</Stmt>" + b"</a>" * 40, 1),
        b"<a>" * 4_000_001,
    ],
)
def test_hostile_xml_is_not_read(content: bytes) -> None:
    """Entities, things from outside, other encodings, depth, number."""
    for reader in (read_camt053, read_camt054, lambda body: read_pain002(body, "N1")):
        with pytest.raises((MessageHostile, MessageUnfit)):
            reader(content)
    if b"<a>" * 41 not in content[:200]:
        with pytest.raises(MessageHostile):
            read_camt053(content)


def test_size_is_limited_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is parsed beyond it."""
    monkeypatch.setattr("zaiton.blocks.money.actions.channels.iso20022.parsing.BYTES_MOST", 100)
    with pytest.raises(MessageHostile):
        read_camt053(GOOD)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_comes_is_read_or_refused(data: st.DataObject) -> None:
    """Bytes changed, cut out, doubled or put in anywhere: the same statement, another one that adds up, or a refusal."""
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)))
    put = data.draw(
        st.one_of(
            st.binary(max_size=20), st.just(GOOD[start:end] * 2), st.sampled_from([b"<", b"&#0;", b"]]>", b"\xff"])
        )
    )
    for reader in (read_camt053, read_camt054, lambda body: read_pain002(body, "N1")):
        try:
            reader(GOOD[:start] + put + GOOD[end:])
        except Refusal:
            continue
