"""A client of the bank that is neither the product's channel nor the bank's own code: files by template, answers by XPath."""

import http.client
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from lxml import etree

from tests.counterparts import Counterpart

TRANSFER = """<PmtInf><PmtInfId>{number}-P</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-11-23</Dt></ReqdExctnDt>
<Dbtr><Nm>Payer</Nm></Dbtr><DbtrAcct><Id><Othr><Id>{debtor}</Id></Othr></Id></DbtrAcct><DbtrAgt><FinInstnId/></DbtrAgt>
<CdtTrfTxInf><PmtId><EndToEndId>{number}</EndToEndId></PmtId><Amt><InstdAmt Ccy="{currency}">{amount}</InstdAmt></Amt>
<Cdtr><Nm>Receiver</Nm></Cdtr><CdtrAcct><Id><Othr><Id>{creditor}</Id></Othr></Id></CdtrAcct>
<RmtInf><Ustrd>{document}</Ustrd></RmtInf></CdtTrfTxInf></PmtInf>"""
FILE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr><MsgId>M-1</MsgId>
<CreDtTm>2026-11-23T10:00:00+08:00</CreDtTm><NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>
<InitgPty><Nm>Zone</Nm></InitgPty></GrpHdr>{transfers}</CstmrCdtTrfInitn></Document>"""


@dataclass(frozen=True)
class Transfer:
    """One transfer to ask for."""

    number: str
    amount: str = "12.34"
    debtor: str = "6222001"
    creditor: str = "TREASURY"
    currency: str = "CNY"
    document: str = "bill-1"


def file_of(transfers: Sequence[Transfer], *, count: int | None = None, total: str | None = None) -> bytes:
    """A pain.001.001.09, with wrong sums where they are given."""
    inner = "".join(TRANSFER.format(**vars(transfer)) for transfer in transfers)
    summed = str(sum(Decimal(transfer.amount) for transfer in transfers))
    count = len(transfers) if count is None else count
    return FILE.format(count=count, total=total or summed, transfers=inner).encode()


def ask(
    to: Counterpart, method: str, path: str, body: bytes | None = None, *, ours: str = "zaiton"
) -> tuple[int, bytes]:
    """Status and content of an answer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_cert_chain(to.keys / f"{ours}.pem", to.keys / f"{ours}.key")
    context.load_verify_locations(to.keys / "ca.pem")
    context.check_hostname = False
    connection = http.client.HTTPSConnection(urlsplit(to.url).netloc, context=context, timeout=5)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def pay(bank: Counterpart, *transfers: Transfer) -> dict[str, tuple[str, str]]:
    """Status and reason of each transfer, by its number."""
    status, body = ask(bank, "POST", "/pain.001", file_of(transfers))
    assert status == 200
    return outcomes(body)


def outcomes(body: bytes) -> dict[str, tuple[str, str]]:
    """Status and reason of each transaction of a pain.002; of the whole file under a blank number."""
    root = etree.fromstring(body)
    group = root.find(".//{*}OrgnlGrpInfAndSts")
    found = {
        one(t, "OrgnlEndToEndId"): (one(t, "TxSts"), one(t, "StsRsnInf/Rsn/Cd")) for t in root.iter("{*}TxInfAndSts")
    }
    if one(group, "GrpSts"):
        found[""] = (one(group, "GrpSts"), one(group, "StsRsnInf/Rsn/Cd"))
    return found


def one(element: etree._Element, path: str) -> str:
    """The text at a path; blank where there is none."""
    found = element.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    return found.text or "" if found is not None else ""


@dataclass(frozen=True)
class Day:
    """A statement, read."""

    number: str
    opening: Decimal
    closing: Decimal
    lines: dict[str, Decimal]


def day_of(bank: Counterpart, day: str, account: str = "TREASURY") -> Day:
    """The camt.053 of a day. Numbers of lines are unique in the tests; a return has ``/back`` behind its number."""
    status, body = ask(bank, "GET", f"/camt.053/{day}?account={account}")
    assert status == 200
    statement = etree.fromstring(body).find(".//{*}Stmt")
    balances = {one(b, "Tp/CdOrPrtry/Cd"): signed(b) for b in statement.iter("{*}Bal")}
    lines = {}
    for entry in statement.iter("{*}Ntry"):
        number = one(entry, "NtryDtls/TxDtls/Refs/EndToEndId")
        lines[number + ("/back" if one(entry, "RvslInd") == "true" else "")] = signed(entry)
    return Day(one(statement, "Id"), balances["OPBD"], balances["CLBD"], lines)


def signed(element: etree._Element) -> Decimal:
    """The amount of a balance or entry, negative for a debit."""
    return Decimal(one(element, "Amt")) * (1 if one(element, "CdtDbtInd") == "CRDT" else -1)
