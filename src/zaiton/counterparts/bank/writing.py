"""The bank's own messages: pain.002.001.12 of an order, camt.053.001.08 of a day, camt.054.001.08 of one booking."""

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime

from lxml import etree

from zaiton.counterparts.bank.reading import decimals

BASE = "urn:iso:std:iso:20022:tech:xsd:"
STATUS, STATEMENT, NOTICE = "pain.002.001.12", "camt.053.001.08", "camt.054.001.08"
CODES = {"pending": "PDNG", "settled": "ACSC", "returned": "ACSC", "rejected": "RJCT"}
MOST_WORDS, MOST_NAME, MOST_REMITTANCE = 105, 140, 140


def status(
    rows: Iterable[sqlite3.Row],
    *,
    message: str,
    original: str,
    at: datetime,
    duplicates: Iterable[tuple[str, str]] = (),
) -> bytes:
    """The state of each payment of the file ``original``; ``duplicates`` are numbers (with their part) refused by AM05."""
    root, report = _document(STATUS, "CstmrPmtStsRpt")
    _head(report, message, at)
    group = _put(report, "OrgnlGrpInfAndSts")
    _put(group, "OrgnlMsgId", original)
    _put(group, "OrgnlMsgNmId", "pain.001.001.09")
    for row in rows:
        settled = row["settled_on"] if row["state"] in {"settled", "returned"} else None
        code = CODES[row["state"]]
        transaction = _transaction(report, row["part"], row["number"], code, row["code"], row["words"])
        _put(transaction, "AccptncDtTm", row["taken_at"])
        if settled:
            _put(transaction, "AcctSvcrRef", row["reference"])
            _put(_put(transaction, "OrgnlTxRef"), "IntrBkSttlmDt", settled)
    for number, part in duplicates:
        _transaction(report, part, number, "RJCT", "AM05", "The number was used before for another payment.")
    return _bytes(root)


def refused(words: str, *, message: str, original: str, at: datetime) -> bytes:
    """A whole file refused (FF01)."""
    root, report = _document(STATUS, "CstmrPmtStsRpt")
    _head(report, message, at)
    group = _put(report, "OrgnlGrpInfAndSts")
    _put(group, "OrgnlMsgId", original[:35])
    _put(group, "OrgnlMsgNmId", "pain.001.001.09")
    _put(group, "GrpSts", "RJCT")
    _reason(group, "FF01", words)
    return _bytes(root)


def _transaction(report: etree._Element, part: str, number: str, code: str, reason: str, words: str) -> etree._Element:
    payment = _put(report, "OrgnlPmtInfAndSts")
    _put(payment, "OrgnlPmtInfId", part or "NOTPROVIDED")
    transaction = _put(payment, "TxInfAndSts")
    _put(transaction, "OrgnlEndToEndId", number)
    _put(transaction, "TxSts", code)
    if reason:
        _reason(transaction, reason, words)
    return transaction


def _reason(above: etree._Element, code: str, words: str) -> None:
    reason = _put(above, "StsRsnInf")
    _put(_put(reason, "Rsn"), "Cd", code)
    _put(reason, "AddtlInf", _plain(words)[:MOST_WORDS])


def statement(
    account: sqlite3.Row, day: date, rows: list[sqlite3.Row], *, opening: int, number: str, at: datetime, lie: int = 0
) -> bytes:
    """The account's day. ``lie`` is added to the closing balance."""
    root, report = _document(STATEMENT, "BkToCstmrStmt")
    _head(report, f"M{number}"[:35], at)
    found = _put(report, "Stmt")
    _put(found, "Id", number)
    _put(found, "CreDtTm", _moment(at))
    _account(found, account["number"], account["name"], account["currency"])
    closing = opening + sum(row["signed"] for row in rows) + lie
    for code, amount in (("OPBD", opening), ("CLBD", closing)):
        balance = _put(found, "Bal")
        _put(_put(_put(balance, "Tp"), "CdOrPrtry"), "Cd", code)
        _amount(balance, amount, account["currency"])
        _put(_put(balance, "Dt"), "Dt", day.isoformat())
    total = _put(_put(found, "TxsSummry"), "TtlNtries")
    _put(total, "NbOfNtries", str(len(rows)))
    _put(total, "Sum", _digits(sum(abs(row["signed"]) for row in rows), account["currency"]))
    for row in rows:
        _entry(found, row, row["signed"], day=day, back=bool(row["back"]))
    return _bytes(root)


def notice(row: sqlite3.Row, *, message: str, at: datetime, day: date, back: bool) -> bytes:
    """What was booked, seen from the creditor's account; ``back``: it was returned."""
    root, report = _document(NOTICE, "BkToCstmrDbtCdtNtfctn")
    _head(report, message, at)
    found = _put(report, "Ntfctn")
    _put(found, "Id", message)
    _put(found, "CreDtTm", _moment(at))
    _account(found, row["creditor"], row["creditor_name"], row["currency"])
    _entry(found, row, -row["amount"] if back else row["amount"], day=day, back=back)
    return _bytes(root)


def _entry(above: etree._Element, row: sqlite3.Row, signed: int, *, day: date, back: bool) -> None:
    entry = _put(above, "Ntry")
    _amount(entry, signed, row["currency"])
    _put(entry, "RvslInd", "true" if back else "false")
    _put(_put(entry, "Sts"), "Cd", "BOOK")
    _put(_put(entry, "BookgDt"), "Dt", day.isoformat())
    _put(_put(entry, "ValDt"), "Dt", day.isoformat())
    _put(entry, "AcctSvcrRef", row["reference"])
    domain = _put(_put(entry, "BkTxCd"), "Domn")
    _put(domain, "Cd", "PMNT")
    family = _put(domain, "Fmly")
    _put(family, "Cd", "RCDT" if signed > 0 else "ICDT")
    _put(family, "SubFmlyCd", "DMCT")
    details = _put(_put(entry, "NtryDtls"), "TxDtls")
    references = _put(details, "Refs")
    _put(references, "AcctSvcrRef", row["reference"])
    _put(references, "EndToEndId", row["number"])
    _amount(details, signed, row["currency"])
    parties = _put(details, "RltdPties")
    for role in ("debtor", "creditor"):
        name = _plain(row[f"{role}_name"] or row[role])[:MOST_NAME]
        _put(_put(_put(parties, "Dbtr" if role == "debtor" else "Cdtr"), "Pty"), "Nm", name)
    if row["document"]:
        _put(_put(details, "RmtInf"), "Ustrd", _plain(row["document"])[:MOST_REMITTANCE])


def _document(name: str, child: str) -> tuple[etree._Element, etree._Element]:
    root = etree.Element(f"{{{BASE}{name}}}Document", nsmap={None: BASE + name})
    return root, _put(root, child)


def _head(report: etree._Element, message: str, at: datetime) -> None:
    head = _put(report, "GrpHdr")
    _put(head, "MsgId", message)
    _put(head, "CreDtTm", _moment(at))


def _account(above: etree._Element, number: str, name: str, currency: str) -> None:
    account = _put(above, "Acct")
    _put(_put(_put(account, "Id"), "Othr"), "Id", number)
    _put(account, "Ccy", currency)
    _put(account, "Nm", _plain(name or number)[:70])


def _amount(above: etree._Element, signed: int, currency: str) -> None:
    _put(above, "Amt", _digits(abs(signed), currency)).set("Ccy", currency)
    _put(above, "CdtDbtInd", "CRDT" if signed >= 0 else "DBIT")


def _digits(minor: int, currency: str) -> str:
    places = decimals(currency)
    whole, rest = divmod(minor, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _plain(words: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in words).strip() or "-"


def _put(above: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(above, f"{{{etree.QName(above).namespace}}}{name}")
    if text is not None:
        element.text = text
    return element


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
