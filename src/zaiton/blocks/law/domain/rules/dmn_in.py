"""A table from DMN 1.3: the parsed elements become the plain mapping that ``read_table`` checks like any other.

Understood: one decision with one decision table, plain names as input expressions, allowed values, conditions of literals,
lists, ranges, comparisons and ``not()``, literal outputs. Everything else is refused by its place; nothing is dropped in
silence but diagrams, labels, ids and the declarations of input data, which carry no rule.
"""

import re
from collections.abc import Iterator
from typing import Any, Protocol

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.cells import read_cell
from zaiton.blocks.law.domain.rules.dmn_out import DMN, OWN, days_condition
from zaiton.blocks.law.domain.rules.reading import COLUMN_NAME, ROW_NAME, TABLE_NAME, read_table
from zaiton.blocks.law.domain.rules.table import HIT_POLICIES, ON, Row, Table
from zaiton.blocks.law.domain.rules.values import TYPES, Column

DIAGRAMS = {"https://www.omg.org/spec/DMN/20191111/DMNDI/", "https://www.omg.org/spec/DMN/20180521/DI/"}
HARMLESS = {"description", "extensionElements"}
TYPES_OF_REFS = {"boolean": "boolean", "string": "text", "number": "decimal", "date": "day"}
TABLE_ENTRIES = ("article", "document", "status", "in_force_from", "in_force_until", "gaps")


class Element(Protocol):
    """What is needed of a parsed XML element."""

    tag: str
    text: str | None
    attrib: dict[str, str]

    def __iter__(self) -> Iterator["Element"]: ...


def table_of_dmn(root: Element, file: str, *, article: str = "", in_force_from: str = "") -> Table:
    """The table of a parsed DMN document; ``article`` and ``in_force_from`` for a file made elsewhere, which has neither.

    Raises ``UnknownDmn`` with the place of a construct outside the subset, ``DmnSourceMissing``, or what ``read_table`` raises.
    """
    decision = _decision(root, file)
    place = f"{file}: {_called(decision)}"
    own = _own(decision, "table")
    table = _only(decision, place, "decisionTable", ignored={*HARMLESS, "variable", "informationRequirement"})
    _requirements(decision, place)
    source = _head(decision, own, place, article, in_force_from)
    source |= {"hit": _hit(table, place), "inputs": [], "outputs": [], "rows": []}
    dated: list[bool] = []
    rules: list[tuple[Element, str]] = []
    for child in table:
        name, where = _name(child), f"{place}: {_called(child)}"
        if name == "input":
            dated.append(_own(child, "in-force") is not None)
            if not dated[-1]:
                source["inputs"].append(_input(child, where))
        elif name == "output":
            source["outputs"].append(_output(child, where))
        elif name == "rule":
            rules.append((child, where))
        elif name not in HARMLESS:
            raise _unknown(where, name)
    names = ([c["name"] for c in source["inputs"]], [c["name"] for c in source["outputs"]])
    source["rows"] = [_rule(rule, where, number, dated, *names) for number, (rule, where) in enumerate(rules, 1)]
    read = read_table(source, file, strict=True)
    for row, (rule, where) in zip(read.rows, rules, strict=True):
        _same_days(row, rule, where, dated)
    return read


def _decision(root: Element, file: str) -> Element:
    if root.tag != f"{{{DMN}}}definitions":
        raise _unknown(file, root.tag)
    decisions = []
    for child in root:
        if _name(child) == "decision":
            decisions.append(child)
        elif _namespace(child) not in DIAGRAMS and _name(child) not in {*HARMLESS, "inputData"}:
            raise _unknown(f"{file}: {_called(child)}", _name(child))
    if len(decisions) != 1:
        raise _unknown(file, f"{len(decisions)} × decision")
    return decisions[0]


def _requirements(decision: Element, place: str) -> None:
    for requirement in decision:
        if _name(requirement) == "informationRequirement":
            for child in requirement:
                if _name(child) not in {*HARMLESS, "requiredInput"}:
                    raise _unknown(f"{place}: {_called(requirement)}", _name(child))


def _head(decision: Element, own: Any, place: str, article: str, in_force_from: str) -> dict[str, Any]:
    if own is not None:
        told = own.attrib
        title = {"zh": told.get("title_zh", ""), "en": told.get("title_en", "")}
        entries = {name: told[name] for name in TABLE_ENTRIES if name in told}
        return {"table": told.get("name", ""), "title": title, **entries}
    if not article or not in_force_from:
        raise faults.DmnSourceMissing("article", place=place)
    name = decision.attrib.get("name", "").strip()
    table = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    title = {"zh": name, "en": name}
    return {
        "table": table if TABLE_NAME.fullmatch(table) else "imported",
        "title": title,
        "article": article,
        "status": "unverified",
        "in_force_from": in_force_from,
    }


def _hit(table: Element, place: str) -> str:
    for name in ("aggregation", "preferredOrientation"):
        if table.attrib.get(name) not in (None, "Rule-as-Row"):
            raise _unknown(place, f"{name}={table.attrib[name]}")
    hit = table.attrib.get("hitPolicy", "UNIQUE")
    if hit.lower() not in HIT_POLICIES or hit != hit.upper():
        raise _unknown(place, f"hitPolicy={hit}")
    return hit.lower()


def _input(element: Element, place: str) -> dict[str, Any]:
    expression = _only(element, place, "inputExpression", ignored={*HARMLESS, "inputValues"})
    values = [child for child in element if _name(child) == "inputValues"]
    name = _text(expression, place)
    if not COLUMN_NAME.fullmatch(name) or name == ON:
        raise _unknown(place, name)
    return _column(element, name, expression.attrib.get("typeRef", "string"), values, place, ranged=True)


def _output(element: Element, place: str) -> dict[str, Any]:
    values = []
    for child in element:
        if _name(child) == "outputValues":
            values.append(child)
        elif _name(child) not in HARMLESS:
            raise _unknown(place, _name(child))
    name = element.attrib.get("name", "")
    if not COLUMN_NAME.fullmatch(name):
        raise _unknown(place, f"name={name}")
    return _column(element, name, element.attrib.get("typeRef", "string"), values, place, ranged=False)


def _column(element: Element, name: str, ref: str, values: list[Element], place: str, ranged: bool) -> dict[str, Any]:
    own = _own(element, "column")
    told = own.attrib if own is not None else {}
    allowed = _text(values[0], place) if values else ""
    kind = told.get("type") or TYPES_OF_REFS.get(ref)
    if kind == "text" and values and not told:
        kind = "choice"
    if kind not in TYPES or len(values) > 1:
        raise _unknown(place, f"typeRef={ref}")
    column: dict[str, Any] = {"name": name, "type": kind}
    if "title_zh" in told or "title_en" in told:
        column["title"] = {"zh": told.get("title_zh", ""), "en": told.get("title_en", "")}
    if "places" in told:
        column["places"] = told["places"]
    if kind == "choice":
        cell = read_cell(allowed, Column(name, None, "text"), place, strict=True)
        if cell.negated or not cell.tests:
            raise _unknown(place, allowed)
        column["values"] = list(cell.tests)
    elif allowed and (kind not in ("decimal", "day") or not ranged):
        raise _unknown(place, allowed)
    elif allowed:
        column["range"] = allowed
    return column


def _rule(
    rule: Element, place: str, number: int, dated: list[bool], inputs: list[str], outputs: list[str]
) -> dict[str, Any]:
    conditions, results = [], []
    for child in rule:
        if _name(child) == "inputEntry":
            conditions.append(_text(child, f"{place}: {_called(child)}"))
        elif _name(child) == "outputEntry":
            results.append(_text(child, f"{place}: {_called(child)}"))
        elif _name(child) not in HARMLESS:
            raise _unknown(place, _name(child))
    if len(conditions) != len(dated) or len(results) != len(outputs):
        raise _unknown(place, f"{len(conditions)} × inputEntry, {len(results)} × outputEntry")
    own = _own(rule, "row")
    told = dict(own.attrib) if own is not None else {}
    if own is None and any(dated):
        raise _unknown(place, "in-force")
    row_id = rule.attrib.get("id", "")
    told.setdefault("id", row_id if ROW_NAME.fullmatch(row_id) else f"r{number}")
    plain = [text for text, is_day in zip(conditions, dated, strict=True) if not is_day]
    when = {name: text for name, text in zip(inputs, plain, strict=True) if text != "-"}
    return {**told, "when": when, "then": dict(zip(outputs, results, strict=True))}


def _same_days(row: Row, rule: Element, place: str, dated: list[bool]) -> None:
    """The column of days says what the row's own days say: a change to one alone would be lost."""
    conditions = [child for child in rule if _name(child) == "inputEntry"]
    for entry, is_day in zip(conditions, dated, strict=True):
        if is_day and _text(entry, place) != days_condition(row):
            raise _unknown(f"{place}: {_called(entry)}", _text(entry, place))


def _only(parent: Element, place: str, wanted: str, ignored: set[str]) -> Element:
    found = []
    for child in parent:
        if _name(child) == wanted and _namespace(child) == DMN:
            found.append(child)
        elif _name(child) not in ignored:
            raise _unknown(f"{place}: {_called(child)}", _name(child))
    if len(found) != 1:
        raise _unknown(place, f"{len(found)} × {wanted}")
    return found[0]


def _text(element: Element, place: str) -> str:
    texts = []
    for child in element:
        if _name(child) == "text":
            texts.append(child)
        elif _name(child) not in HARMLESS:
            raise _unknown(place, _name(child))
    if element.attrib.get("expressionLanguage") or len(texts) != 1:
        raise _unknown(place, element.attrib.get("expressionLanguage") or f"{len(texts)} × text")
    return (texts[0].text or "").strip()


def _own(element: Element, name: str) -> Element | None:
    for child in element:
        if _name(child) == "extensionElements":
            for extension in child:
                if extension.tag == f"{{{OWN}}}{name}":
                    return extension
    return None


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "?"


def _namespace(element: Element) -> str:
    return element.tag[1:].rpartition("}")[0] if isinstance(element.tag, str) else ""


def _called(element: Element) -> str:
    known = element.attrib.get("id") or element.attrib.get("name")
    return f"{_name(element)} {known}" if known else _name(element)


def _unknown(place: str, given: str) -> faults.UnknownDmn:
    return faults.UnknownDmn(place, place=place, given=given[:120])
