"""XML of others: limited before it is parsed, parsed without anything external, opened out of its envelope.

What is found wrong is noted, not raised: a watched folder goes on to the next file.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from lxml import etree

from zaiton.services.retail_tax.domain.messages_faults import Faults
from zaiton.services.retail_tax.domain.messages_values import CONVERT
from zaiton.services.retail_tax.queries.messages_layouts import Around

BYTES_MOST = 64 * 1024 * 1024
TAGS_MOST = 6_000_000
DEPTH_MOST = 16
DECLARED = re.compile(rb"""\A<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']""")
DSIG = "http://www.w3.org/2000/09/xmldsig#"
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEPTH_MOST + 1) + ")")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent a message to whom through the exchange, as its envelope says."""

    message_id: str
    sender: str
    receivers: tuple[str, ...]
    created: str
    message_type: str


def tree(content: bytes, faults: Faults) -> etree._Element | None:
    """The root of a document that is harmless to look at; None where it is not, with the fault noted."""
    if len(content) > BYTES_MOST:
        return faults.add("too_large", allowed=BYTES_MOST)
    bare = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = DECLARED.match(bare[:400])
    if (declared and declared[1].upper() != b"UTF-8") or b"\0" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return faults.add("encoding")
    if content.count(b"<") > TAGS_MOST:
        return faults.add("too_large", allowed=BYTES_MOST)
    body = bare.partition(b"?>")[2] if bare.startswith(b"<?xml ") else bare
    if b"<!" in body and b"<!" in body.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        return faults.add("hostile")
    if b"<?" in body:
        return faults.add("hostile")
    reader = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,  # an envelope holds its message as one text; bytes, elements and depth are limited here
        encoding="utf-8",
        remove_comments=True,
    )
    try:
        root = etree.fromstring(bare, reader)
    except (etree.XMLSyntaxError, ValueError) as error:
        return faults.add("not_xml", given=error)
    if root.getroottree().docinfo.internalDTD is not None:
        return faults.add("hostile")
    if _TOO_DEEP(root):
        return faults.add("too_deep", allowed=DEPTH_MOST)
    return root


def unwrapped(content: bytes, around: Around, faults: Faults) -> tuple[bytes | None, Envelope | None]:
    """The bytes of a message, out of its envelope if it came in one; None where a fault was noted."""
    if around.exchange.encode() not in content[:2000]:
        return content, None
    root = tree(content, faults)
    if root is None or root.tag != f"{{{around.exchange}}}DxpMsg":
        return (None if root is None else content), None
    envelope, data = _envelope(root, around, faults)
    if data is None:
        return None, envelope
    try:
        return base64.b64decode("".join(data.split()), validate=True), envelope
    except (binascii.Error, ValueError):
        faults.add("envelope", "Data", data[:40])
        return None, envelope


def _envelope(root: etree._Element, around: Around, faults: Faults) -> tuple[Envelope | None, str | None]:
    at = f"{{{around.exchange}}}"
    parts = {child.tag: child for child in root}
    if len(parts) != len(root) or set(parts) - {f"{at}TransInfo", f"{at}Data", f"{at}AddInfo"}:
        faults.add("envelope", "DxpMsg", ", ".join(etree.QName(child).localname for child in root))
        return None, None
    info, data = parts.get(f"{at}TransInfo"), parts.get(f"{at}Data")
    if info is None or data is None or len(data) or not (data.text or "").strip():
        faults.add("envelope", "TransInfo" if info is None else "Data")
        return None, None
    texts: dict[str, str] = {}
    for name in ("CopMsgId", "SenderId", "CreatTime", "MsgType"):
        found = info.findall(at + name)
        texts[name] = (found[0].text or "").strip() if len(found) == 1 and not len(found[0]) else ""
        if not 0 < len(texts[name]) <= 100 or not texts[name].isprintable():
            faults.add("envelope", name, texts[name])
    receivers = tuple((each.text or "").strip() for each in info.iterfind(f"{at}ReceiverIds/{at}ReceiverId"))
    if not 1 <= len(receivers) <= around.receivers or not all(0 < len(each) <= 100 for each in receivers):
        faults.add("envelope", "ReceiverIds", len(receivers))
    _created(texts["CreatTime"], faults)
    if faults.found:
        return None, None
    return Envelope(texts["CopMsgId"], texts["SenderId"], receivers, texts["CreatTime"], texts["MsgType"]), data.text


def _created(text: str, faults: Faults) -> None:
    """``yyyyMMddHHmmss``, or ISO with a T as some clients write it."""
    plain = re.sub(r"[-:T]|\.[0-9]{1,9}|(\+08:00|Z)\Z", "", text)
    try:
        if not re.fullmatch("[0-9]{14}", plain):
            raise ValueError(text)
        CONVERT["time"](plain)
    except ValueError:
        faults.add("envelope", "CreatTime", text)
