"""XML of others: limited before it is parsed, parsed without anything external, and of a message that is expected.

Where the published schema is installed the document is held against it; what it would find and a wrong booking could come
of (a second amount, text between elements, another namespace, a type given in the document) is refused without it, too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lxml import etree

from zaiton.base import money
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.domain import message_refusals as refused
from zaiton.blocks.money.domain.messages import (
    BYTES_MOST,
    DEPTH_MOST,
    KNOWN,
    PREFIX,
    TAGS_MOST,
    day_in,
    moment_in,
)
from zaiton.blocks.money.domain.states import AMOUNT_MOST
from zaiton.blocks.money.queries.schemas import schema_check

DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']""")
BALANCE_MOST = AMOUNT_MOST * 1000
SCHEMA_PLACES = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_ENVELOPE = "not(ancestor-or-self::*[local-name()='SplmtryData'])"
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEPTH_MOST + 1) + ")")
_BETWEEN = etree.XPath(f"//*[*][text()[normalize-space()]][{_ENVELOPE}]")
_FOREIGN = etree.XPath(f"//*[namespace-uri() != $own][{_ENVELOPE}]")
_ATTRIBUTED = etree.XPath(f"//*[@*[not(name()='Ccy')]][{_ENVELOPE}]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message: its name with version, the element below ``Document``, and whether a published schema was there to check it."""

    name: str
    body: etree._Element
    validated: bool


def parsed(content: bytes, *expected: str) -> etree._Element:
    """The element below ``Document`` of one of the expected messages. Raises ``MessageHostile``, ``MessageUnfit``."""
    return opened(content, expected or KNOWN).body


def opened(content: bytes, expected: Sequence[str] = KNOWN) -> Parsed:
    """A message that is one of the expected. Raises ``MessageHostile``, ``MessageUnfit``."""
    root = _tree(content)
    qualified = etree.QName(root)
    own = qualified.namespace or ""
    name = own.removeprefix(PREFIX)
    if qualified.localname != "Document" or not own.startswith(PREFIX) or name not in expected:
        given = name if own.startswith(PREFIX) else str(root.tag)
        raise refused.MessageOther(given=given[:80], known=", ".join(expected))
    _pure(root, own)
    validated = schema_check(root, name)
    if len(root) != 1:
        raise refused.MessageLacks(path="Document/*")
    return Parsed(name, root[0], validated)


def _tree(content: bytes) -> etree._Element:
    if len(content) > BYTES_MOST:
        raise refused.MessageTooLarge(most=BYTES_MOST)
    if content.count(b"<") > TAGS_MOST:
        raise refused.MessageTooManyTags(most=TAGS_MOST)
    declared = DECLARED.match(content[:400].removeprefix(b"\xef\xbb\xbf"))
    if (declared and declared[1].upper() != b"UTF-8") or b"\0" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refused.MessageEncoded()
    if b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise refused.MessageHostile()
    reader = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        encoding="utf-8",
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, reader)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refused.MessageNotXml(why=str(error)[:120]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused.MessageHostile()
    if _TOO_DEEP(root):
        raise refused.MessageTooDeep(most=DEPTH_MOST)
    return root


def _pure(root: etree._Element, own: str) -> None:
    for element in _FOREIGN(root, own=own) or _BETWEEN(root):
        raise refused.MessageForeign(path=str(element.tag)[:80])
    for element in _ATTRIBUTED(root):
        if set(element.attrib) - {"Ccy", SCHEMA_PLACES}:
            raise refused.MessageForeign(path=f"{etree.QName(element).localname}/@")


def found(element: etree._Element, path: str) -> etree._Element | None:
    """The element at a path. Raises ``MessageTwice`` where there are several."""
    there = every(element, path)
    if len(there) > 1:
        raise refused.MessageTwice(path=path)
    return there[0] if there else None


def every(element: etree._Element, path: str) -> list[etree._Element]:
    """All elements at a path of names in the message's own namespace."""
    return element.findall(_qualified(element.tag.partition("}")[0], path))


@lru_cache(maxsize=512)
def _qualified(namespace: str, path: str) -> str:
    return "/".join(f"{namespace}}}{name}" for name in path.split("/"))


def text(element: etree._Element, path: str, *, most: int = 140) -> str:
    """The text at a path, trimmed; blank where there is none. Raises ``MessageValueUnfit`` where it is longer than it may be."""
    there = found(element, path)
    return _content(there, path, most) if there is not None else ""


def texts(element: etree._Element, path: str, *, most: int = 140) -> list[str]:
    """The texts at a path that may stand there often."""
    return [value for there in every(element, path) if (value := _content(there, path, most))]


def _content(element: etree._Element, path: str, most: int) -> str:
    value = (element.text or "").strip()
    if len(element):
        raise refused.MessageForeign(path=f"{path}/*")
    if len(value) > most:
        raise refused.MessageValueUnfit(path=path, given=f"{value[:40]}…")
    return value


def needed(element: etree._Element, path: str, *, most: int = 140) -> str:
    """The same, where it must be there."""
    value = text(element, path, most=most)
    if not value:
        raise refused.MessageLacks(path=path)
    return value


def signed(element: etree._Element) -> tuple[int, str]:
    """Minor units, negative for a debit, and the currency of an element with ``Amt`` and ``CdtDbtInd``."""
    direction = needed(element, "CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise refused.MessageValueUnfit(path="CdtDbtInd", given=direction[:40])
    minor, currency = amount(element)
    return (minor if direction == "CRDT" else -minor), currency


def amount(element: etree._Element, path: str = "Amt") -> tuple[int, str]:
    """Minor units and currency of an amount; neither negative nor with more decimals than the currency has."""
    digits = needed(element, path, most=40)
    there = found(element, path)
    currency = there.get("Ccy", "") if there is not None else ""
    return minor_units(digits, currency), currency


def minor_units(digits: str, currency: str) -> int:
    """A plain number that is not negative in minor units. Raises ``MessageAmountUnfit``."""
    try:
        minor = money.parse(digits, currency)
    except Refusal as refusal:
        raise refused.MessageAmountUnfit(given=digits[:40], currency=currency[:3]) from refusal
    if digits.startswith("-") or not digits.isascii() or minor > BALANCE_MOST:
        raise refused.MessageAmountUnfit(given=digits[:40], currency=currency[:3])
    return minor


def day(element: etree._Element, path: str) -> date | None:
    """The day of a choice of ``Dt`` and ``DtTm``, as it stands there; None where there is neither. Raises ``MessageValueUnfit``."""
    plain, moment = text(element, f"{path}/Dt", most=40), text(element, f"{path}/DtTm", most=40)
    if not plain and not moment:
        return None
    read = moment_in(moment) if moment else None
    value = read.date() if read else day_in(plain) if not moment else None
    if value is None:
        raise refused.MessageValueUnfit(path=path, given=plain or moment)
    return value


def plain_day(element: etree._Element, path: str) -> date | None:
    """The day in an element; None where it is not there. Raises ``MessageValueUnfit``."""
    value = text(element, path, most=40)
    read = day_in(value)
    if value and read is None:
        raise refused.MessageValueUnfit(path=path, given=value)
    return read
