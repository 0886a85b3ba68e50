"""A pain.002 as the reply to one order, from the narrowest part of it that speaks of the order: order, part, file."""

from lxml import etree

from zaiton.blocks.money.actions.channels.iso20022.parsing import every, needed, parsed, plain_day, text, texts
from zaiton.blocks.money.domain.channels import Reply
from zaiton.blocks.money.domain.message_refusals import MessageAmbiguous, MessageSilent, MessageValueUnfit
from zaiton.blocks.money.domain.messages import OUTCOMES, REPEATED, STATES

WORDS_MOST = 300


def read_pain002(content: bytes, number: str, *, asked: bool = False) -> Reply:
    """What it says of the order with this EndToEndId. Raises ``MessageHostile``, ``MessageUnfit``.

    "Refused, because it came before" is no refusal where it answers an order: what came before may have been paid, so the order
    counts as received, and is asked for. Where it answers that question (``asked``) it is one: had the number been paid, the
    bank would say so. A file that speaks of other orders only, or in two ways of this one, says nothing that could be used.
    """
    root = parsed(content, STATES)
    needed(root, "GrpHdr/MsgId", most=35)
    parts = every(root, "OrgnlPmtInfAndSts")
    orders = [row for part in parts for row in every(part, "TxInfAndSts") if text(row, "OrgnlEndToEndId") == number]
    own = [part for part in parts if text(part, "OrgnlPmtInfId", most=35) == number]
    for rows, status in ((orders, "TxSts"), (own, "PmtInfSts"), (every(root, "OrgnlGrpInfAndSts"), "GrpSts")):
        replies = {_reply(row, status, asked) for row in rows if text(row, status, most=10) or row in orders}
        if len(replies) > 1:
            raise MessageAmbiguous(number=number)
        if replies:
            return replies.pop()
    raise MessageSilent(number=number)


def read_states(content: bytes) -> tuple[tuple[str, Reply], ...]:
    """All that it says, by EndToEndId; of the whole file under a blank one. Raises ``MessageHostile``, ``MessageUnfit``."""
    root = parsed(content, STATES)
    groups = [row for row in every(root, "OrgnlGrpInfAndSts") if text(row, "GrpSts", most=10)]
    orders = every(root, "OrgnlPmtInfAndSts/TxInfAndSts")
    said = [("", _reply(row, "GrpSts", True)) for row in groups]
    return (*said, *((text(row, "OrgnlEndToEndId"), _reply(row, "TxSts", True)) for row in orders))


def _reply(row: etree._Element, status: str, asked: bool) -> Reply:
    outcome = OUTCOMES.get(needed(row, status, most=10))
    if outcome is None:
        raise MessageValueUnfit(path=status, given=text(row, status, most=10))
    codes = texts(row, "StsRsnInf/Rsn/Cd", most=10) + texts(row, "StsRsnInf/Rsn/Prtry", most=35)
    if outcome == "rejected" and not asked and REPEATED.intersection(codes):
        outcome = "received"
    words = " ".join(texts(row, "StsRsnInf/AddtlInf"))[:WORDS_MOST]
    settled_on = None
    if outcome == "settled":
        settled_on = plain_day(row, "FctvIntrBkSttlmDt/Dt") or plain_day(row, "OrgnlTxRef/IntrBkSttlmDt")
    return Reply(outcome, codes[0] if codes else "", words, text(row, "AcctSvcrRef", most=35), settled_on)
