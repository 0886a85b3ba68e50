"""XML of others: limited before it is parsed, parsed without anything external, and of the one message that is expected."""

import re
from datetime import date, datetime

from lxml import etree

from zaiton.base import money
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.domain.message_refusals import MessageHostile, MessageUnfit
from zaiton.blocks.money.domain.states import AMOUNT_MOST

BYTES_MOST = 64 * 2**20
TAGS_MOST = 4_000_000
DEPTH_MOST = 32
NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:((?:pain|camt)\.\d{3}\.\d{3})\.\d{2}")


def parsed(content: bytes, message: str) -> etree._Element:
    """The element below ``Document`` of a message such as ``pain.002.001``. Raises ``MessageHostile``, ``MessageUnfit``."""
    if len(content) > BYTES_MOST:
        raise MessageHostile(why=f"more than {BYTES_MOST} bytes")
    if content.count(b"<") > TAGS_MOST:
        raise MessageHostile(why=f"more than {TAGS_MOST} tags")
    if content[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff") or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise MessageHostile(why="not UTF-8")
    if b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise MessageHostile(why="a document type or an entity")
    reader = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8", remove_pis=True
    )
    try:
        root = etree.fromstring(content, reader)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MessageUnfit(why=f"not XML ({str(error)[:120]})") from error
    _shallow(root)
    qualified = etree.QName(root)
    found = NAMESPACE.fullmatch(qualified.namespace or "")
    if qualified.localname != "Document" or found is None or found[1] != message:
        raise MessageUnfit(why=f"not a {message}")
    inner = [child for child in root if isinstance(child.tag, str)]
    if len(inner) != 1 or etree.QName(inner[0]).namespace != qualified.namespace:
        raise MessageUnfit(why=f"not a {message}")
    return inner[0]


def _shallow(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEPTH_MOST:
            raise MessageHostile(why=f"deeper than {DEPTH_MOST}")


def found(element: etree._Element, path: str) -> etree._Element | None:
    """The first element at a path of local names."""
    return element.find("/".join(f"{{*}}{name}" for name in path.split("/")))


def every(element: etree._Element, path: str) -> list[etree._Element]:
    """All elements at a path of local names."""
    return element.findall("/".join(f"{{*}}{name}" for name in path.split("/")))


def text(element: etree._Element, path: str, *, most: int = 140) -> str:
    """The text at a path, trimmed; blank where there is none. Raises ``MessageUnfit`` where it is longer than it may be."""
    there = found(element, path)
    value = (there.text or "").strip() if there is not None else ""
    if len(value) > most:
        raise MessageUnfit(why=f"{path} has more than {most} characters")
    return value


def needed(element: etree._Element, path: str, *, most: int = 140) -> str:
    """The same, where it must be there."""
    value = text(element, path, most=most)
    if not value:
        raise MessageUnfit(why=f"{path} is missing")
    return value


def signed(element: etree._Element) -> tuple[int, str]:
    """Minor units, negative for a debit, and the currency of an element with ``Amt`` and ``CdtDbtInd``."""
    direction = needed(element, "CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise MessageUnfit(why=f"CdtDbtInd {direction[:10]}")
    minor, currency = amount(element)
    return (minor if direction == "CRDT" else -minor), currency


def amount(element: etree._Element) -> tuple[int, str]:
    """Minor units and currency of an element's ``Amt``; neither negative nor with more decimals than the currency has."""
    there = found(element, "Amt")
    digits, currency = (text(element, "Amt", most=30), there.get("Ccy", "")) if there is not None else ("", "")
    if not digits or not digits[0].isascii() or not digits[0].isdigit():
        raise MessageUnfit(why="an amount that is none")
    try:
        minor = money.parse(digits, currency)
    except Refusal as refusal:
        raise MessageUnfit(why=f"an amount that is none ({digits[:30]} {currency[:3]})") from refusal
    if minor > AMOUNT_MOST * 1000:
        raise MessageUnfit(why="an amount beyond all bounds")
    return minor, currency


def day(element: etree._Element, path: str) -> date | None:
    """The day of a choice of ``Dt`` and ``DtTm``; None where there is neither."""
    return plain_day(text(element, f"{path}/Dt", most=35) or text(element, f"{path}/DtTm", most=35))


def plain_day(value: str) -> date | None:
    """The day in a text; None for a blank one."""
    if not value:
        return None
    try:
        return datetime.fromisoformat(value).date() if "T" in value else date.fromisoformat(value[:10])
    except ValueError as error:
        raise MessageUnfit(why=f"a day that is none ({value[:30]})") from error
