"""Messages as rows keep them: what they say of goods and money as JSON, what they say of persons apart, to be sealed.

The same message always packs to the same two texts, so that their digest tells a repetition from a change.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from zaiton.services.retail_tax.domain.messages import (
    CancelMessage,
    InventoryLine,
    InventoryMessage,
    OrderLine,
    OrderMessage,
    PaymentMessage,
    ReturnLine,
    ReturnMessage,
    WaybillMessage,
    WaybillStatus,
    wired,
)

PERSONAL = frozenset(
    (
        "buyer_reg_no",
        "buyer_name",
        "buyer_telephone",
        "buyer_id_type",
        "buyer_id_number",
        "consignee",
        "consignee_telephone",
        "consignee_address",
        "payer_name",
        "payer_id_type",
        "payer_id_number",
        "telephone",
    )
)
"""Attributes of messages that speak of a person."""
KINDS: Mapping[type, str] = {
    OrderMessage: "order",
    PaymentMessage: "payment",
    WaybillMessage: "waybill",
    WaybillStatus: "waybill_status",
    InventoryMessage: "inventory",
    CancelMessage: "cancel",
    ReturnMessage: "return",
}
CLASSES: Mapping[str, type] = {kind: cls for cls, kind in KINDS.items()}
LINES: Mapping[str, type] = {"order": OrderLine, "inventory": InventoryLine, "return": ReturnLine}
NAMED: Mapping[str, tuple[str, ...]] = {
    "order": ("ebp_code", "order_no"),
    "payment": ("pay_code", "pay_transaction_id"),
    "waybill": ("logistics_code", "logistics_no"),
    "waybill_status": ("logistics_code", "logistics_no", "logistics_status"),
    "inventory": ("agent_code", "cop_no"),
    "cancel": ("agent_code", "cop_no"),
    "return": ("agent_code", "cop_no"),
}
"""By which enterprise and under which number a document is known within its kind."""
SEPARATOR = "/"


class Packed(NamedTuple):
    """A message as a row keeps it."""

    kind: str
    code: str
    number: str
    said: str
    persons: str


def pack(message: Any) -> Packed:
    """A message in two texts, with the name it has within its kind."""
    kind = KINDS[type(message)]
    said, persons = {}, {}
    for attribute, _, _, _ in wired(type(message)):
        value = getattr(message, attribute)
        if value in ("", None):
            continue
        (persons if attribute in PERSONAL else said)[attribute] = _plain(value)
    lines = getattr(message, "lines", ())
    if lines:
        names = [attribute for attribute, _, _, _ in wired(type(lines[0]))]
        said["lines"] = [[_plain(getattr(line, name)) for name in names] for line in lines]
    code, *number = (getattr(message, name) for name in NAMED[kind])
    return Packed(kind, code, SEPARATOR.join(number), _text(said), _text(persons))


def unpack(kind: str, said: str, persons: str) -> Any:
    """The message again."""
    cls = CLASSES[kind]
    given = json.loads(said) | json.loads(persons)
    lines = given.pop("lines", ())
    values = {name: _read(given.get(name), type_, optional) for name, _, type_, optional in wired(cls)}
    if kind in LINES:
        fields = wired(LINES[kind])
        values["lines"] = tuple(
            LINES[kind](**{f[0]: _read(cell, f[2], f[3]) for f, cell in zip(fields, line, strict=True)})
            for line in lines
        )
    return cls(**values)


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime | date) else value


def _read(value: Any, kind: str, optional: bool) -> Any:
    if value is None:
        return "" if kind == "text" else None
    if kind == "decimal":
        return Decimal(value)
    if kind == "time":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind == "day" else value
