"""What a file of ISO 20022 is and holds, read as the channels read it; books nothing."""

from zaiton.blocks.money.actions.channels.iso20022 import (
    opened,
    read_camt053,
    read_camt054,
    read_pain001,
    read_states,
)
from zaiton.blocks.money.actions.channels.iso20022.parsing import text
from zaiton.blocks.money.domain.messages import DAY, NOTICE, ORDERS, Report, Row


def message_report(content: bytes) -> Report:
    """Read a message of any known kind. Raises ``MessageHostile``, ``MessageUnfit``."""
    there = opened(content)
    number = text(there.body, "GrpHdr/MsgId", most=35)
    if there.name == DAY:
        statement = read_camt053(content, source="file")
        rows = tuple(
            Row(line.reference, line.amount, line.currency, "", line.booked_on, line.words) for line in statement.lines
        )
        return Report(there.name, statement.number, there.validated, rows, statement)
    if there.name == ORDERS:
        rows = tuple(
            Row(order.number, order.amount, order.currency, "", order.requested_on, order.document)
            for order in read_pain001(content).orders
        )
    elif there.name == NOTICE:
        rows = tuple(
            Row(one.number, one.amount, one.currency, one.reply.outcome, one.reply.settled_on, one.reply.reference)
            for one in read_camt054(content).bookings
        )
    else:
        rows = tuple(
            Row(number, None, "", reply.outcome, reply.settled_on, " ".join(filter(None, (reply.code, reply.words))))
            for number, reply in read_states(content)
        )
    return Report(there.name, number, there.validated, rows)
