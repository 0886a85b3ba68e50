"""Orders as a pain.001.001.09: each in a part of its own, so that one that is refused does not carry others with it.

An order that does not fit the message is refused before anything leaves; nothing is shortened or left out.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from lxml import etree

from zaiton.base.money import Money, plain
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.domain.channels import Order, Party
from zaiton.blocks.money.domain.message_refusals import MessageLacks, MessageNumberTwice, OrderUnwritable
from zaiton.blocks.money.domain.messages import NO_NUMBER, ORDERS, PREFIX, is_iban
from zaiton.blocks.money.domain.states import AMOUNT_MOST

NAMESPACE = PREFIX + ORDERS
BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
CNAPS = re.compile(r"[0-9]{12}")
"""The number of a branch in China's national payment system."""
UNSAID = "NOTPROVIDED"
"""It has the form of a BIC, and is none."""
OURS = "Zaiton"
SUM_FIGURES = 18
WIDE_SPACE = "\u3000"
TEXTS = (("EndToEndId", 35, True), ("Dbtr/Nm", 140, True), ("DbtrAcct", 34, True), ("DbtrAgt", 35, False))
TEXTS += (("Cdtr/Nm", 140, True), ("CdtrAcct", 34, True), ("CdtrAgt", 35, False), ("RmtInf/Ustrd", 140, True))


def pain001(orders: Sequence[Order], *, at: datetime) -> bytes:
    """The file. Its number names the sending, not the orders: these keep theirs however often they are sent.

    Raises ``OrderUnwritable``, ``MessageNumberTwice``, ``MessageLacks`` for no order at all.
    """
    if not orders:
        raise MessageLacks(path="PmtInf")
    numbers: set[str] = set()
    for order in orders:
        _writable(order)
        if order.number in numbers:
            raise MessageNumberTwice(number=order.number)
        numbers.add(order.number)
    root = etree.Element(f"{{{NAMESPACE}}}Document", nsmap={None: NAMESPACE})
    body = _put(root, "CstmrCdtTrfInitn")
    head = _put(body, "GrpHdr")
    said = "\x1f".join([*(order.number for order in orders), at.isoformat()])
    _put(head, "MsgId", f"Z{sha256(said.encode()).hexdigest()[:32]}")
    _put(head, "CreDtTm", at.isoformat(timespec="seconds"))
    _put(head, "NbOfTxs", str(len(orders)))
    _put_sum(head, orders)
    _put(_put(head, "InitgPty"), "Nm", OURS)
    for order in orders:
        _part(body, order)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _writable(order: Order) -> None:
    sides = [value for side in (order.debtor, order.creditor) for value in (side.name, side.account, side.bank)]
    values = [order.number, *sides, order.document]
    for (path, most, must), value in zip(TEXTS, values, strict=True):
        fits = len(value) <= most and value == value.strip() and value.replace(WIDE_SPACE, " ").isprintable()
        if not fits or (must and not value):
            raise OrderUnwritable("order", number=order.number[:35], path=path, given=value[:40])
    if order.number in NO_NUMBER:
        raise OrderUnwritable("order", number=order.number, path="EndToEndId", given=order.number)
    try:
        shown = plain(order.amount, order.currency)
    except Refusal as refusal:
        raise OrderUnwritable(
            "order", number=order.number, path="InstdAmt/@Ccy", given=order.currency[:40]
        ) from refusal
    if not 0 < order.amount <= AMOUNT_MOST:
        raise OrderUnwritable("order", number=order.number, path="InstdAmt", given=shown)


def _part(body: etree._Element, order: Order) -> None:
    part = _put(body, "PmtInf")
    _put(part, "PmtInfId", order.number)
    _put(part, "PmtMtd", "TRF")
    _put(part, "NbOfTxs", "1")
    _put_sum(part, [order])
    _put(_put(part, "ReqdExctnDt"), "Dt", order.requested_on.isoformat())
    _party(part, "Dbtr", order.debtor, agent_last=True)
    transfer = _put(part, "CdtTrfTxInf")
    _put(_put(transfer, "PmtId"), "EndToEndId", order.number)
    _put(_put(transfer, "Amt"), "InstdAmt", plain(order.amount, order.currency)).set("Ccy", order.currency)
    _party(transfer, "Cdtr", order.creditor, agent_last=False)
    _put(_put(transfer, "RmtInf"), "Ustrd", order.document)


def _party(above: etree._Element, role: str, party: Party, *, agent_last: bool) -> None:
    """A debtor's agent stands behind the account and must be there; a creditor's stands before, and only where it is known."""
    if not agent_last and party.bank:
        _agent(above, f"{role}Agt", party.bank)
    _put(_put(above, role), "Nm", party.name)
    identification = _put(_put(above, f"{role}Acct"), "Id")
    if is_iban(party.account):
        _put(identification, "IBAN", party.account)
    else:
        _put(_put(identification, "Othr"), "Id", party.account)
    if agent_last:
        _agent(above, f"{role}Agt", party.bank or UNSAID)


def _agent(above: etree._Element, name: str, bank: str) -> None:
    institution = _put(_put(above, name), "FinInstnId")
    if bank != UNSAID and BIC.fullmatch(bank):
        _put(institution, "BICFI", bank)
    elif CNAPS.fullmatch(bank):
        member = _put(institution, "ClrSysMmbId")
        _put(_put(member, "ClrSysId"), "Cd", "CNAPS")
        _put(member, "MmbId", bank)
    else:
        _put(_put(institution, "Othr"), "Id", bank)


def _put_sum(above: etree._Element, orders: Sequence[Order]) -> None:
    """The sum over all currencies; it need not be there, and is not where it has more figures than the standard allows."""
    total = sum((Money(order.currency, order.amount).decimal for order in orders), Decimal(0))
    if len(total.as_tuple().digits) <= SUM_FIGURES:
        _put(above, "CtrlSum", str(total))


def _put(above: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(above, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        element.text = text
    return element
