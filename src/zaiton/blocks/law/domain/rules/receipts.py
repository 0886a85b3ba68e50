"""The receipt of an evaluation as a document: table, facts, what matched, why every other row did not, outputs, sources.

Its bytes are canonical JSON, so that the same table, day and facts give the same bytes for ever; replay compares them.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.engine import Engine, Receipt
from zaiton.blocks.law.domain.rules.table import ON, Table
from zaiton.blocks.law.domain.rules.values import canonical, day_of, plain

FORMAT = "zaiton.rules.receipt/1"


def receipt_document(receipt: Receipt) -> dict[str, Any]:
    """The receipt as plain values. ``rejected`` names, for each row that does not hold, its first failing cell."""
    rules = receipt.rules
    table, decision = rules.engine.table, receipt.decision
    facts = {c.name: plain(v) for c, v in zip(table.inputs, receipt.values, strict=True)}
    matched, undecided, rejected = _rows(receipt)
    applied = [row for row in table.rows if row.id in decision.rows]
    return {
        "format": FORMAT,
        "table": {"name": table.name, "sha256": table.sha256, "article": table.article, "document": table.document},
        "on": rules.day.isoformat(),
        "facts": facts,
        "facts_sha256": sha256(canonical(facts)).hexdigest(),
        "hit": table.hit,
        "status": decision.status,
        "rows": [row.id for row in applied],
        "outputs": outputs_document(decision.outputs),
        "matched": matched,
        "undecided": undecided,
        "rejected": rejected,
        "matters": list(decision.matters),
        "sources": [{"row": row.id, "article": row.article} for row in applied],
    }


def receipt_bytes(receipt: Receipt) -> bytes:
    """The canonical bytes of the receipt."""
    return canonical(receipt_document(receipt))


def outputs_document(outputs: Any) -> Any:
    """Outputs as plain values: a mapping, a list of them, or None."""
    if outputs is None:
        return None
    if isinstance(outputs, tuple):
        return [outputs_document(one) for one in outputs]
    return {name: plain(value) for name, value in outputs.items()}


def _rows(receipt: Receipt) -> tuple[list[str], list[dict], list[dict]]:
    rules = receipt.rules
    table = rules.engine.table
    ways = [[mask] for mask in receipt.masks] if receipt.masks is not None else rules.passing(receipt.values)
    possible, certain = [_any(way) for way in ways], [_all(way) for way in ways]
    conditions, told = rules.engine.conditions, [plain(value) for value in receipt.values]
    matched, undecided, rejected = [], [], []
    for number, row in enumerate(table.rows):
        if not rules.in_force >> number & 1:
            until = row.in_force.until.isoformat() if row.in_force.until else "…"
            days = f"[{row.in_force.first.isoformat()}..{until})"
            rejected.append({"row": row.id, "cell": ON, "given": rules.day.isoformat(), "condition": days})
            continue
        failing = next((i for i, mask in enumerate(possible) if not mask >> number & 1), None)
        if failing is not None:
            cell, given = table.inputs[failing].name, told[failing]
            rejected.append({"row": row.id, "cell": cell, "given": given, "condition": conditions[number][failing]})
            continue
        unsettled = [table.inputs[i].name for i, mask in enumerate(certain) if not mask >> number & 1]
        if unsettled:
            undecided.append({"row": row.id, "facts": unsettled})
        else:
            matched.append(row.id)
    return matched, undecided, rejected


def _any(masks: Sequence[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _all(masks: Sequence[int]) -> int:
    found = -1
    for mask in masks:
        found &= mask
    return found


def read_receipt(content: bytes, file: str) -> dict[str, Any]:
    """The document of a receipt from its bytes; raises ``BadReceipt``."""
    bad = faults.BadReceipt(file=file, format=FORMAT)
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise bad from None
    named = isinstance(document, dict) and document.get("format") == FORMAT and isinstance(document.get("table"), dict)
    if not named or not isinstance(document.get("facts"), dict) or day_of(document.get("on")) is None:
        raise bad
    digest = document["table"].get("sha256")
    if not isinstance(digest, str) or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise bad
    return document


def replay(table: Table, document: Mapping[str, Any], content: bytes) -> bytes:
    """Recompute an old receipt from its table; returns the bytes, which are those given.

    Raises ``TableAltered`` where the table is another one, ``ReceiptDiffers`` where the bytes are not reproduced.
    """
    if table.sha256 != document["table"]["sha256"]:
        raise faults.TableAltered(found=table.sha256, sha256=document["table"]["sha256"])
    engine = Engine(table)
    day: date = day_of(document["on"])
    again = receipt_document(engine.on(day).receipt(engine.facts_of(document["facts"])))
    made = canonical(again)
    if made != content:
        raise _difference(document, again)
    return made


def _difference(document: Mapping[str, Any], again: Mapping[str, Any]) -> faults.ReceiptDiffers:
    def said(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)[:120]

    for name in sorted({*document, *again}):
        if document.get(name) != again.get(name):
            return faults.ReceiptDiffers(name=name, given=said(document.get(name)), found=said(again.get(name)))
    return faults.ReceiptDiffers(name="bytes", given="…", found="…")
