"""A file of messages read: each record as a plain record or with its faults; a bad one leaves the others good.

Nothing here raises for what a file holds. Faults of the whole file stand in ``Reading.faults``, and there are no records then.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from zaiton.services.retail_tax.domain.messages_customs import DECLARATIONS, KEYS, RECORDS, Transfer
from zaiton.services.retail_tax.domain.messages_faults import Fault, Faults
from zaiton.services.retail_tax.domain.messages_rules import check_record
from zaiton.services.retail_tax.domain.messages_values import Plan
from zaiton.services.retail_tax.queries.messages_layouts import Around, Known, answers, around, known
from zaiton.services.retail_tax.queries.messages_parts import arranged, arranged_slowly
from zaiton.services.retail_tax.queries.messages_quick import Taken, taken
from zaiton.services.retail_tax.queries.messages_signatures import SignatureUnfit, Signed, verified
from zaiton.services.retail_tax.queries.messages_xml import BYTES_MOST, Envelope, tree, unwrapped

FOLLOWING = ("BaseTransfer", "BaseSubscribe", "ExtendMessage")
SCHEMA_PLACES = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
SAID_MOST = 100


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file: what it says, or its faults. ``said`` holds single texts as given, for the receipt of a bad one."""

    place: int
    message: Any
    faults: tuple[Fault, ...] = ()
    said: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read. ``name`` is the message (``CEB311``), blank where none could be made out."""

    name: str = ""
    guid: str = ""
    records: tuple[Record, ...] = ()
    faults: tuple[Fault, ...] = ()
    transfer: Transfer | None = None
    envelope: Envelope | None = None
    signed: Signed | None = None

    @property
    def good(self) -> list[Any]:
        """What the faultless records say."""
        return [record.message for record in self.records if not record.faults]

    @property
    def bad(self) -> list[Record]:
        """The records with faults."""
        return [record for record in self.records if record.faults]


def read(
    content: bytes,
    *,
    expected: Collection[str] = DECLARATIONS,
    on_file: Collection[bytes] | None = None,
    must_be_signed: bool = False,
) -> Reading:
    """The records of one file, bare or in the envelope of the exchange.

    ``on_file`` are the fingerprints of the sender's certificates (``messages_signatures.fingerprints``): with them a signature
    by another key is a fault. Raises ``LayoutUnfit`` where the data of this installation are unfit, never for the file.
    """
    codes, outside = answers().faults, around()
    faults = Faults(codes)
    inner, envelope = unwrapped(content, outside, faults)
    if inner is None:
        return Reading(faults=tuple(faults.found), envelope=envelope)
    if not must_be_signed and len(inner) <= BYTES_MOST:
        reading = _quickly(inner, envelope, expected, outside, codes)
        if reading is not None:
            return reading
    return _by_tree(inner, envelope, expected, on_file, must_be_signed, outside, faults)


def _quickly(
    content: bytes,
    envelope: Envelope | None,
    expected: Collection[str],
    outside: Around,
    codes: Mapping[str, str],
    signature: Signed | None = None,
) -> Reading | None:
    """The reading of a message without surprises or faults; None for every other, and the tree tells what is odd or wrong."""
    quick = taken(content, outside, expected, known)
    if quick is None or (envelope and envelope.message_type != f"{quick.name}Message") or not _agree(quick, codes):
        return None
    records = tuple(Record(place, message) for place, message in enumerate(quick.messages, 1))
    return Reading(quick.name, quick.guid, records, (), quick.transfer, envelope, signature)


def _by_tree(
    content: bytes,
    envelope: Envelope | None,
    expected: Collection[str],
    on_file: Collection[bytes] | None,
    must_be_signed: bool,
    outside: Around,
    faults: Faults,
) -> Reading:
    """The same by a tree: whatever the quick way does not take, with every fault told."""
    root = tree(content, faults)
    if root is None:
        return Reading(faults=tuple(faults.found), envelope=envelope)
    if envelope and etree.QName(root).localname != envelope.message_type:
        faults.add("type_differs", "MsgType", envelope.message_type, etree.QName(root).localname)
        return Reading(faults=tuple(faults.found), envelope=envelope)
    qualified = etree.QName(root)
    name = qualified.localname.removesuffix("Message")
    if qualified.namespace != outside.namespace or name not in expected or qualified.localname != f"{name}Message":
        faults.add("root", given=root.tag, allowed=", ".join(sorted(expected)))
        return Reading(faults=tuple(faults.found), envelope=envelope)
    layout = known(name)
    try:
        proven = verified(root, outside, on_file)
        if proven is None and must_be_signed:
            raise SignatureUnfit("absent")
    except SignatureUnfit as unfit:
        faults.add(f"signature_{unfit}")
        return Reading(name, root.get("guid", "")[:36], faults=tuple(faults.found), envelope=envelope)
    signature = None
    if proven is not None:
        signature, content = proven  # what is read is what was signed
        reading = _quickly(content, envelope, expected, outside, faults.codes, signature)
        if reading is not None:
            return reading
    records, transfer = _split(root, layout, outside, faults)
    guid = root.get("guid", "")
    if faults.found:
        return Reading(name, guid[:36], (), tuple(faults.found), None, envelope, None)
    return Reading(
        name, guid, tuple(_records(root, records, layout, outside, faults.codes)), (), transfer, envelope, signature
    )


def _split(
    root: etree._Element, layout: Known, outside: Around, faults: Faults
) -> tuple[Sequence[etree._Element], Transfer | None]:
    """The records of a message and its sender's part; whatever else stands below the root is a fault of the file."""
    _check_root(root, outside, faults)
    at = f"{{{outside.namespace}}}"
    wanted, children = at + layout.layout.record, list(root)
    tags = [child.tag for child in children]
    count = tags.count(wanted)
    following = children[count:]
    if tags[:count] != [wanted] * count:
        faults.add("structure", layout.layout.root, ", ".join(sorted({_local(t) for t in tags if t != wanted})))
    elif not count:
        faults.add("none")
    elif count > layout.layout.most:
        faults.add("too_many", given=count, allowed=layout.layout.most)
    names = [_local(child.tag) if child.tag.startswith(at) else child.tag for child in following]
    for tag in names:
        if tag not in FOLLOWING:
            faults.add("unknown", tag[:80])
        elif tag != "BaseSubscribe" and names.count(tag) > 1:
            faults.add("twice", tag)
    for child in following:
        if child.tag == at + "BaseTransfer":
            return children[:count], _transfer(child, outside, faults)
    if outside.transfer_required and layout.layout.name in DECLARATIONS:
        faults.add("transfer", "BaseTransfer")
    return children[:count], None


def _check_root(root: etree._Element, outside: Around, faults: Faults) -> None:
    for attribute in root.attrib:
        if attribute not in ("guid", "version", SCHEMA_PLACES):
            faults.add("structure", _local(root.tag), attribute)
    if len(root.get("guid", "")) != 36:
        faults.add("length", "@guid", len(root.get("guid", "")), 36)
    if root.get("version", "") != outside.version:
        faults.add("code", "@version", root.get("version", ""), outside.version)
    if (root.text or "").strip() or any((child.tail or "").strip() for child in root):
        faults.add("structure", _local(root.tag), (root.text or "").strip())


def _transfer(element: etree._Element, outside: Around, faults: Faults) -> Transfer | None:
    own = Faults(faults.codes)
    texts = arranged_slowly(element, outside.sender, outside.namespace, "", own)
    values = [] if texts is None else outside.sender.slow(texts, "", own)
    for fault in own.found:
        faults.add("transfer", fault.element or "BaseTransfer", fault.given)
    return None if own.found else Transfer(*values)


def _records(
    root: etree._Element,
    records: Sequence[etree._Element],
    known_: Known,
    outside: Around,
    codes: Mapping[str, str],
) -> list[Record]:
    """Every record: at once where it is as the layout wants it, else with its faults; the second of a number is refused."""
    suspects = _suspects(root, known_, outside.namespace)
    found, seen = [], {}
    repeated = known(known_.layout.receipt).layout.head.names if known_.layout.receipt else ("guid",)
    for place, element in enumerate(records, 1):
        message = None if element in suspects else _at_once(element, known_, outside.namespace)
        faults = Faults(codes)
        if message is None:
            message = _with_care(element, known_, outside.namespace, faults)
        if message is not None:
            _judge(message, place, known_, seen, faults)
        if faults.found:
            found.append(Record(place, None, tuple(faults.found), _said(element, repeated)))
        else:
            found.append(Record(place, message))
    return found


def _judge(message: Any, place: int, known_: Known, seen: dict[Any, int], faults: Faults) -> None:
    """Add what does not agree within a record, and that it is the second of its number in this file."""
    check_record(message, known_.layout.lines.element if known_.layout.lines else "", faults)
    keys = (
        message.guid,
        (getattr(message, "app_type", ""), *(getattr(message, k) for k in KEYS.get(known_.layout.name, ()))),
    )
    for key in keys if known_.layout.name in KEYS else keys[:1]:
        first = seen.setdefault(key, place)
        if first != place:
            faults.add("file_duplicate", given=first)
            return


def _agree(quick: Taken, codes: Mapping[str, str]) -> bool:
    """Whether nothing is wrong with what was taken the quick way; otherwise the tree tells what."""
    seen: dict[Any, int] = {}
    faults, layout = Faults(codes), known(quick.name)
    for place, message in enumerate(quick.messages, 1):
        _judge(message, place, layout, seen, faults)
        if faults.found:
            return False
    return True


def _at_once(element: etree._Element, known_: Known, namespace: str) -> Any:
    """A record that is exactly as the layout wants it; None for any other."""
    head, lines, layout = known_.head, known_.lines, known_.layout
    record, of_line = RECORDS[layout.name]
    if not layout.head.element:
        values = _values(element, head, namespace)
        return None if values is None else record(*values)
    parts = list(element)
    if not parts or parts[0].tag != f"{{{namespace}}}{layout.head.element}":
        return None
    values = _values(parts[0], head, namespace)
    if values is None:
        return None
    if lines is None or layout.lines is None or of_line is None:
        return record(*values) if len(parts) == 1 else None
    if not 2 <= len(parts) <= layout.lines.lines + 1:
        return None
    tag, made = f"{{{namespace}}}{layout.lines.element}", []
    for part in parts[1:]:
        line = _values(part, lines, namespace) if part.tag == tag else None
        if line is None:
            return None
        made.append(of_line(*line))
    return record(*values, tuple(made))


def _values(element: etree._Element, plan: Plan, namespace: str) -> list[Any] | None:
    texts = arranged(element, plan, namespace)
    return None if texts is None else plan.fast(texts)


def _with_care(element: etree._Element, known_: Known, namespace: str, faults: Faults) -> Any:
    """The same record part by part, every fault noted; None where there is one."""
    layout = known_.layout
    record, of_line = RECORDS[layout.name]
    _check_shape(element, namespace, faults)
    if not layout.head.element:
        values = _careful(element, known_.head, namespace, "", faults)
        return None if faults.found else record(*values)
    at = f"{{{namespace}}}"
    wanted = {at + layout.head.element, at + (layout.lines.element if layout.lines else "")}
    for part in element:
        if part.tag not in wanted:
            faults.add("unknown", _local(part.tag))
    heads = element.findall(at + layout.head.element)
    if len(heads) != 1:
        faults.add("twice" if heads else "missing", layout.head.element)
        return None
    if element[0] is not heads[0]:
        faults.add("order", layout.head.element, allowed=_local(element[0].tag))
    values = _careful(heads[0], known_.head, namespace, "", faults)
    if layout.lines is None or known_.lines is None or of_line is None:
        return None if faults.found else record(*values)
    parts = element.findall(at + layout.lines.element)
    if not 1 <= len(parts) <= layout.lines.lines:
        faults.add("lines", layout.lines.element, len(parts), layout.lines.lines)
        return None
    lines = [
        _careful(part, known_.lines, namespace, f"{layout.lines.element}[{place}]/", faults)
        for place, part in enumerate(parts, 1)
    ]
    return None if faults.found else record(*values, tuple(of_line(*line) for line in lines))


def _careful(element: etree._Element, plan: Plan, namespace: str, where: str, faults: Faults) -> list[Any]:
    own = Faults(faults.codes)
    texts = arranged_slowly(element, plan, namespace, where, own)
    values = plan.slow(texts, where, own) if texts is not None else []
    faults.found.extend(own.found)
    return values


def _check_shape(element: etree._Element, namespace: str, faults: Faults) -> None:
    """Attributes, text between elements and other namespaces have no place in a record."""
    for each in element.iter():
        if each.attrib:
            faults.add("structure", _local(each.tag), ", ".join(each.attrib))
        if not each.tag.startswith(f"{{{namespace}}}"):
            faults.add("foreign", _local(each.tag), etree.QName(each).namespace or "")
        between = [each.text, *(child.tail for child in each)] if len(each) else []
        if any((text or "").strip() for text in between):
            faults.add("structure", _local(each.tag), " ".join((text or "").strip() for text in between))


def _suspects(root: etree._Element, known_: Known, namespace: str) -> set[etree._Element]:
    """Records with attributes, text between elements, or elements below those of the layout: found by one look at all."""
    deep, odd = _looks(namespace, known_.layout.record, 2 if known_.layout.head.element else 1)
    found = set()
    for element in (*deep(root), *odd(root)):
        while (parent := element.getparent()) is not root:
            element = parent
        found.add(element)
    return found


@lru_cache(maxsize=64)
def _looks(namespace: str, record: str, levels: int) -> tuple[etree.XPath, etree.XPath]:
    spaces, step = {"n": namespace}, f"/*/n:{record}"
    deep = etree.XPath(f"{step}{'/*' * (levels + 1)}", namespaces=spaces)
    odd = etree.XPath(
        f"{step}/descendant-or-self::*[@* or (* and text()[normalize-space()])]",
        namespaces=spaces,
    )
    return deep, odd


def _said(element: etree._Element, names: Collection[str]) -> dict[str, str]:
    """Texts of a record as given, the first of each name, cut short: what a receipt repeats, and nothing of persons."""
    said: dict[str, str] = {}
    for each in element.iter():
        text, name = (each.text or "").strip(), _local(each.tag)
        if name in names and not len(each) and text:
            said.setdefault(name, "".join(c for c in text[:SAID_MOST] if c.isprintable()))
    return said


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
