"""The canonical document of a case type: what is kept for ever, and the digest by which cases name it.

It is the mapping of the file with every part written out, all scalars as texts, and the digests of the decision tables; so
the digest changes when any of them does, and the reader of files reads it back to an equal definition.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.domain import entries, faults
from zaiton.blocks.cases.domain.graph import (
    Agreement,
    Certificate,
    Condition,
    Dataset,
    Definition,
    Fact,
    Item,
    Limit,
    Material,
)
from zaiton.blocks.cases.domain.moves import canonical
from zaiton.blocks.cases.domain.reading import read_definition
from zaiton.blocks.cases.domain.reading_limits import COUNTED

Document = dict[str, Any]


def sealed(definition: Definition) -> Definition:
    """The definition with the digest of its canonical document."""
    return replace(definition, sha256=sha256(document_text(definition).encode()).hexdigest())


def document_text(definition: Definition) -> str:
    """The canonical document as one line of JSON."""
    return canonical(document_of(definition))


def definition_from_document(text: str) -> Definition:
    """The definition whose canonical document this is; raises a ``CaseTypeFault`` where it is none."""
    try:
        source = json.loads(text)
    except (ValueError, RecursionError):
        raise faults.TypeUnreadable(file="document", why="JSON") from None
    if not isinstance(source, Mapping) or not isinstance(source.get("tables"), Mapping):
        raise faults.TypeEntryMissing("tables", place="document", name="tables")
    tables = {name: entries.text(digest, f"document: tables.{name}") for name, digest in source["tables"].items()}
    rest = {name: entry for name, entry in source.items() if name != "tables"}
    return sealed(read_definition(rest, "document", tables))


def document_of(definition: Definition) -> Document:
    """The canonical document as plain values."""
    return _without_nothing(
        {
            "case": definition.name,
            "title": _both(definition.title),
            "article": definition.article,
            "status": definition.status,
            "in_force_from": definition.in_force_from.isoformat(),
            "prefix": definition.prefix,
            "who": _both(definition.who),
            "appeal": _both(definition.appeal),
            "correction": _limit(definition.correction),
            "joint": _limit(definition.joint),
            "facts": [_fact(fact) for fact in definition.facts],
            "materials": [_material(material) for material in definition.materials],
            "roles": [{"id": r.id, "title": _both(r.title), "organ": _both(r.organ)} for r in definition.roles],
            "items": [_item(item) for item in definition.items],
            "consistent": [_agreement(one) for one in definition.consistent] or None,
            "datasets": {one.name: _dataset(one) for one in definition.datasets} or None,
            "dataset": definition.dataset or None,
            "tables": dict(definition.tables),
        }
    )


def _fact(fact: Fact) -> Document:
    values = [{"id": v, "title": _both(t)} for v, t in zip(fact.values, fact.value_titles, strict=True)]
    return _without_nothing(
        {
            "name": fact.name,
            "title": _both(fact.title),
            "type": fact.type,
            "values": values or None,
            "places": None if fact.places is None else str(fact.places),
            "range": fact.range or None,
            "required": _yes(fact.required),
            "register": fact.register or None,
            "hint": _both(fact.hint),
            "identifier": fact.identifier or None,
        }
    )


def _material(material: Material) -> Document:
    return _without_nothing(
        {
            "id": material.id,
            "title": _both(material.title),
            "register": material.register or None,
            "when": _condition(material.when),
            "confidential": _yes(material.confidential),
        }
    )


def _item(item: Item) -> Document:
    return _without_nothing(
        {
            "id": item.id,
            "title": _both(item.title),
            "article": item.article,
            "roles": list(item.roles),
            "limit": _limit(item.limit),
            "after": list(item.after),
            "prereview": _yes(item.prereview),
            "when": _condition(item.when),
            "skipped": item.skipped or None,
            "needs": [{"material": need.material, "article": need.article} for need in item.needs],
            "reads": list(item.reads),
            "output": _both(item.output),
            "issue": _limit(item.issue_limit),
            "check": _condition(item.check),
            "fee": {"fen": str(item.fee_fen), "article": item.fee_article} if item.fee_fen else None,
            "certificate": _certificate(item.certificate),
            "automatic": "true" if item.automatic else None,
        }
    )


def _certificate(wanted: Certificate | None) -> Document | None:
    if wanted is None:
        return None
    return _without_nothing(
        {
            "kind": wanted.kind,
            "prefix": wanted.prefix,
            "seal": wanted.seal,
            "shows": list(wanted.shows),
            "holder": wanted.holder or None,
            "months": str(wanted.months) if wanted.months else None,
            "until": wanted.until or None,
        }
    )


def _agreement(one: Agreement) -> Document:
    said = {"id": one.id, "title": _both(one.title), "article": one.article}
    return {**said, **({"order": list(one.order)} if one.order else _condition(one.condition))}


def _dataset(one: Dataset) -> Document:
    """Every item with what holds for it, so that reading it back needs nothing from the items."""
    return {
        "title": _both(one.title),
        "note": _both(one.note),
        "status": one.status,
        "items": {
            terms.item: _without_nothing(
                {"limit": _limit(terms.limit), "issue": _limit(terms.issue_limit), "after": list(terms.after)}
            )
            for terms in one.items
        },
    }


def _limit(limit: Limit | None) -> Document | None:
    if limit is None:
        return None
    counted = next(name for name, units in COUNTED.items() if limit.unit in units)
    return _without_nothing(
        {
            counted: str(limit.number),
            "unit": limit.unit,
            "article": limit.article,
            "status": limit.status,
            "start_excluded": _yes(limit.start_excluded),
            "roll_last_day": _yes(limit.roll_last_day),
            "grounds": None if limit.grounds is None else list(limit.grounds),
            "extension": str(limit.extension) if limit.extension else None,
            "approver": limit.approver or None,
        }
    )


def _condition(condition: Condition | None) -> Document | None:
    if condition is None:
        return None
    return {"table": condition.table, "output": condition.output, "is": list(condition.values)}


def _both(text: Bilingual | None) -> Document | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _without_nothing(document: Document) -> Document:
    return {name: value for name, value in document.items() if value is not None}
