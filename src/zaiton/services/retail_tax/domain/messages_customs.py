"""What customs and the port answer: receipts, tax bills (CEB816) and their states (CEB818)."""

from dataclasses import dataclass
from datetime import datetime

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
    wire,
)

GENERATED, CONSOLIDATED, VOID = "1", "2", "3"
"""The states of a tax bill."""


@dataclass(frozen=True, slots=True)
class ReceiptMessage:
    """A receipt of one record, or of a malformed message: the state, when, and why in words."""

    guid: str = wire("guid")
    status: str = wire("returnStatus")
    at: datetime = wire("returnTime", "time")
    info: str = wire("returnInfo")


@dataclass(frozen=True, slots=True)
class TaxLine:
    """The taxes of one line of an inventory list, in fen."""

    gnum: int = wire("gnum", "whole")
    gcode: str = wire("gcode")
    price_fen: int = wire("taxPrice", "amount")
    customs_fen: int = wire("customsTax", "amount")
    vat_fen: int = wire("valueAddedTax", "amount")
    consumption_fen: int = wire("consumptionTax", "amount")


@dataclass(frozen=True, slots=True)
class TaxBillMessage:
    """A tax bill (CEB816): the taxes of one inventory list; its head is the sum of its lines."""

    guid: str = wire("guid")
    at: datetime = wire("returnTime", "time")
    invt_no: str = wire("invtNo")
    tax_no: str = wire("taxNo")
    customs_fen: int = wire("customsTax", "amount")
    vat_fen: int = wire("valueAddedTax", "amount")
    consumption_fen: int = wire("consumptionTax", "amount")
    status: str = wire("status")
    ent_duty_no: str = wire("entDutyNo")
    assure_code: str = wire("assureCode")
    ebc_code: str = wire("ebcCode")
    logistics_code: str = wire("logisticsCode")
    agent_code: str = wire("agentCode")
    customs_code: str = wire("customsCode")
    order_no: str = wire("orderNo")
    logistics_no: str = wire("logisticsNo")
    lines: tuple[TaxLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxStateMessage:
    """The state of a tax bill (CEB818)."""

    guid: str = wire("guid")
    at: datetime = wire("returnTime", "time")
    invt_no: str = wire("invtNo")
    tax_no: str = wire("taxNo")
    status: str = wire("status")
    ent_duty_no: str = wire("entDutyNo")
    assure_code: str = wire("assureCode")


@dataclass(frozen=True, slots=True)
class Transfer:
    """Who sent a message: the part after its records."""

    cop_code: str = wire("copCode")
    cop_name: str = wire("copName")
    dxp_mode: str = wire("dxpMode")
    dxp_id: str = wire("dxpId")


RECORDS: dict[str, tuple[type, type | None]] = {
    "CEB311": (OrderMessage, OrderLine),
    "CEB411": (PaymentMessage, None),
    "CEB511": (WaybillMessage, None),
    "CEB513": (WaybillStatus, None),
    "CEB621": (InventoryMessage, InventoryLine),
    "CEB623": (CancelMessage, None),
    "CEB625": (ReturnMessage, ReturnLine),
    "CEB816": (TaxBillMessage, TaxLine),
    "CEB818": (TaxStateMessage, None),
    **dict.fromkeys(
        ("CEB312", "CEB412", "CEB512", "CEB514", "CEB622", "CEB624", "CEB626", "CEB900"), (ReceiptMessage, None)
    ),
}
"""The record of each message and of its lines."""
KEYS: dict[str, tuple[str, ...]] = {
    "CEB311": ("ebp_code", "order_no"),
    "CEB411": ("pay_code", "pay_transaction_id"),
    "CEB511": ("logistics_code", "logistics_no"),
    "CEB513": ("logistics_code", "logistics_no", "logistics_status"),
    "CEB621": ("agent_code", "cop_no"),
    "CEB623": ("agent_code", "cop_no"),
    "CEB625": ("agent_code", "cop_no"),
    "CEB816": ("tax_no",),
    "CEB818": ("tax_no", "status"),
}
"""What tells the records of one kind apart, beside ``guid``."""
DECLARATIONS = ("CEB311", "CEB411", "CEB511", "CEB513", "CEB621", "CEB623", "CEB625")
