"""A pain.001.001.09 as the bank reads it: orders, or why the whole file is refused."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from lxml import etree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MOST_ORDERS = 10_000
MOST_DEPTH = 32
DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV"), 0),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,5})?")
SUM = re.compile(r"[0-9]{1,18}(\.[0-9]{1,17})?")


class Malformed(Exception):
    """The file cannot be taken; says why. ``message`` is its identification where it could be read."""

    def __init__(self, words: str, message: str = "NOTPROVIDED") -> None:
        super().__init__(words)
        self.message = message


@dataclass(frozen=True, slots=True)
class Side:
    """Who pays or is paid: name and account."""

    name: str
    account: str


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer that was asked for."""

    number: str
    message: str
    part: str
    debtor: Side
    creditor: Side
    amount: int
    currency: str
    document: str

    @property
    def digest(self) -> str:
        """What makes it the same order when it comes again."""
        said = (self.debtor.account, self.creditor.account, str(self.amount), self.currency, self.document)
        return sha256("\x1f".join(said).encode()).hexdigest()


def decimals(currency: str) -> int:
    """How many decimals the currency has."""
    return DECIMALS.get(currency, 2)


def orders(content: bytes) -> tuple[str, list[Order]]:
    """The file's identification and its orders. Raises ``Malformed``."""
    root = _parsed(content)
    message = _text(root, "GrpHdr/MsgId") or "NOTPROVIDED"
    found = [
        _order(transfer, part, message)
        for part in root.findall("{*}CstmrCdtTrfInitn/{*}PmtInf")
        for transfer in part.findall("{*}CdtTrfTxInf")
    ]
    if not 0 < len(found) <= MOST_ORDERS:
        raise Malformed(f"{len(found)} orders", message)
    count, total = _text(root, "GrpHdr/NbOfTxs"), _text(root, "GrpHdr/CtrlSum")
    if count != str(len(found)):
        raise Malformed(f"NbOfTxs is {count}, the file holds {len(found)}", message)
    summed = sum(Decimal(order.amount).scaleb(-decimals(order.currency)) for order in found)
    if total and not (SUM.fullmatch(total) and Decimal(total) == summed):
        raise Malformed(f"CtrlSum {total} is not the sum of the orders", message)
    if len({order.number for order in found}) != len(found):
        raise Malformed("an EndToEndId stands twice in the file", message)
    return message, found


def _parsed(content: bytes) -> etree._Element:
    if b"<!DOCTYPE" in content[:4096].upper() or b"<!ENTITY" in content.upper():
        raise Malformed("a document type is not allowed")
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, reader)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(f"not XML: {error}") from error
    if root.tag != f"{{{NAMESPACE}}}Document" or root.getroottree().docinfo.doctype:
        raise Malformed("not a pain.001.001.09")
    for element in root.iter():
        if sum(1 for _ in element.iterancestors()) > MOST_DEPTH:
            raise Malformed("nested too deeply")
    return root


def _order(transfer: etree._Element, part: etree._Element, message: str) -> Order:
    number = _in(transfer, "PmtId/EndToEndId")
    amount = transfer.find("{*}Amt/{*}InstdAmt")
    currency = amount.get("Ccy", "") if amount is not None else ""
    digits = (amount.text or "").strip() if amount is not None else ""
    if not 0 < len(number) <= 35:
        raise Malformed("an order without an EndToEndId", message)
    if not AMOUNT.fullmatch(digits) or not re.fullmatch("[A-Z]{3}", currency):
        raise Malformed(f"{number}: no amount", message)
    debtor = Side(_in(part, "Dbtr/Nm"), _account(part, "DbtrAcct"))
    creditor = Side(_in(transfer, "Cdtr/Nm"), _account(transfer, "CdtrAcct"))
    if not debtor.account or not creditor.account:
        raise Malformed(f"{number}: an account is missing", message)
    document = _in(transfer, "RmtInf/Strd/CdtrRefInf/Ref") or _in(transfer, "RmtInf/Ustrd")
    minor = _minor(digits, currency, number, message)
    return Order(number, message, _in(part, "PmtInfId"), debtor, creditor, minor, currency, document)


def _minor(digits: str, currency: str, number: str, message: str) -> int:
    try:
        exact = Decimal(digits).scaleb(decimals(currency))
    except InvalidOperation as error:
        raise Malformed(f"{number}: no amount", message) from error
    if exact != exact.to_integral_value():
        raise Malformed(f"{number}: too many decimals for {currency}", message)
    return int(exact)


def _account(element: etree._Element, name: str) -> str:
    return _in(element, f"{name}/Id/Othr/Id") or _in(element, f"{name}/Id/IBAN")


def _text(root: etree._Element, path: str) -> str:
    return _in(root, f"CstmrCdtTrfInitn/{path}")


def _in(element: etree._Element, path: str) -> str:
    found = element.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    return (found.text or "").strip() if found is not None else ""
