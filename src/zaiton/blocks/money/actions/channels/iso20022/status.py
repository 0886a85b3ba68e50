"""A pain.002 as the reply to one order."""

from lxml import etree

from zaiton.blocks.money.actions.channels.iso20022.parsing import every, needed, parsed, plain_day, text
from zaiton.blocks.money.domain.channels import Reply
from zaiton.blocks.money.domain.message_refusals import MessageUnfit

OUTCOMES = {
    **dict.fromkeys(("RCVD", "ACTC", "ACCP"), "received"),
    **dict.fromkeys(("PDNG", "ACSP", "ACWC", "ACFC"), "pending"),
    **dict.fromkeys(("ACSC", "ACCC"), "settled"),
    "RJCT": "rejected",
}


def read_pain002(content: bytes, number: str) -> Reply:
    """What it says of the order with this EndToEndId, or of the whole file. Raises ``MessageHostile``, ``MessageUnfit``.

    A file that speaks of other orders only, or twice of this one in two ways, says nothing that could be used.
    """
    root = parsed(content, "pain.002.001")
    needed(root, "GrpHdr/MsgId", most=35)
    rows = [row for row in every(root, "OrgnlPmtInfAndSts/TxInfAndSts") if text(row, "OrgnlEndToEndId") == number]
    replies = {_reply(row, "TxSts") for row in rows}
    if not rows:
        group = every(root, "OrgnlGrpInfAndSts")
        if len(group) == 1 and text(group[0], "GrpSts") == "RJCT":
            return _reply(group[0], "GrpSts")
        raise MessageUnfit(why=f"it does not speak of {number}")
    if len(replies) != 1:
        raise MessageUnfit(why=f"it speaks of {number} in two ways")
    return replies.pop()


def _reply(row: etree._Element, status: str) -> Reply:
    outcome = OUTCOMES.get(needed(row, status, most=10))
    if outcome is None:
        raise MessageUnfit(why=f"the state {text(row, status)} is none")
    code = text(row, "StsRsnInf/Rsn/Cd", most=10) or text(row, "StsRsnInf/Rsn/Prtry", most=35)
    words = text(row, "StsRsnInf/AddtlInf")
    settled_on = None
    if outcome == "settled":
        there = text(row, "OrgnlTxRef/IntrBkSttlmDt", most=35) or text(row, "FctvIntrBkSttlmDt/Dt", most=35)
        settled_on = plain_day(there)
    return Reply(outcome, code, words, text(row, "AcctSvcrRef", most=35), settled_on)
