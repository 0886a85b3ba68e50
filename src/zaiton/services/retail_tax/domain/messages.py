"""What messages of retail imports say, as plain records: amounts in fen, quantities as decimals, times aware.

Each field names the element it comes from; which elements there are, in which order and how long, is data
(``data/messages``), held against these records when it is loaded. An element that is left out is ``""`` or None.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

Kind = str
"""``text``, ``amount`` (fen), ``decimal``, ``whole``, ``time`` (Beijing) or ``day``."""


def wire(element: str, kind: Kind = "text", *, optional: bool = False) -> Any:
    """A field of a record that comes from an element of that name; None where an optional one that is no text is left out."""
    return field(metadata={"element": element, "kind": kind, "optional": optional or kind == "text"})


@lru_cache(maxsize=64)
def wired(record: type) -> tuple[tuple[str, str, Kind, bool], ...]:
    """Attribute, element, kind and whether it may be left out, of every field from an element, in the order of the record."""
    return tuple(
        (f.name, f.metadata["element"], f.metadata["kind"], f.metadata["optional"])
        for f in fields(record)
        if f.metadata
    )


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One kind of goods of an order; ``price`` in yuan for one ``unit``."""

    gnum: int = wire("gnum", "whole")
    item_no: str = wire("itemNo")
    item_name: str = wire("itemName")
    gmodel: str = wire("gmodel")
    bar_code: str = wire("barCode")
    unit: str = wire("unit")
    qty: Decimal = wire("qty", "decimal")
    price: Decimal = wire("price", "decimal")
    total_fen: int = wire("totalPrice", "amount")
    country: str = wire("country")


@dataclass(frozen=True, slots=True)
class OrderMessage:
    """An order (CEB311). ``actual_paid_fen`` is goods, freight and tax less the discount."""

    guid: str = wire("guid")
    app_type: str = wire("appType")
    app_time: datetime = wire("appTime", "time")
    app_status: str = wire("appStatus")
    order_no: str = wire("orderNo")
    ebp_code: str = wire("ebpCode")
    ebp_name: str = wire("ebpName")
    ebc_code: str = wire("ebcCode")
    ebc_name: str = wire("ebcName")
    goods_value_fen: int = wire("goodsValue", "amount")
    freight_fen: int = wire("freight", "amount")
    discount_fen: int = wire("discount", "amount")
    tax_total_fen: int = wire("taxTotal", "amount")
    actual_paid_fen: int = wire("acturalPaid", "amount")
    buyer_reg_no: str = wire("buyerRegNo")
    buyer_name: str = wire("buyerName")
    buyer_telephone: str = wire("buyerTelephone")
    buyer_id_type: str = wire("buyerIdType")
    buyer_id_number: str = wire("buyerIdNumber")
    pay_code: str = wire("payCode")
    pay_name: str = wire("payName")
    pay_transaction_id: str = wire("payTransactionId")
    consignee: str = wire("consignee")
    consignee_telephone: str = wire("consigneeTelephone")
    consignee_address: str = wire("consigneeAddress")
    lines: tuple[OrderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentMessage:
    """A payment (CEB411)."""

    guid: str = wire("guid")
    app_type: str = wire("appType")
    app_time: datetime = wire("appTime", "time")
    app_status: str = wire("appStatus")
    pay_code: str = wire("payCode")
    pay_name: str = wire("payName")
    pay_transaction_id: str = wire("payTransactionId")
    order_no: str = wire("orderNo")
    ebp_code: str = wire("ebpCode")
    ebp_name: str = wire("ebpName")
    payer_id_type: str = wire("payerIdType")
    payer_id_number: str = wire("payerIdNumber")
    payer_name: str = wire("payerName")
    telephone: str = wire("telephone")
    amount_paid_fen: int = wire("amountPaid", "amount")
    pay_time: datetime = wire("payTime", "time")


@dataclass(frozen=True, slots=True)
class WaybillMessage:
    """A waybill (CEB511); ``weight`` in kilograms."""

    guid: str = wire("guid")
    app_type: str = wire("appType")
    app_time: datetime = wire("appTime", "time")
    app_status: str = wire("appStatus")
    logistics_code: str = wire("logisticsCode")
    logistics_name: str = wire("logisticsName")
    logistics_no: str = wire("logisticsNo")
    bill_no: str = wire("billNo")
    order_no: str = wire("orderNo")
    freight_fen: int = wire("freight", "amount")
    insured_fee_fen: int = wire("insuredFee", "amount")
    weight: Decimal = wire("weight", "decimal")
    pack_no: int = wire("packNo", "whole")
    goods_info: str = wire("goodsInfo")
    consignee: str = wire("consignee")
    consignee_address: str = wire("consigneeAddress")
    consignee_telephone: str = wire("consigneeTelephone")


@dataclass(frozen=True, slots=True)
class WaybillStatus:
    """A state of a waybill (CEB513): S, signed for by the consignee."""

    guid: str = wire("guid")
    app_type: str = wire("appType")
    app_time: datetime = wire("appTime", "time")
    app_status: str = wire("appStatus")
    logistics_code: str = wire("logisticsCode")
    logistics_name: str = wire("logisticsName")
    logistics_no: str = wire("logisticsNo")
    logistics_status: str = wire("logisticsStatus")
    logistics_time: datetime = wire("logisticsTime", "time")


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """One kind of goods of an inventory list: ``qty1`` is the statutory quantity in ``unit1``, ``qty2`` the second, if any."""

    gnum: int = wire("gnum", "whole")
    item_record_no: str = wire("itemRecordNo")
    item_no: str = wire("itemNo")
    gcode: str = wire("gcode")
    gname: str = wire("gname")
    gmodel: str = wire("gmodel")
    country: str = wire("country")
    qty: Decimal = wire("qty", "decimal")
    unit: str = wire("unit")
    qty1: Decimal = wire("qty1", "decimal")
    unit1: str = wire("unit1")
    qty2: Decimal | None = wire("qty2", "decimal", optional=True)
    unit2: str = wire("unit2")
    price: Decimal = wire("price", "decimal")
    total_fen: int = wire("totalPrice", "amount")


@dataclass(frozen=True, slots=True)
class InventoryMessage:
    """An inventory list (CEB621): what is declared to customs for one order."""

    guid: str = wire("guid")
    app_type: str = wire("appType")
    app_time: datetime = wire("appTime", "time")
    app_status: str = wire("appStatus")
    order_no: str = wire("orderNo")
    ebp_code: str = wire("ebpCode")
    ebp_name: str = wire("ebpName")
    ebc_code: str = wire("ebcCode")
    ebc_name: str = wire("ebcName")
    logistics_no: str = wire("logisticsNo")
    logistics_code: str = wire("logisticsCode")
    logistics_name: str = wire("logisticsName")
    cop_no: str = wire("copNo")
    pre_no: str = wire("preNo")
    assure_code: str = wire("assureCode")
    ems_no: str = wire("emsNo")
    invt_no: str = wire("invtNo")
    decl_day: date = wire("declTime", "day")
    customs_code: str = wire("customsCode")
    port_code: str = wire("portCode")
    ie_day: date | None = wire("ieDate", "day", optional=True)
    buyer_id_type: str = wire("buyerIdType")
    buyer_id_number: str = wire("buyerIdNumber")
    buyer_name: str = wire("buyerName")
    buyer_telephone: str = wire("buyerTelephone")
    consignee_address: str = wire("consigneeAddress")
    agent_code: str = wire("agentCode")
    agent_name: str = wire("agentName")
    area_code: str = wire("areaCode")
    trade_mode: str = wire("tradeMode")
    traf_mode: str = wire("trafMode")
    bill_no: str = wire("billNo")
    country: str = wire("country")
    freight_fen: int = wire("freight", "amount")
    insured_fee_fen: int = wire("insuredFee", "amount")
    pack_no: int = wire("packNo", "whole")
    gross_weight: Decimal = wire("grossWeight", "decimal")
    net_weight: Decimal = wire("netWeight", "decimal")
    lines: tuple[InventoryLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelMessage:
    """An application to take an inventory list back before release (CEB623)."""

    guid: str = wire("guid")
    app_type: str = wire("appType")
    app_time: datetime = wire("appTime", "time")
    app_status: str = wire("appStatus")
    customs_code: str = wire("customsCode")
    order_no: str = wire("orderNo")
    ebp_code: str = wire("ebpCode")
    ebc_code: str = wire("ebcCode")
    logistics_no: str = wire("logisticsNo")
    logistics_code: str = wire("logisticsCode")
    cop_no: str = wire("copNo")
    pre_no: str = wire("preNo")
    invt_no: str = wire("invtNo")
    buyer_id_type: str = wire("buyerIdType")
    buyer_id_number: str = wire("buyerIdNumber")
    buyer_name: str = wire("buyerName")
    agent_code: str = wire("agentCode")
    reason: str = wire("reason")


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One kind of goods sent back."""

    gnum: int = wire("gnum", "whole")
    gcode: str = wire("gcode")
    gname: str = wire("gname")
    qty: Decimal = wire("qty", "decimal")
    unit: str = wire("unit")


@dataclass(frozen=True, slots=True)
class ReturnMessage:
    """An application to send goods back after release (CEB625)."""

    guid: str = wire("guid")
    app_type: str = wire("appType")
    app_time: datetime = wire("appTime", "time")
    app_status: str = wire("appStatus")
    customs_code: str = wire("customsCode")
    order_no: str = wire("orderNo")
    ebp_code: str = wire("ebpCode")
    ebc_code: str = wire("ebcCode")
    logistics_no: str = wire("logisticsNo")
    logistics_code: str = wire("logisticsCode")
    cop_no: str = wire("copNo")
    pre_no: str = wire("preNo")
    invt_no: str = wire("invtNo")
    buyer_id_type: str = wire("buyerIdType")
    buyer_id_number: str = wire("buyerIdNumber")
    buyer_name: str = wire("buyerName")
    agent_code: str = wire("agentCode")
    reason: str = wire("reason")
    lines: tuple[ReturnLine, ...] = ()
