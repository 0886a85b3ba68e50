"""A second writer of retail import messages for the tests: plain strings, its own tables of elements, no code of the product.

The tables follow the notes on the field, not the data of the product: where the two differ, a test fails.
"""

import base64
from typing import Any
from xml.sax.saxutils import escape

SPACE = "http://www.chinaport.gov.cn/ceb"
EXCHANGE = "http://www.chinaport.gov.cn/dxp"
DECLARED = "appType appTime appStatus"
PLATFORM = "ebpCode ebpName"
SHOP = "ebcCode ebcName"
CARRIER = "logisticsCode logisticsName logisticsNo"
BUYER = "buyerIdType buyerIdNumber buyerName buyerTelephone"
BACK = (
    f"guid {DECLARED} customsCode orderNo {PLATFORM} {SHOP} logisticsNo logisticsCode logisticsName copNo preNo invtNo "
    f"{BUYER} agentCode agentName reason note"
)
TABLES: dict[str, tuple[str, str, str, str, str]] = {
    "CEB311": (
        "Order",
        "OrderHead",
        f"guid {DECLARED} orderType orderNo {PLATFORM} {SHOP} goodsValue freight discount taxTotal acturalPaid currency "
        "buyerRegNo buyerName buyerTelephone buyerIdType buyerIdNumber payCode payName payTransactionId batchNumbers "
        "consignee consigneeTelephone consigneeAddress consigneeDistrict note",
        "OrderList",
        "gnum itemNo itemName gmodel itemDescribe barCode unit qty price totalPrice currency country note",
    ),
    "CEB411": (
        "Payment",
        "PaymentHead",
        f"guid {DECLARED} payCode payName payTransactionId orderNo {PLATFORM} payerIdType payerIdNumber payerName "
        "telephone amountPaid currency payTime note",
        "",
        "",
    ),
    "CEB511": (
        "Logistics",
        "LogisticsHead",
        f"guid {DECLARED} {CARRIER} billNo orderNo freight insuredFee currency weight packNo goodsInfo consignee "
        "consigneeAddress consigneeTelephone note",
        "",
        "",
    ),
    "CEB513": ("LogisticsStatus", "", f"guid {DECLARED} {CARRIER} logisticsStatus logisticsTime note", "", ""),
    "CEB621": (
        "Inventory",
        "InventoryHead",
        f"guid {DECLARED} orderNo {PLATFORM} {SHOP} logisticsNo logisticsCode logisticsName copNo preNo assureCode emsNo "
        f"invtNo ieFlag declTime customsCode portCode ieDate {BUYER} consigneeAddress agentCode agentName areaCode areaName "
        "tradeMode trafMode trafNo voyageNo billNo loctNo licenseNo country freight insuredFee currency wrapType packNo "
        "grossWeight netWeight note",
        "InventoryList",
        "gnum itemRecordNo itemNo itemName gcode gname gmodel barCode country tradeCountry currency qty unit qty1 unit1 "
        "qty2 unit2 price totalPrice note",
    ),
    "CEB623": ("InvtCancel", "", BACK, "", ""),
    "CEB625": ("InvtRefund", "InvtRefundHead", BACK, "InvtRefundList", "gnum gcode gname qty unit note"),
}


def elements(names: str, said: dict[str, Any], prefix: str) -> str:
    """The elements of a table that are given, in its order; a name that is not in the table is an error of the test."""
    unknown = set(said) - set(names.split())
    assert not unknown, unknown
    return "".join(f"<{prefix}{n}>{escape(str(said[n]))}</{prefix}{n}>" for n in names.split() if n in said)


def record(kind: str, head: dict[str, Any], lines: list[dict[str, Any]] | None = None, prefix: str = "ceb:") -> str:
    """One record."""
    name, inner, names, line, line_names = TABLES[kind]
    body = elements(names, head, prefix)
    if inner:
        body = f"<{prefix}{inner}>{body}</{prefix}{inner}>"
    for each in lines or []:
        body += f"<{prefix}{line}>{elements(line_names, each, prefix)}</{prefix}{line}>"
    return f"<{prefix}{name}>{body}</{prefix}{name}>"


def message(
    kind: str, records: list[str], prefix: str = "ceb:", guid: str = "A" * 36, after: str | None = None
) -> bytes:
    """A message of records, with the sender's part."""
    transfer = after if after is not None else sender(prefix)
    space = f'xmlns:{prefix[:-1]}="{SPACE}"' if prefix else f'xmlns="{SPACE}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{prefix}{kind}Message guid="{guid}" version="1.0" {space}>\n'
        + "\n".join(records)
        + f"\n{transfer}</{prefix}{kind}Message>\n"
    ).encode()


def sender(prefix: str = "ceb:") -> str:
    """The part that says who sent the message."""
    said = {"copCode": "350198T001", "copName": "福州某跨境电商有限公司", "dxpMode": "DXP", "dxpId": "DXPENT0000000001"}
    inner = "".join(f"<{prefix}{name}>{value}</{prefix}{name}>" for name, value in said.items())
    return f"<{prefix}BaseTransfer>{inner}</{prefix}BaseTransfer>\n"


def enveloped(content: bytes, kind: str, created: str = "20260302101500", receivers: int = 1) -> bytes:
    """A message in the envelope of the exchange."""
    to = "".join(f"<ReceiverId>DXPEDCCEB000000{n}</ReceiverId>" for n in range(1, receivers + 1))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><DxpMsg xmlns="{EXCHANGE}" ver="1.0"><TransInfo><CopMsgId>M-1</CopMsgId>'
        f"<SenderId>DXPENT0000000001</SenderId><ReceiverIds>{to}</ReceiverIds><CreatTime>{created}</CreatTime>"
        f"<MsgType>{kind}Message</MsgType></TransInfo><Data>{base64.b64encode(content).decode()}</Data></DxpMsg>"
    ).encode()


def guid(number: int) -> str:
    """A number of 36 characters."""
    return f"{number:08X}-0000-4000-8000-{number:012X}"


def base(number: int, when: str = "20260302093000") -> dict[str, Any]:
    """What every declaration begins with."""
    return {"guid": guid(number), "appType": 1, "appTime": when, "appStatus": 2}


def order(number: int = 1, **changes: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Head and two lines of an order over 236.00 yuan of goods, paid 267.48."""
    head = base(number) | {
        "orderType": "I",
        "orderNo": f"FZ{number:010d}",
        "ebpCode": "350198T001",
        "ebpName": "福州某平台有限公司",
        "ebcCode": "350198T002",
        "ebcName": "福州某商号有限公司",
        "goodsValue": "236.00",
        "freight": "10",
        "discount": "0",
        "taxTotal": "21.48",
        "acturalPaid": "267.48",
        "currency": 142,
        "buyerRegNo": "u1001",
        "buyerName": "陈某",
        "buyerTelephone": "13800000000",
        "buyerIdType": 1,
        "buyerIdNumber": "350102199003070012",
        "payCode": "3501980001",
        "payName": "某支付有限公司",
        "payTransactionId": f"P{number:012d}",
        "consignee": "陈某",
        "consigneeTelephone": "13800000000",
        "consigneeAddress": "福建省福州市马尾区某路 1 号",
    }
    lines = [
        {
            "gnum": 1,
            "itemNo": "A-1",
            "itemName": "奶粉",
            "gmodel": "800g",
            "barCode": "4000000000001",
            "unit": "011",
            "qty": 2,
            "price": "98",
            "totalPrice": "196",
            "currency": 142,
            "country": "304",
        },
        {
            "gnum": 2,
            "itemNo": "B-7",
            "itemName": "面膜 <5 片> & 精华",
            "unit": "011",
            "qty": "1.5",
            "price": "26.6666",
            "totalPrice": "40.00",
            "currency": 142,
            "country": "116",
        },
    ]
    return head | changes, lines


def payment(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The payment of the same order."""
    return (
        base(100000 + number)
        | {
            "payCode": "3501980001",
            "payName": "某支付有限公司",
            "payTransactionId": f"P{number:012d}",
            "orderNo": f"FZ{number:010d}",
            "ebpCode": "350198T001",
            "ebpName": "福州某平台有限公司",
            "payerIdType": 1,
            "payerIdNumber": "350102199003070012",
            "payerName": "陈某",
            "amountPaid": "267.48",
            "currency": 142,
            "payTime": "20260302092959",
        }
        | changes
    )


def waybill(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The waybill of the same order."""
    return (
        base(200000 + number)
        | {
            "logisticsCode": "350198L001",
            "logisticsName": "某物流有限公司",
            "logisticsNo": f"L{number:012d}",
            "billNo": "MAWB1",
            "orderNo": f"FZ{number:010d}",
            "freight": "10.00",
            "insuredFee": "0",
            "currency": 142,
            "weight": "1.8",
            "packNo": 1,
            "goodsInfo": "奶粉、面膜",
            "consignee": "陈某",
            "consigneeAddress": "福建省福州市马尾区某路 1 号",
            "consigneeTelephone": "13800000000",
        }
        | changes
    )


def waybill_status(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The parcel was signed for."""
    return (
        base(300000 + number)
        | {
            "logisticsCode": "350198L001",
            "logisticsName": "某物流有限公司",
            "logisticsNo": f"L{number:012d}",
            "logisticsStatus": "S",
            "logisticsTime": "20260305180000",
        }
        | changes
    )


INVENTORY_LINES: list[dict[str, Any]] = [
    {
        "gnum": 1,
        "itemRecordNo": "1",
        "itemNo": "A-1",
        "gcode": "1901101000",
        "gname": "奶粉",
        "gmodel": "800g",
        "country": "304",
        "currency": 142,
        "qty": 2,
        "unit": "011",
        "qty1": "1.6",
        "unit1": "035",
        "price": "98",
        "totalPrice": "196",
    },
    {
        "gnum": 2,
        "itemNo": "B-7",
        "gcode": "3304990049",
        "gname": "面膜",
        "gmodel": "5 片",
        "country": "116",
        "currency": 142,
        "qty": "1.5",
        "unit": "011",
        "qty1": "0.2",
        "unit1": "035",
        "qty2": 5,
        "unit2": "007",
        "price": "26.6666",
        "totalPrice": "40",
    },
]


def inventory(number: int = 1, **changes: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The inventory list of the same order."""
    head = base(400000 + number) | {
        "orderNo": f"FZ{number:010d}",
        "ebpCode": "350198T001",
        "ebpName": "福州某平台有限公司",
        "ebcCode": "350198T002",
        "ebcName": "福州某商号有限公司",
        "logisticsNo": f"L{number:012d}",
        "logisticsCode": "350198L001",
        "logisticsName": "某物流有限公司",
        "copNo": f"C{number:010d}",
        "assureCode": "350198T001",
        "emsNo": "T3501W000001",
        "ieFlag": "I",
        "declTime": "20260302",
        "customsCode": "3501",
        "portCode": "3501",
        "buyerIdType": 1,
        "buyerIdNumber": "350102199003070012",
        "buyerName": "陈某",
        "buyerTelephone": "13800000000",
        "consigneeAddress": "福建省福州市马尾区某路 1 号",
        "agentCode": "350198A001",
        "agentName": "某报关有限公司",
        "tradeMode": 1210,
        "trafMode": "Y",
        "country": "304",
        "freight": "10",
        "insuredFee": "0",
        "currency": 142,
        "packNo": 1,
        "grossWeight": "1.8",
        "netWeight": "1.6",
    }
    return head | changes, [dict(line) for line in INVENTORY_LINES]


def back(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Head of a cancellation or a return of the same list."""
    whole = inventory(number)[0]
    same = (
        "customsCode orderNo ebpCode ebpName ebcCode ebcName logisticsNo logisticsCode logisticsName copNo buyerIdType "
    )
    same += "buyerIdNumber buyerName buyerTelephone agentCode agentName"
    kept = {name: whole[name] for name in same.split()}
    return base(500000 + number) | kept | {"invtNo": "350120261000000001", "reason": "不想要了"} | changes


def of(kind: str, number: int = 1, **changes: Any) -> str:
    """One record of any kind, changed."""
    if kind in ("CEB311", "CEB621"):
        return record(kind, *{"CEB311": order, "CEB621": inventory}[kind](number, **changes))
    if kind == "CEB625":
        line = {"gnum": 1, "gcode": "1901101000", "gname": "奶粉", "qty": 1, "unit": "011"}
        return record(kind, back(number, **changes), [line])
    makers = {"CEB411": payment, "CEB511": waybill, "CEB513": waybill_status, "CEB623": back}
    return record(kind, makers[kind](number, **changes))
