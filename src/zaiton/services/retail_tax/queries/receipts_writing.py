"""Receipts, tax bills and their states as the port and customs send them: canonical XML, held against the same layouts.

For the answers of this platform, for the counterparts of a demonstration, and for tests.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from zaiton.services.retail_tax.domain.messages import wired
from zaiton.services.retail_tax.domain.messages_customs import TaxBillMessage, TaxStateMessage
from zaiton.services.retail_tax.domain.messages_faults import Faults
from zaiton.services.retail_tax.domain.messages_layout import Element, Part
from zaiton.services.retail_tax.domain.messages_refusals import MessageUnwritable
from zaiton.services.retail_tax.domain.messages_rules import check_record
from zaiton.services.retail_tax.domain.messages_values import BEIJING, UNSEEMLY, check, yuan
from zaiton.services.retail_tax.queries.messages_layouts import RECORDS, Known, answers, around, known
from zaiton.services.retail_tax.queries.messages_reading import Reading, Record

INFO = "returnInfo"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of one record: the code of its state and the words beside it."""

    status: str
    info: str


def answer_to(record: Record, accepted: Answer, translate: Callable[[str], str]) -> Answer:
    """The answer that reading alone gives: ``accepted``, or the first fault with all words."""
    if record.faults:
        return Answer(record.faults[0].code, info_of((f.code, f.words(translate)) for f in record.faults))
    return accepted


def acceptance(name: str, language: str) -> Answer:
    """What is told of a good record of a message (``CEB311``)."""
    told = answers()
    status = told.acceptance(name)
    return Answer(status, info_of([(status, told.states[status].in_language(language))]))


def info_of(parts: Iterable[tuple[str, str]], most: int = 1000) -> str:
    """Codes and words as the port writes them; what is too long ends with a sign."""
    text = "".join(f"[Code:{code};Desc:{UNSEEMLY.sub(' ', words)}]" for code, words in parts)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def receipts(reading: Reading, told: Sequence[Answer], *, guid: str, guids: Sequence[str], at: datetime) -> bytes:
    """One receipt message for the records of a file, an answer and an own number each. Raises ``MessageUnwritable``."""
    declared = known(reading.name)
    layout = known(declared.layout.receipt)
    repeated = {element.name for element in layout.layout.head.elements}
    plan = _plan(RECORDS[reading.name][0], declared.layout.head, repeated)
    rows = [
        _echo(record, layout, plan) | _answer(answer, each, at)
        for record, answer, each in zip(reading.records, told, guids, strict=True)
    ]
    return _message(layout, guid, [(row, []) for row in rows], {"guid", "returnStatus", "returnTime", INFO})


def format_error(reading: Reading, translate: Callable[[str], str], *, guid: str, at: datetime) -> bytes:
    """CEB900: why a whole file was not taken. Raises ``MessageUnwritable``."""
    faults = reading.faults
    answer = Answer(faults[0].code, info_of((fault.code, fault.words(translate)) for fault in faults))
    return _message(known("CEB900"), guid, [(_answer(answer, guid, at), [])], None)


def tax_bills(bills: Sequence[TaxBillMessage], *, guid: str) -> bytes:
    """CEB816: the sums of each bill must be those of its lines. Raises ``MessageUnwritable``."""
    layout = known("CEB816")
    for bill in bills:
        found = Faults(answers().faults)
        check_record(bill, "TaxListRd", found)
        if found.found:
            raise MessageUnwritable(element=found.found[0].element, name="CEB816", given=found.found[0].given)
    return _message(layout, guid, [(texts_of(bill, layout.layout.head), _lines(bill, layout)) for bill in bills], None)


def tax_states(states: Sequence[TaxStateMessage], *, guid: str) -> bytes:
    """CEB818: states of tax bills. Raises ``MessageUnwritable``."""
    layout = known("CEB818")
    return _message(layout, guid, [(texts_of(state, layout.layout.head), []) for state in states], None)


def list_states(name: str, states: Sequence[tuple[Mapping[str, str], Answer, str, datetime]], *, guid: str) -> bytes:
    """CEB622, CEB624, CEB626: states of lists and applications, each with its head, answer, number and moment. Raises ``MessageUnwritable``."""
    rows = [({**head, **_answer(answer, each, at)}, []) for head, answer, each, at in states]
    return _message(known(name), guid, rows, None)


def texts_of(record: Any, part: Part) -> dict[str, str]:
    """The texts of a record by element, as the standard writes them."""
    return {
        element.name: written(getattr(record, attribute), element)
        for attribute, element in _plan(type(record), part, set(part.names))
    }


def _plan(record: type, part: Part, names: Collection[str]) -> list[tuple[str, Element]]:
    """Attributes of a record with the elements they are written as, of these names."""
    types = {element.name: element for element in part.elements if element.name in names}
    return [(attribute, types[element]) for attribute, element, _, _ in wired(record) if element in types]


def written(value: Any, element: Element) -> str:
    """One value as the standard writes it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(BEIJING)
        return local.strftime("%Y%m%d%H%M%S") + (
            f"{local.microsecond // 1000:03d}" if element.type == "instant" else ""
        )
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    if element.type == "amount":
        return yuan(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _lines(bill: TaxBillMessage, layout: Known) -> list[dict[str, str]]:
    part = layout.layout.lines
    assert part is not None  # the layout of a tax bill has lines, made sure of when it is loaded
    return [texts_of(line, part) for line in bill.lines]


def _echo(record: Record, layout: Known, plan: Sequence[tuple[str, Element]]) -> dict[str, str]:
    """What the receipt repeats of the record: of a bad one as it was given, cut to what fits."""
    if record.message is not None:
        return {element.name: written(getattr(record.message, name), element) for name, element in plan}
    said = record.said or {}
    return {each.name: said.get(each.name, "")[: each.length or 1] for each in layout.layout.head.elements}


def _answer(answer: Answer, guid: str, at: datetime) -> dict[str, str]:
    local = at.astimezone(BEIJING)
    time = local.strftime("%Y%m%d%H%M%S") + f"{local.microsecond // 1000:03d}"
    return {"guid": guid, "returnStatus": answer.status, "returnTime": time, INFO: answer.info}


def _message(
    layout: Known,
    guid: str,
    records: Sequence[tuple[Mapping[str, str], Sequence[Mapping[str, str]]]],
    checked: set[str] | None,
) -> bytes:
    """The canonical message; ``checked`` are the elements held against the layout (None: all)."""
    outside, said = around(), layout.layout
    if len(guid) != 36:
        raise MessageUnwritable(element="@guid", name=said.name, given=guid[:60])
    if not records or len(records) > said.most:
        raise MessageUnwritable(element=said.record, name=said.name, given=str(len(records)))
    at, codes = f"{{{outside.namespace}}}", answers().faults
    root = etree.Element(at + said.root, nsmap={"ceb": outside.namespace}, guid=guid, version=outside.version)
    for head, lines in records:
        record = etree.SubElement(root, at + said.record)
        inner = etree.SubElement(record, at + said.head.element) if said.head.element else record
        _fill(inner, said.head, head, at, said.name, checked, codes)
        if said.lines and not 1 <= len(lines) <= said.lines.lines:
            raise MessageUnwritable(element=said.lines.element, name=said.name, given=str(len(lines)))
        for line in lines:
            assert said.lines is not None  # records of a layout without lines have none
            _fill(etree.SubElement(record, at + said.lines.element), said.lines, line, at, said.name, checked, codes)
    return etree.tostring(root, method="c14n", exclusive=False, with_comments=False)


def _fill(
    parent: etree._Element,
    part: Part,
    texts: Mapping[str, str],
    at: str,
    name: str,
    checked: set[str] | None,
    codes: Mapping[str, str],
) -> None:
    found = Faults(codes)
    for element in part.elements:
        text = texts.get(element.name, "")
        if checked is None or element.name in checked:
            check(element, text, element.name, found)
        if found.found:
            raise MessageUnwritable(element=element.name, name=name, given=found.found[0].given or text[:60])
        if text or element.required:
            etree.SubElement(parent, at + element.name).text = UNSEEMLY.sub(" ", text)
