"""Files that want to deceive or to hurt: each trick by name, with the published schema and, where it is not installed, without."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.channels.iso20022 import (
    opened,
    pain001,
    parsing,
    read_camt053,
    read_camt054,
    read_pain001,
    read_pain002,
)
from zaiton.blocks.money.domain import message_refusals as refused
from zaiton.blocks.money.tests.test_messages import AT, DETAIL, ENTRY, GOOD, REASON, ROW, STATUS, order

ORDERS = pain001([order(), order("N2", amount=1)], at=AT)
STATE = STATUS.format(group="", rows=ROW.format(number="N1", status="RJCT", reason=REASON)).encode()
XSI = b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def swapped(content: bytes, old: bytes, new: bytes) -> bytes:
    """The content with the first ``old`` changed, which must be there."""
    assert old in content
    return content.replace(old, new, 1)


def canonical(content: bytes) -> str:
    """The document without comments, prefixes and spaces around texts, as another parser sees it."""
    return ElementTree.canonicalize(content.decode("utf-8-sig"), strip_text=True, rewrite_prefixes=True)


@pytest.fixture(params=["schema", "no schema"])
def schema(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """With the published schemas, and without them."""
    if request.param == "no schema":
        monkeypatch.setattr(parsing, "schema_check", lambda root, name: False)
        return False
    if not opened(GOOD).validated:
        pytest.skip("the optional group with the schemas is not installed")
    return True


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a document type", b"<!DOCTYPE a>" + GOOD, refused.MessageHostile),
        ("a document type split", b"<!<!--DOCTYPE a>" + GOOD, refused.MessageHostile),
        ("an entity behind a comment", b"<!-- x --><!DOCTYPE a [<!ENTITY b 'c'>]>" + GOOD, refused.MessageHostile),
        (
            "another encoding declared",
            b"<?xml version='1.0' encoding='ISO-8859-1'?>" + GOOD,
            refused.MessageEncoded,
        ),
        ("UTF-7 declared", b'<?xml version="1.0"  encoding = "UTF-7" ?>' + GOOD, refused.MessageEncoded),
        ("UTF-16 with mark", GOOD.decode().encode("utf-16"), refused.MessageEncoded),
        ("UTF-16 without mark", GOOD.decode().encode("utf-16-be"), refused.MessageEncoded),
        ("bytes that are no UTF-8", swapped(GOOD, b"<Id>S-1", b"<Id>S\xe4"), refused.MessageNotXml),
        ("nothing", b"", refused.MessageNotXml),
        ("JSON", b'{"Document": 1}', refused.MessageNotXml),
        ("cut off", GOOD[: len(GOOD) // 2], refused.MessageNotXml),
        ("too deep", swapped(GOOD, b"<Stmt>", b"<Stmt>" + b"<a>" * 40 + b"</a>" * 40), refused.MessageTooDeep),
        ("far too deep", b"<a>" * 5000, refused.MessageNotXml),
        ("another root", GOOD.replace(b"Document", b"Dokument"), refused.MessageOther),
        ("no namespace", re.sub(rb' xmlns="[^"]*"', b"", GOOD), refused.MessageOther),
        ("another version", GOOD.replace(b"camt.053.001.08", b"camt.053.001.02"), refused.MessageOther),
        ("another message", GOOD.replace(b"camt.053.001.08", b"camt.052.001.08"), refused.MessageOther),
        ("an order for a statement", ORDERS, refused.MessageOther),
    ],
)
def test_what_is_not_the_message_is_not_read(name: str, content: bytes, code: type[Refusal], schema: bool) -> None:
    """Told by its own refusal, and before the schema is asked."""
    with pytest.raises(code) as caught:
        read_camt053(content)
    assert type(caught.value) is code, name


TRICKS = {
    "a second amount": (b"<CdtDbtInd>DBIT", b'<Amt Ccy="CNY">9.00</Amt><CdtDbtInd>DBIT'),
    "an amount in an amount": (b"7.50</Amt>", b"7.50<b/></Amt>"),
    "text between elements": (b"<Stmt>", b"<Stmt>7"),
    "an amount of another namespace": (
        b'<Amt Ccy="CNY">7.50</Amt>',
        b'<x:Amt xmlns:x="urn:x" Ccy="CNY">7.50</x:Amt>',
    ),
    "a type of its own": (b"<Stmt>", b"<Stmt " + XSI + b' xsi:type="Other">'),
    "nil": (b'<Amt Ccy="CNY">7.50', b"<Amt " + XSI + b' xsi:nil="true" Ccy="CNY">7.50'),
    "an attribute of its own": (b"<Stmt>", b'<Stmt id="1">'),
    "an unknown direction": (b"<CdtDbtInd>DBIT", b"<CdtDbtInd>DEBIT"),
    "a state that is missing": (b"<Sts><Cd>BOOK</Cd></Sts>", b""),
    "an exponent": (b">7.50<", b">75E-1<"),
    "a minus": (b">7.50<", b">-7.50<"),
    "not a number": (b">7.50<", b">NaN<"),
    "endless": (b">7.50<", b">INF<"),
    "figures of another script": (b">7.50<", "\uff17.50".encode().join((b">", b"<"))),
    "an underscore": (b">7.50<", b">7_.50<"),
    "a thousands sign": (b">7.50<", b">7,.50<"),
    "a figure too long": (b">7.50<", b">" + b"9" * 40 + b"<"),
    "no currency": (b'<Amt Ccy="CNY">7.50', b"<Amt>7.50"),
    "a currency in small letters": (b'<Amt Ccy="CNY">7.50', b'<Amt Ccy="cny">7.50'),
    "a day that is none": (b"<BookgDt><Dt>2026-11-23", b"<BookgDt><Dt>2026-02-30"),
    "a day with a tail": (b"<BookgDt><Dt>2026-11-23", b"<BookgDt><Dt>2026-11-23x"),
    "a day in another form": (b"<BookgDt><Dt>2026-11-23", b"<BookgDt><Dt>20261123"),
    "a week": (b"<BookgDt><Dt>2026-11-23", b"<BookgDt><Dt>2026-W48-1"),
    "a number too long": (b"<EndToEndId>E1", b"<EndToEndId>" + b"E" * 36),
    "no statement": (b"<Stmt>", b"<Stmt><Id>S-0</Id>"),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_is_refused_with_and_without_the_schema(trick: str, schema: bool) -> None:
    """What could lead to another booking than the bank made."""
    with pytest.raises(refused.MessageUnfit):
        read_camt053(swapped(GOOD, *TRICKS[trick]))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"6.50", b"6.51", refused.MessageBalancesWrong),
        (b"<NbOfNtries>2", b"<NbOfNtries>1", refused.MessageTotalsWrong),
        (b"<Sum>9.50", b"<Sum>9.49", refused.MessageTotalsWrong),
        (b">7.50<", b">7.505<", refused.MessageAmountUnfit),
        (b'<Amt Ccy="CNY">7.50', b'<Amt Ccy="USD">7.50', refused.MessageCurrenciesMixed),
        (b'<Amt Ccy="CNY">1.00</Amt><CdtDbtInd>', b'<Amt Ccy="USD">1.00</Amt><CdtDbtInd>', refused.MessageCurrenciesMixed),
        (b'"CNY">1.00</Amt></TxDtls>', b'"USD">1.00</Amt></TxDtls>', refused.MessageCurrenciesMixed),
        (b'"CNY">1.00</Amt></TxDtls>', b'"CNY">1.01</Amt></TxDtls>', refused.MessageTotalsWrong),
        (b"<Cd>CLBD</Cd>", b"<Cd>CLAV</Cd>", refused.MessageLacks),
        (b"<Cd>OPBD</Cd>", b"<Cd>CLBD</Cd>", refused.MessageTwice),
        (
            b"</Id><CreDtTm>",
            b"</Id><StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn><CreDtTm>",
            refused.MessageInPart,
        ),
        (
            b"</Sum></TtlNtries>",
            b"</Sum><TtlNetNtry><Amt>5.51</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry></TtlNtries>",
            refused.MessageTotalsWrong,
        ),
        (b"</TtlNtries>", b"</TtlNtries><TtlCdtNtries><Sum>7.51</Sum></TtlCdtNtries>", refused.MessageTotalsWrong),
        (
            b"</TtlNtries>",
            b"</TtlNtries><TtlDbtNtries><NbOfNtries>2</NbOfNtries></TtlDbtNtries>",
            refused.MessageTotalsWrong,
        ),
    ],
)  # fmt: skip
def test_figures_that_lie_are_told_by_name(old: bytes, new: bytes, code: type[Refusal], schema: bool) -> None:
    """Valid by the schema, and still refused."""
    with pytest.raises(code) as caught:
        read_camt053(swapped(GOOD, old, new))
    assert type(caught.value) is code and "{" not in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"7<!-- -->.50", b"<!-- 1 -->7.50", b"7.5<?a b?>0", b"<![CDATA[7.5]]>0", b"&#55;.50"]
)
def test_an_amount_is_read_whole(content: bytes, schema: bool) -> None:
    """A comment, an instruction or a section amid an amount does not cut it: the parts make one text, as for every other reader."""
    assert read_camt053(swapped(GOOD, b"7.50", content)) == read_camt053(GOOD)


def test_what_changes_nothing_is_read_alike(schema: bool) -> None:
    """A prefix, a mark at the beginning, where the schema lies, the sender's own envelope, spaces."""
    prefixed = re.sub(rb"<(/?)(?=[A-Z])", rb"<\1i:", GOOD).replace(b"xmlns=", b"xmlns:i=")
    envelope = b"</Stmt><SplmtryData><Envlp><own xmlns='urn:own' a='1'>x</own></Envlp></SplmtryData></BkToCstmrStmt>"
    for same in (
        prefixed,
        b"\xef\xbb\xbf" + GOOD,
        b"<?xml version='1.0' encoding='utf-8'?>\n" + GOOD,
        swapped(GOOD, b"<Document ", b"<Document " + XSI + b' xsi:schemaLocation="a b" '),
        swapped(GOOD, b"</Stmt></BkToCstmrStmt>", envelope),
        swapped(GOOD, b"</Sum></TtlNtries>", b"</Sum><TtlNetNtry><Amt>5.5</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry></TtlNtries>"),
        GOOD.replace(b">7.50<", b"> 7.50\n<"),
    ):  # fmt: skip
        assert read_camt053(same) == read_camt053(GOOD)


def test_lines_without_a_number_and_lines_of_nothing(schema: bool) -> None:
    """A blank reference is matched by amount and day; an entry of zero moves nothing; an announced one is not booked."""
    none = ENTRY.format(amount="0.00", way="CRDT", details=DETAIL.format(number="E9", amount=""))
    later = none.replace("0.00", "4.00").replace("BOOK", "PDNG")
    content = swapped(GOOD, b"<EndToEndId>E1", b"<EndToEndId>NOTPROVIDED")
    content = swapped(content, b"<Ntry>", (none + later + "<Ntry>").encode())
    content = swapped(content, b"<NbOfNtries>2</NbOfNtries><Sum>9.50", b"<NbOfNtries>4</NbOfNtries><Sum>13.50")
    assert [line.reference for line in read_camt053(content).lines] == ["", "E2", "E3"]


def test_the_day_of_a_moment_is_the_bank_s() -> None:
    """As it stands there, whatever the hour in other zones."""
    late = swapped(GOOD, b"<BookgDt><Dt>2026-11-23</Dt>", b"<BookgDt><DtTm>2026-11-22T23:59:59.9+08:00</DtTm>")
    assert [str(line.booked_on) for line in read_camt053(late).lines] == ["2026-11-22", "2026-11-23", "2026-11-23"]
    with pytest.raises(refused.MessageUnfit):
        read_camt053(swapped(late, b"T23:59", b" 23:59"))


def test_words_of_people_come_without_what_cannot_be_seen() -> None:
    """Wide spaces and marks of direction are in names of real companies."""
    words = "<RmtInf><Ustrd>税\u3000单\u200b 1</Ustrd><Ustrd>2</Ustrd></RmtInf></TxDtls>".encode()
    assert read_camt053(swapped(GOOD, b"</TxDtls>", words)).lines[0].words == "税 单 1 2"


@pytest.mark.parametrize("code", ["AM05", "DUPL", "DU04"])
def test_refused_because_it_came_before_is_no_refusal(code: str) -> None:
    """What came before may have been paid: it counts as received, and is asked for; as the answer to that it is one."""
    again = STATE.replace(b"AM04", code.encode())
    assert read_pain002(again, "N1").outcome == "received" and read_pain002(again, "N1").code == code
    assert read_pain002(again, "N1", asked=True).outcome == "rejected" == read_pain002(STATE, "N1").outcome


def test_a_part_speaks_for_its_order_and_the_order_for_itself() -> None:
    """The narrowest word counts."""
    part = "<OrgnlPmtInfAndSts><OrgnlPmtInfId>{}</OrgnlPmtInfId><PmtInfSts>{}</PmtInfSts>{}</OrgnlPmtInfAndSts>"
    row = "<TxInfAndSts><OrgnlEndToEndId>N1</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>"

    def outcome(rows: str, group: str = "<GrpSts>PDNG</GrpSts>") -> str:
        return read_pain002(STATUS.format(group=group, rows=rows).encode(), "N1").outcome

    assert outcome(part.format("N1", "RJCT", "")) == "rejected"
    assert outcome(part.format("N2", "RJCT", "")) == "pending"
    assert outcome(part.format("N1", "RJCT", row)) == "settled"
    with pytest.raises(refused.MessageSilent):
        outcome(part.format("N2", "RJCT", ""), group="")
    with pytest.raises(refused.MessageAmbiguous):
        outcome(part.format("N1", "RJCT", "") + part.format("N1", "ACSC", ""))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b">N2</EndToEndId>", b">N1</EndToEndId>", refused.MessageNumberTwice),
        (b"<NbOfTxs>2", b"<NbOfTxs>3", refused.MessageTotalsWrong),
        (b"<CtrlSum>12.35", b"<CtrlSum>12.36", refused.MessageTotalsWrong),
        (b"<CtrlSum>12.34<", b"<CtrlSum>12.33<", refused.MessageTotalsWrong),
        (b'<InstdAmt Ccy="CNY">12.34', b'<InstdAmt Ccy="CNY">12.341', refused.MessageAmountUnfit),
        (b'<InstdAmt Ccy="CNY">0.01', b'<InstdAmt Ccy="CNY">0.00', refused.MessageUnfit),
        (b'<InstdAmt Ccy="CNY">12.34', b'<InstdAmt Ccy="JPY">12.34', refused.MessageAmountUnfit),
    ],
)
def test_a_file_of_orders_is_held_to_its_own_figures(old: bytes, new: bytes, code: type[Refusal], schema: bool) -> None:
    """Double numbers, wrong sums of file and part, decimals that the currency does not have."""
    with pytest.raises(code):
        read_pain001(swapped(ORDERS, old, new))


def test_limits_come_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Size and number of tags."""
    monkeypatch.setattr(parsing, "TAGS_MOST", 20)
    with pytest.raises(refused.MessageTooManyTags):
        read_camt053(GOOD)
    monkeypatch.setattr(parsing, "BYTES_MOST", len(GOOD) - 1)
    with pytest.raises(refused.MessageTooLarge):
        read_camt053(GOOD)


READERS: tuple[tuple[bytes, Callable[[bytes], Any]], ...] = (
    (GOOD, read_camt053),
    (GOOD.replace(b"camt.053", b"camt.054"), read_camt054),
    (ORDERS, read_pain001),
    (STATE, lambda content: read_pain002(content, "N1")),
)
PIECES = [
    b"<",
    b">",
    b"&",
    b"-",
    b"0",
    b"E",
    b"<!--",
    b"-->",
    b"&#0;",
    b"]]>",
    b"\xff",
    b"\0",
    b"</Amt>",
    b"\xef\xbb\xbf",
]


@pytest.mark.parametrize("bare", [False, True])
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_changed_bytes_are_read_alike_or_refused(bare: bool, data: st.DataObject) -> None:
    """Two changes anywhere, with and without the schema: the same, another whose figures agree, or a refusal; no other end."""
    good, read = data.draw(st.sampled_from(READERS))
    content = good
    for _ in range(data.draw(st.integers(1, 2))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 30)))
        put = data.draw(
            st.one_of(st.binary(max_size=8), st.sampled_from(PIECES), st.just(content[start:end] * 2), st.just(b""))
        )
        content = content[:start] + put + content[end:]
    with pytest.MonkeyPatch.context() as patch:
        if bare:
            patch.setattr(parsing, "schema_check", lambda root, name: False)
        try:
            found = read(content)
        except (refused.MessageHostile, refused.MessageUnfit):
            return
    if read is read_camt053:
        assert found.opening + sum(line.amount for line in found.lines) == found.closing
    if canonical(content) == canonical(good):
        assert found == read(good)
