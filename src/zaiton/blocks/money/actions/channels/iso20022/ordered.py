"""A pain.001 read back: what was ordered in a file, ours before it leaves or another's, with its numbers and sums checked."""

import re
from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from zaiton.base.money import Money, plain
from zaiton.blocks.money.actions.channels.iso20022 import parsing
from zaiton.blocks.money.actions.channels.iso20022.ordering import UNSAID
from zaiton.blocks.money.domain.channels import Party
from zaiton.blocks.money.domain.message_refusals import (
    MessageLacks,
    MessageNumberTwice,
    MessageTotalsWrong,
    MessageValueUnfit,
)
from zaiton.blocks.money.domain.messages import NO_NUMBER, ORDERS, Asked, OrderFile, moment_in
from zaiton.blocks.money.domain.states import AMOUNT_MOST

TOTAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,17})?")


def read_pain001(content: bytes) -> OrderFile:
    """A file of orders, ours or another's; numbers and sums must be those of its orders. Raises ``MessageHostile``, ``MessageUnfit``."""
    root = parsing.parsed(content, ORDERS)
    orders: list[Asked] = []
    for part in parsing.every(root, "PmtInf"):
        own = [_asked(part, transfer) for transfer in parsing.every(part, "CdtTrfTxInf")]
        _counted(part, own)
        orders += own
    if not orders:
        raise MessageLacks(path="PmtInf/CdtTrfTxInf")
    head = parsing.found(root, "GrpHdr")
    if head is None:
        raise MessageLacks(path="GrpHdr")
    parsing.needed(head, "NbOfTxs", most=15)
    _counted(head, orders)
    numbers: set[str] = set()
    for order in orders:
        if order.number in numbers:
            raise MessageNumberTwice(number=order.number)
        numbers.add(order.number)
    told = parsing.needed(head, "CreDtTm", most=40)
    made_at = moment_in(told)
    if made_at is None:
        raise MessageValueUnfit(path="CreDtTm", given=told)
    return OrderFile(parsing.needed(head, "MsgId", most=35), made_at, tuple(orders))


def _asked(part: etree._Element, transfer: etree._Element) -> Asked:
    number = parsing.needed(transfer, "PmtId/EndToEndId", most=35)
    minor, currency = parsing.amount(transfer, "Amt/InstdAmt")
    on = parsing.day(part, "ReqdExctnDt")
    if on is None:
        raise MessageLacks(path="ReqdExctnDt")
    if not 0 < minor <= AMOUNT_MOST or number in NO_NUMBER:
        raise MessageValueUnfit(path=f"{number[:35]} InstdAmt", given=plain(minor, currency))
    texts = parsing.texts(transfer, "RmtInf/Ustrd") or parsing.texts(transfer, "RmtInf/Strd/CdtrRefInf/Ref", most=35)
    return Asked(number, minor, currency, _side(part, "Dbtr"), _side(transfer, "Cdtr"), " ".join(texts), on)


def _side(above: etree._Element, role: str) -> Party:
    name = parsing.text(above, f"{role}/Nm")
    account = f"{role}Acct/Id"
    number = parsing.text(above, f"{account}/IBAN", most=34) or parsing.text(above, f"{account}/Othr/Id", most=34)
    agent = f"{role}Agt/FinInstnId"
    places = ("BICFI", "ClrSysMmbId/MmbId", "Othr/Id")
    bank = next((value for place in places if (value := parsing.text(above, f"{agent}/{place}", most=35))), "")
    return Party(name, number, "" if bank == UNSAID else bank)


def _counted(head: etree._Element, orders: Sequence[Asked]) -> None:
    count, total = parsing.text(head, "NbOfTxs", most=15), parsing.text(head, "CtrlSum", most=40)
    if count and count != str(len(orders)):
        raise MessageTotalsWrong(path="NbOfTxs", said=count, counted=len(orders))
    made = sum((Money(order.currency, order.amount).decimal for order in orders), Decimal(0))
    if total and not (TOTAL.fullmatch(total) and Decimal(total) == made):
        raise MessageTotalsWrong(path="CtrlSum", said=total, counted=made)
